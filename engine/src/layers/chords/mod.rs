//! The name of the chord that sounds, large, and of the one to come, small; as it comes it takes the large one's place.

mod written;

use super::lettering::{At, Block, Blocks, Lettering, Look, Pen, Reveal, Setup, smooth};
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, Anchor, TextAlign};
use crate::gpu::Device;
use crate::score::chords::{Heard, recognise};
use crate::text::{Align, Family, Split, Style};
use written::{Named, written};

/// Height of letters, in units.
const SIZE: f32 = 104.0;
/// What follows the root: its size and how far it is raised, in sizes of the root.
const SUFFIX: (f32, f32) = (0.56, 0.22);
/// Size and opacity of the chord to come, and how far below it is, in sizes.
const NEXT: (f32, f32, f32) = (0.42, 0.55, 0.98);
/// Seconds in which the chord to come takes its place, and in which one that is over fades.
const COMES: f64 = 0.16;
const FADES: f64 = 0.5;
/// Seconds before it sounds that the next chord is shown.
const AHEAD: f64 = 6.0;
/// Space between the parts of a name, in sizes.
const GAP: f32 = 0.03;

/// Draws names of chords.
pub(super) struct Chords {
    parameters: composition::Chords,
    chords: Vec<Named>,
    source: Source,
    blocks: Blocks<Block>,
    align: TextAlign,
    look: Look,
    pen: Pen,
    stage: Stage,
    /// Width and height of the box, in pixels.
    room: [f32; 2],
    /// The height it has to itself above the keys.
    free: f32,
    drawn: f32,
}

/// What names are drawn from.
struct Source {
    texts: Vec<String>,
    lettering: Lettering,
    style: Style,
}

impl Source {
    /// A root, a suffix or a bass; each text is one of them alone, and so of one size.
    fn piece(&self, device: &Device, pen: &Pen, number: usize, share: f32) -> Block {
        let style = Style {
            size: self.style.size * share,
            ..self.style.clone()
        };
        let text = self.texts.get(number).map_or("", String::as_str);
        Block::new(device, pen, &self.lettering, text, &style, Split::Whole)
    }
}

impl Chords {
    pub fn new(parameters: &composition::Chords, scene: &Scene<'_>) -> Self {
        let heard = scene.song.notes().iter().map(|note| Heard {
            onset: note.onset,
            release: note.release,
            key: note.key,
            velocity: note.velocity,
        });
        let heard: Vec<Heard> = heard.collect();
        let spans = recognise(&heard, &scene.metre);
        let (chords, texts) = written(&spans, &scene.plan.score, parameters);
        let style = &parameters.style;
        scene
            .lettering
            .check("the chords", style, texts.iter().map(String::as_str));
        let layout = &scene.layout;
        let setup = Setup {
            family: Family::Title,
            size: SIZE * parameters.size * layout.unit,
            room: None,
            align: TextAlign::Left,
            letter_spacing: 0.0,
            tabular: false,
        };
        Self {
            chords,
            source: Source {
                texts,
                lettering: scene.lettering.clone(),
                style: Style {
                    align: Align::Left,
                    ..setup.style(style)
                },
            },
            blocks: Blocks::new(),
            align: style.align.unwrap_or(TextAlign::Left),
            look: Look::new(style, &scene.colors),
            pen: Pen::new(scene),
            stage: scene.stage.clone(),
            room: [layout.width, layout.height],
            free: layout.strike,
            drawn: parameters.size.max(1e-3),
            parameters: parameters.clone(),
        }
    }

    /// Writes a chord: `away` is 0 in its place, 1 where it is still to come, -1 when it has gone.
    fn chord(&mut self, device: &Device, chord: Named, away: f32, opacity: f32) {
        let size = self.source.style.size * self.parameters.size / self.drawn;
        let waits = away.clamp(0.0, 1.0);
        let gone = (-away).clamp(0.0, 1.0);
        let scale = self.parameters.size / self.drawn * (1.0 - (1.0 - NEXT.0) * waits);
        let opacity = opacity * (1.0 - (1.0 - NEXT.1) * waits) * (1.0 - smooth((gone * 1.4).min(1.0)));
        if opacity <= 0.003 {
            return;
        }
        let margin = self.parameters.margin * self.room[0].min(self.room[1]);
        let line = self.source.style.line_height;
        let height = size * (line + if self.parameters.next { NEXT.2 * 0.55 } else { 0.0 });
        let top = match self.parameters.anchor {
            Anchor::Top => margin - size * 0.12,
            Anchor::Middle => (self.free - height) / 2.0,
            Anchor::Bottom => self.free - margin - height,
        };
        let top = top + waits * size * NEXT.2 - gone * size * 0.22;
        let parts = [
            (Some(chord.written.root), 1.0, 0.0),
            (chord.written.suffix, SUFFIX.0, SUFFIX.1),
            (chord.written.bass, SUFFIX.0 * 1.25, 0.0),
        ];
        let Self {
            blocks, source, pen, ..
        } = self;
        let style = &source.style;
        let mut width = 0.0;
        for (number, share, _) in parts {
            if let Some(number) = number {
                let block = blocks.get(number, || source.piece(device, pen, number, share));
                width += block.size[0] + GAP * style.size;
            }
        }
        let mut left = match self.align {
            TextAlign::Left => margin,
            TextAlign::Center => (self.room[0] - width * scale) / 2.0,
            TextAlign::Right => self.room[0] - margin - width * scale,
        };
        let base = |share: f32| style.size * share * (line / 2.0 + 0.36);
        for (number, share, raised) in parts {
            let Some(number) = number else { continue };
            let block = blocks.get(number, || source.piece(device, pen, number, share));
            let down = base(1.0) - base(share) - raised * style.size;
            let at = At {
                origin: [left, top + down * scale],
                scale,
            };
            pen.write(block, at, &self.look.faded(opacity), |_| Reveal::default());
            left += (block.size[0] + GAP * style.size) * scale;
        }
    }
}

impl Layer for Chords {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        (!self.chords.is_empty()).then(|| self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.pen.begin();
        let now = moment.song;
        // The first chord that is not yet in its place.
        let next = self.chords.partition_point(|chord| chord.start <= now);
        let waiting = self.chords.get(next).copied();
        let on_way = waiting.map_or(0.0, |chord| 1.0 - ((chord.start - now) / COMES).clamp(0.0, 1.0));
        let on_way = smooth(on_way as f32);
        if let Some(chord) = next
            .checked_sub(1)
            .and_then(|index| self.chords.get(index))
            .copied()
        {
            let over = ((now - chord.end) / FADES).clamp(0.0, 1.0) as f32;
            self.chord(device, chord, -on_way, 1.0 - smooth(over));
        }
        if let Some(chord) = waiting {
            let near = 1.0 - ((chord.start - now - AHEAD) / FADES).clamp(0.0, 1.0) as f32;
            let shown = if self.parameters.next { 1.0 } else { on_way };
            self.chord(device, chord, 1.0 - on_way, smooth(near) * shown);
        }
        if let Some(chord) = self.chords.get(next + 1).copied()
            && self.parameters.next
            && on_way > 0.0
            && chord.start - now < AHEAD
        {
            self.chord(device, chord, 1.0, on_way);
        }
        self.pen.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pen.draw(pass);
    }
}
