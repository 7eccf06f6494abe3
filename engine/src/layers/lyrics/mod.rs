//! Lyrics that glide by, line after line. Where everything is follows from the time alone: a line that is needed for
//! the first time is drawn then, and kept while it is near.

mod rows;
mod sung;

use super::lettering::{At, Block, Blocks, Lettering, Look, Pen, Setup, mixed, smooth};
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, Anchor, TextAlign, TextStyle};
use crate::gpu::Device;
use crate::material;
use crate::text::{Family, Split, Style};
use rows::{Row, place, rows};
use std::sync::Arc;

/// Height of letters, in units, and of the space between lines, in their heights.
const SIZE: f32 = 70.0;
const BETWEEN: f32 = 0.34;
/// The most of the box's width that a line takes.
const ROOM: f32 = 0.86;
/// How large lines are that are not sung now.
const SMALL: f32 = 0.82;
/// Seconds after a line until it recedes, and after the last one until all does, and how long that takes.
const STAYS: f64 = 1.4;
const FADES: f64 = 0.9;
/// Seconds in which a pause is counted down, and the dots' radius and distance, in heights of letters.
const COUNTED: f64 = 4.0;
const DOT: (f32, f32) = (0.11, 0.52);
/// How much of a line that is sung now is seen before it is sung.
const UNSUNG: f32 = 0.8;

/// Draws lyrics.
pub(super) struct Lyrics {
    parameters: composition::Lyrics,
    source: Source,
    rows: Vec<Row>,
    lines: Blocks<(Block, Vec<(f64, f64)>)>,
    look: Look,
    pen: Pen,
    stage: Stage,
    /// The size that lines are drawn for, in pixels.
    drawn: f32,
    asked: f32,
    /// Width of the box, and the height that lines have to themselves.
    room: [f32; 2],
}

/// What lines are drawn from.
struct Source {
    lyrics: Arc<material::Lyrics>,
    lettering: Lettering,
    style: Style,
    written: TextStyle,
}

impl Source {
    /// A line, and when its letters are sung.
    fn line(&self, device: &Device, pen: &Pen, number: usize) -> (Block, Vec<(f64, f64)>) {
        let line = self.lyrics.lines.get(number);
        let (text, timed) = line.map_or_else(Default::default, |line| sung::written(line, &self.written));
        let block = Block::new(device, pen, &self.lettering, &text, &self.style, Split::Letters);
        let times = sung::times(&block.units, &timed);
        (block, times)
    }
}

impl Lyrics {
    pub fn new(parameters: &composition::Lyrics, scene: &Scene<'_>) -> Self {
        let given = parameters
            .lyrics
            .as_ref()
            .or(scene.plan.composition.lyrics.as_ref());
        let lyrics = match given.and_then(|name| scene.supplies.material.lyrics(name.as_str())) {
            Some(lyrics) => Arc::clone(lyrics),
            None => Arc::new(material::Lyrics::of_score(&scene.plan.score)),
        };
        let style = &parameters.style;
        let texts: Vec<String> = lyrics
            .lines
            .iter()
            .map(|line| sung::written(line, style).0)
            .collect();
        scene
            .lettering
            .check("the lyrics", style, texts.iter().map(String::as_str));
        if lyrics.lines.is_empty() {
            let from = if given.is_some() { "the file" } else { "the score" };
            scene
                .lettering
                .warn(format!("{from} has no lyrics: none are shown"));
        }
        let layout = &scene.layout;
        let size = SIZE * parameters.size * layout.unit;
        let setup = Setup {
            family: Family::Title,
            size,
            room: Some([layout.width * ROOM, size * 2.0 * style.line_spacing]),
            align: TextAlign::Center,
            letter_spacing: 0.0,
            tabular: false,
        };
        let sung = parameters.sung_color.map(|color| color.unit());
        let first = scene.colors.first().map_or([1.0; 3], |color| color.unit());
        let sung = sung.unwrap_or_else(|| mixed(first, [1.0; 3], 0.22));
        Self {
            rows: rows(&lyrics.lines, parameters.dots.map(f64::from)),
            source: Source {
                lyrics,
                lettering: scene.lettering.clone(),
                style: setup.style(style),
                written: style.clone(),
            },
            lines: Blocks::new(),
            look: Look {
                sung,
                ..Look::new(style, &scene.colors)
            },
            pen: Pen::new(scene),
            stage: scene.stage.clone(),
            drawn: size,
            asked: parameters.size.max(1e-3),
            room: [layout.width, layout.strike],
            parameters: parameters.clone(),
        }
    }

    /// Height of a row, in pixels as drawn.
    fn height(&mut self, device: &Device, row: usize) -> f32 {
        match self.rows.get(row).and_then(|row| row.line) {
            Some(number) => {
                let Self {
                    lines, source, pen, ..
                } = self;
                lines.get(number, || source.line(device, pen, number)).0.size[1]
            }
            None => self.drawn * 1.2,
        }
    }

    /// Where the row that is sung has its middle.
    fn focus(&self) -> f32 {
        let scale = self.parameters.size / self.asked;
        let pitch = self.drawn * scale * (self.source.style.line_height + BETWEEN);
        let (before, after) = (self.parameters.before as f32, self.parameters.after as f32);
        let [_, height] = self.room;
        let margin = height * 0.08;
        match self.parameters.anchor {
            Anchor::Middle => height / 2.0 + (before - after) / 2.0 * pitch,
            Anchor::Top => margin + (before + 0.5) * pitch,
            Anchor::Bottom => height - margin - (after + 0.5) * pitch,
        }
    }

