//! Counters: a number that changes with the music, and what it is.

mod value;

pub(super) use value::{Counts, Value};

use super::lettering::{At, Block, Digits, Look, Pen, Piece, Reveal, Setup, cased, pieces};
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, Anchor, CounterKind, TextAlign};
use crate::gpu::Device;
use crate::text::{Family, Split};

/// Height of the number, in units.
const SIZE: f32 = 46.0;
/// The label: its size in sizes of the number, the space between its letters, and how much of it is seen.
const LABEL: (f32, f32, f32) = (0.5, 0.1, 0.8);
/// From the middle of the label to that of the number, in sizes.
const APART: f32 = 0.88;

/// Draws a counter.
pub(super) struct Counter {
    parameters: composition::Counter,
    counts: Counts,
    /// What is written: words by number, and values.
    format: Vec<Piece<Value>>,
    digits: Digits,
    label: Option<Block>,
    look: Look,
    align: TextAlign,
    pen: Pen,
    stage: Stage,
    room: [f32; 2],
    drawn: f32,
}

impl Counter {
    pub fn new(parameters: &composition::Counter, scene: &Scene<'_>) -> Self {
        let (usual, label) = usual(parameters.kind);
        let style = &parameters.style;
        let format = cased_words(
            parameters,
            pieces(parameters.format.as_deref().unwrap_or(usual), Value::named),
        );
        let words = format.iter().filter_map(|piece| match piece {
            Piece::Words(words) => Some(words.as_str()),
            Piece::Value(_) => None,
        });
        let words: Vec<&str> = words.collect();
        // Words that say what is counted need no label.
        let told = words.iter().any(|words| words.contains(char::is_alphabetic));
        let label = if told { "" } else { label };
        let label = parameters.label.as_deref().unwrap_or(label).trim();
        let all = words.iter().copied().chain([label]);
        scene.lettering.check("a counter", style, all);
        let layout = &scene.layout;
        let mut setup = Setup {
            family: Family::Text,
            size: SIZE * parameters.size * layout.unit,
            room: None,
            align: TextAlign::Left,
            letter_spacing: 0.0,
            tabular: true,
        };
        let pen = Pen::new(scene);
        let digits = Digits::new(scene.device, &pen, &scene.lettering, &words, &setup.style(style));
        (setup.size, setup.letter_spacing) = (setup.size * LABEL.0, LABEL.1);
        let label = (!label.is_empty()).then(|| {
            let text = cased(style, label);
            let style = setup.style(style);
            Block::new(scene.device, &pen, &scene.lettering, &text, &style, Split::Whole)
        });
        Self {
            counts: Counts::new(scene),
            format,
            digits,
            label,
            look: Look::new(style, &scene.colors),
            align: style.align.unwrap_or(TextAlign::Right),
            pen,
            stage: scene.stage.clone(),
            room: [layout.width, layout.height],
            drawn: parameters.size.max(1e-3),
            parameters: parameters.clone(),
        }
    }

    /// Where something of a width begins.
    fn left(&self, width: f32, margin: f32) -> f32 {
        match self.align {
            TextAlign::Left => margin,
            TextAlign::Center => (self.room[0] - width) / 2.0,
            TextAlign::Right => self.room[0] - margin - width,
        }
    }
}

/// What is written of a kind where nothing else is asked for, and what stands above it.
fn usual(kind: CounterKind) -> (&'static str, &'static str) {
    match kind {
        CounterKind::Time => ("{time}", ""),
        CounterKind::Remaining => ("-{remaining}", ""),
        CounterKind::Bar => ("{bar}", "Bar"),
        CounterKind::Beat => ("{beat}", "Beat"),
        CounterKind::Tempo => ("{tempo}", "BPM"),
        CounterKind::NotesPerSecond => ("{notesPerSecond}", "Notes/s"),
        CounterKind::Polyphony => ("{polyphony}", "Polyphony"),
        CounterKind::NotesPlayed => ("{notesPlayed}", "Notes"),
    }
}

fn cased_words(parameters: &composition::Counter, pieces: Vec<Piece<Value>>) -> Vec<Piece<Value>> {
    let cased = |piece| match piece {
        Piece::Words(words) => Piece::Words(cased(&parameters.style, &words)),
        value => value,
    };
    pieces.into_iter().map(cased).collect()
}

impl Layer for Counter {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.pen.begin();
        let scale = self.parameters.size / self.drawn;
        let size = self.digits.size() * scale;
        let margin = self.parameters.margin * self.room[0].min(self.room[1]);
        let label = if self.label.is_some() { size * APART } else { 0.0 };
        let height = size + label;
        // The middle of the number.
        let middle = label
            + size * 0.5
            + match self.parameters.anchor {
                Anchor::Top => margin,
                Anchor::Middle => (self.room[1] - height) / 2.0,
                Anchor::Bottom => self.room[1] - margin - height,
            };
        let mut line = self.digits.begin();
        let mut words = 0;
        for piece in &self.format {
            match piece {
                Piece::Words(_) => {
                    line.words(words);
                    words += 1;
                }
                // Digits take whatever is written.
                Piece::Value(value) => {
                    let _ = self.counts.write(*value, moment, &mut line);
                }
            }
        }
        let width = line.width() * scale;
        let left = self.left(width, margin).round();
        let middle = middle.round();
        self.digits
            .write(&mut self.pen, [left, middle], scale, &self.look);
        if let Some(block) = &self.label {
            let left = self.left(block.width() * scale, margin);
            let top = middle - size * APART - block.size[1] * scale / 2.0;
            let at = At {
                origin: [(left - block.extent[0] * scale).round(), top.round()],
                scale,
            };
            let look = self.look.faded(LABEL.2);
            self.pen.write(block, at, &look, |_| Reveal::default());
        }
        self.pen.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pen.draw(pass);
    }
}