    /// Writes a row: `middle` is where its middle is, `away` how far it is from the one that is sung, in rows.
    fn row(&mut self, device: &Device, row: Row, (middle, away): (f32, f32), now: f64) {
        let near = smooth((1.0 - away.abs()).clamp(0.0, 1.0));
        let past = smooth(((now - row.end - STAYS) / FADES).clamp(0.0, 1.0) as f32);
        let sides = if away < 0.0 {
            self.parameters.before
        } else {
            self.parameters.after
        } as f32;
        let present = if sides > 0.0 {
            smooth((sides + 1.0 - away.abs()).clamp(0.0, 1.0))
        } else {
            smooth((1.0 - 2.0 * away.abs()).clamp(0.0, 1.0))
        };
        let alone = self.parameters.before + self.parameters.after == 0;
        let lowest = if alone { 0.0 } else { self.parameters.dim };
        let far = 0.72_f32.powf((away.abs() - 1.0).max(0.0));
        let emphasis = near * (1.0 - past);
        let opacity = present * (lowest * far + (1.0 - lowest * far) * emphasis);
        if opacity <= 0.003 {
            return;
        }
        let scale = self.parameters.size / self.asked * (SMALL + (1.0 - SMALL) * near);
        let Some(number) = row.line else {
            self.dots(row, middle, present * near * scale, now);
            return;
        };
        let karaoke = self.parameters.karaoke;
        let width = self.room[0];
        let mut look = self.look.faded(opacity);
        let Self {
            lines, source, pen, ..
        } = self;
        let (block, times) = lines.get(number, || source.line(device, pen, number));
        let left = match source.style.align {
            crate::text::Align::Left => width * (1.0 - ROOM) / 2.0,
            crate::text::Align::Right => width * (1.0 + ROOM) / 2.0 - block.size[0] * scale,
            _ => (width - block.size[0] * scale) / 2.0,
        };
        let at = At {
            origin: [left, middle - block.size[1] / 2.0 * scale],
            scale,
        };
        if !karaoke {
            look.color = mixed(look.color, look.sung, emphasis * 0.9);
            pen.write(block, at, &look, |_| super::lettering::Reveal::default());
            return;
        }
        // What is not yet sung of a line that is, stands back a little.
        look.color = mixed(look.color, [0.55; 3], near * (1.0 - UNSUNG));
        pen.write(block, at, &look, |unit| sung::reveal(times, unit, now));
    }

    /// Three dots that light up one after the other until the next line begins.
    fn dots(&mut self, row: Row, middle: f32, opacity: f32, now: f64) {
        let size = self.drawn * self.parameters.size / self.asked;
        let counted = (row.end - row.start).min(COUNTED);
        let share = 1.0 - (row.end - now) / counted.max(1e-3);
        let breath = 1.0 + 0.05 * (now * std::f64::consts::TAU / 1.6).sin() as f32;
        let [width, _] = self.room;
        for dot in 0..3 {
            let lit = smooth((share * 3.0 - f64::from(dot)).clamp(0.0, 1.0) as f32);
            let x = width / 2.0 + (dot as f32 - 1.0) * DOT.1 * size;
            let radius = DOT.0 * size * breath * (0.86 + 0.14 * lit);
            let look = Look {
                color: mixed(self.look.color, self.look.sung, lit),
                ..self.look
            };
            let bounds = [x - radius, middle - radius, x + radius, middle + radius];
            self.pen
                .capsule(bounds, 0.0, &look, [opacity * (0.3 + 0.7 * lit); 2]);
        }
    }

    fn rows(&mut self, device: &Device, now: f64) {
        let glide = f64::from(self.parameters.glide);
        let at = place(&self.rows, now, glide);
        let (before, after) = (self.parameters.before as isize, self.parameters.after as isize);
        let first = at.floor() as isize;
        let way = (at - at.floor()) as f32;
        let count = self.rows.len() as isize;
        let last = (first + after + 1).min(count - 1);
        let scale = self.parameters.size / self.asked;
        let between = self.drawn * BETWEEN;
        // From the row that is leaving its place, upwards and downwards.
        let step = |this: &mut Self, upper: isize| {
            let (upper, lower) = (upper.max(0) as usize, (upper + 1).max(0) as usize);
            ((this.height(device, upper) + this.height(device, lower)) / 2.0 + between) * scale
        };
        let next = if count > 0 {
            step(self, first.min(count - 2))
        } else {
            return;
        };
        let mut middle = self.focus() - way * next;
        for index in first..=last {
            if let Some(row) = usize::try_from(index).ok().and_then(|index| self.rows.get(index)) {
                self.row(device, *row, (middle, (index as f64 - at) as f32), now);
            }
            middle += if index < last { step(self, index) } else { 0.0 };
        }
        let mut middle = self.focus() - way * next;
        for index in (first - before - 1..first).rev() {
            let Ok(number) = usize::try_from(index) else { break };
            middle -= step(self, index);
            if let Some(row) = self.rows.get(number) {
                self.row(device, *row, (middle, (index as f64 - at) as f32), now);
            }
        }
    }
}

impl Layer for Lyrics {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        (!self.rows.is_empty()).then(|| self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.pen.begin();
        let now = moment.song - f64::from(self.parameters.delay);
        let end = self.rows.last().map_or(0.0, |row| row.end);
        let whole = self.look;
        let gone = ((now - end - STAYS) / FADES).clamp(0.0, 1.0) as f32;
        self.look = self.look.faded(1.0 - smooth(gone));
        if gone < 1.0 {
            self.rows(device, now);
        }
        self.look = whole;
        self.pen.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pen.draw(pass);
    }
}
