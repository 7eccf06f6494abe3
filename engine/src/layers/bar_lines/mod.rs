//! Lines and numbers of bars that move with falling notes or with a piano roll, at the song's real tempos and time
//! signatures.

use super::layout::Layout;
use super::letters::Digits;
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::timeline::Timeline;
use super::{Layer, Moment, module};
use crate::composition::document::Numbers;
use crate::composition::{self, Along, Composition, LayerKind};
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use crate::score::{Beat, Metre};
use bytemuck::{Pod, Zeroable};
use std::sync::Arc;

/// Fields of [`Line`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x2];

/// `Line` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Line {
    bounds: [f32; 4],
    color: [f32; 4],
    ends: [f32; 2],
}

/// Alpha of bars and beats at full strength.
const BAR: f32 = 0.5;
const BEAT: f32 = 0.26;
/// Thickness of the lines of bars and of beats, in units.
const THICKNESS: (f32, f32) = (2.0, 1.3);
/// Height of the numbers, in units.
const SIZE: f32 = 21.0;
/// The least distance between the lines of bars and of beats, in units; bars that are closer are left out by twos,
/// fours and so on, beats altogether.
const LEAST: (f32, f32) = (64.0, 22.0);
/// The most lines at a time, so that the cost of a frame has a bound.
const MAX_LINES: usize = 256;

/// Draws lines and numbers of bars.
pub(super) struct BarLines {
    parameters: composition::BarLines,
    /// How the notes move that these lines move with.
    falling: composition::FallingNotes,
    roll: composition::PianoRoll,
    metre: Arc<Metre>,
    /// The usual length of a bar and of a beat, in seconds.
    usual: (f64, f64),
    layout: Arc<Layout>,
    stage: Stage,
    pipeline: QuadPipeline,
    lines: Instances<Line>,
    digits: Digits,
}

impl BarLines {
    pub fn new(parameters: &composition::BarLines, scene: &Scene<'_>) -> Self {
        let quads = Quads {
            label: "bar lines",
            module: &module(scene.device, "bar_lines"),
            fragment: "fragment",
            stride: size_of::<Line>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
            groups: &[Some(&scene.stage.layout)],
        };
        let size = SIZE * scene.layout.unit * parameters.size;
        let (falling, roll) = moving(parameters, &scene.plan.composition);
        Self {
            parameters: parameters.clone(),
            falling,
            roll,
            usual: usual(&scene.metre),
            metre: Arc::clone(&scene.metre),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            pipeline: QuadPipeline::new(scene.device, &quads),
            lines: Instances::new(scene.device, "bar lines", 64),
            digits: Digits::new("bar numbers", size, scene),
        }
    }

    /// The line of a bar or a beat, and its number.
    fn add(&mut self, beat: Beat, field: &Field, steps: (u32, bool)) {
        let first = beat.number == 1;
        if self.lines.len() as usize >= MAX_LINES || !is_shown(beat, steps) {
            return;
        }
        let there = field.there(beat.time);
        let [r, g, b] = self.parameters.ink.unit();
        let (strength, thickness) = if first {
            (self.parameters.bars * BAR, THICKNESS.0)
        } else {
            (self.parameters.beats * BEAT, THICKNESS.1)
        };
        if strength * there > 0.0 {
            let thickness = (thickness * self.layout.unit).max(1.0);
            self.lines.items().push(Line {
                bounds: field.line(beat.time, thickness),
                color: [r, g, b, strength * there],
                ends: [self.layout.unit * 40.0, 0.4],
            });
        }
        if first {
            let corner = field.number(beat.time, self.digits.height());
            self.digits
                .put(beat.bar, corner, [r, g, b, self.parameters.numbers * there]);
        }
    }
}

/// Whether a beat has a line where bars are told in steps and beats told or not.
fn is_shown(beat: Beat, (bars, beats): (u32, bool)) -> bool {
    if beat.number == 1 {
        (beat.bar - 1).is_multiple_of(bars)
    } else {
        beats
    }
}

/// How falling notes and piano roll move that the composition has.
fn moving(
    parameters: &composition::BarLines,
    composition: &Composition,
) -> (composition::FallingNotes, composition::PianoRoll) {
    let kinds = || composition.layers.iter().map(|layer| &layer.kind);
    let falling = kinds().find_map(|kind| match kind {
        LayerKind::FallingNotes(it) => Some(it.clone()),
        _ => None,
    });
    let roll = kinds().find_map(|kind| match kind {
        LayerKind::PianoRoll(it) => Some(it.clone()),
        _ => None,
    });
    let (mut falling, mut roll) = (falling.unwrap_or_default(), roll.unwrap_or_default());
    if let Some(seconds) = parameters.seconds {
        (falling.fall_seconds, roll.seconds) = (seconds, seconds);
    }
    (falling, roll)
}

/// The mean length of bars and of beats, in seconds.
fn usual(metre: &Metre) -> (f64, f64) {
    let beats = metre.beats();
    let (Some(first), Some(last)) = (beats.first(), beats.last()) else {
        return (2.0, 0.5);
    };
    let length = (last.time - first.time).max(1e-3);
    let bars = f64::from(last.bar.saturating_sub(first.bar).max(1));
    (length / bars, length / (beats.len() - 1).max(1) as f64)
}

/// Where times are.
enum Field<'a> {
    Falling { layout: &'a Layout, now: f64, fall: f64 },
    Roll { layout: &'a Layout, timeline: Timeline },
}

impl Field<'_> {
    /// From which to which time lines are seen.
    fn times(&self) -> (f64, f64) {
        match self {
            Self::Falling { now, fall, .. } => (now - 0.03 * fall, now + fall),
            Self::Roll { layout, timeline } => (timeline.time(0.0), timeline.time(layout.width)),
        }
    }

    /// Pixels in a second.
    fn pace(&self) -> f64 {
        match self {
            Self::Falling { layout, fall, .. } => f64::from(layout.strike) / fall,
            Self::Roll { timeline, .. } => f64::from(timeline.x(1.0)) - f64::from(timeline.x(0.0)),
        }
    }

    /// Where the line of a time is, in pixels.
    fn line(&self, time: f64, thickness: f32) -> [f32; 4] {
        let half = thickness / 2.0;
        match self {
            Self::Falling { layout, now, fall } => {
                let y = layout.falling(time - now, *fall);
                [0.0, y - half, layout.width, y + half]
            }
            Self::Roll { layout, timeline } => {
                let x = timeline.x(time);
                [x - half, 0.0, x + half, layout.height]
            }
        }
    }

    /// Where the upper left corner of a number of this height belongs, in pixels.
    fn number(&self, time: f64, height: f32) -> [f32; 2] {
        match self {
            Self::Falling { layout, now, fall } => {
                let y = layout.falling(time - now, *fall);
                let left = layout.width * 0.012 + 14.0 * layout.unit;
                [left, y - height - 2.0 * layout.unit]
            }
            Self::Roll { layout, timeline } => [
                timeline.x(time) + 9.0 * layout.unit,
                layout.height * 0.02 + 6.0 * layout.unit,
            ],
        }
    }

    /// How much of a line is there, 0 to 1: it comes and goes softly.
    fn there(&self, time: f64) -> f32 {
        let smooth = |x: f32| {
            let x = x.clamp(0.0, 1.0);
            x * x * (3.0 - 2.0 * x)
        };
        match self {
            Self::Falling { layout, now, fall } => {
                let y = layout.falling(time - now, *fall);
                smooth(y / layout.fade) * smooth(1.0 + (layout.strike - y) / (layout.strike * 0.03))
            }
            Self::Roll { layout, timeline } => {
                let x = timeline.x(time);
                smooth(x.min(layout.width - x) / (layout.width * 0.07))
            }
        }
    }
}

impl Layer for BarLines {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let (layout, metre) = (Arc::clone(&self.layout), Arc::clone(&self.metre));
        let field = match self.parameters.along {
            Along::FallingNotes => Field::Falling {
                layout: &layout,
                now: moment.song,
                fall: f64::from(self.falling.fall_seconds * layout.shape.patience()),
            },
            Along::PianoRoll => Field::Roll {
                layout: &layout,
                timeline: Timeline::new(&self.roll, &layout, moment.song),
            },
        };
        self.lines.items().clear();
        self.digits.begin();
        let (from, to) = field.times();
        let apart = |seconds: f64| (seconds * field.pace()) as f32 / layout.unit;
        let steps = (step(apart(self.usual.0)), apart(self.usual.1) >= LEAST.1);
        for beat in metre.between(from, to) {
            self.add(*beat, &field, steps);
        }
        self.lines.upload(device);
        self.digits.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        let [left, top, right, bottom] = self.stage.whole();
        if self.parameters.along == Along::FallingNotes {
            self.stage.cut(pass, &[left, top, right, self.layout.strike]);
        }
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.pipeline.draw(pass, &self.lines);
        self.digits.draw(pass);
        self.stage.cut(pass, &[left, top, right, bottom]);
    }
}

/// Every how many bars there is a line, where bars are so far apart, in units: a power of two.
fn step(apart: f32) -> u32 {
    let fewer = (LEAST.0 / apart.max(1e-3)).log2().ceil().clamp(0.0, 16.0);
    1 << fewer as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Score;

    #[test]
    fn lines_move_as_falling_notes_do() {
        let layout = Layout::new((1920, 1080), &Composition::default(), None);
        let field = Field::Falling {
            layout: &layout,
            now: 10.0,
            fall: 3.0,
        };
        let [_, top, _, bottom] = field.line(11.5, 2.0);
        assert_eq!(f32::midpoint(top, bottom), layout.falling(1.5, 3.0));
        assert!(field.there(11.5) > 0.99 && field.there(13.0) < 0.01);
    }

    #[test]
    fn lines_never_stand_too_close() {
        assert_eq!([200.0, 64.0, 63.0, 20.0, 0.0].map(step), [1, 1, 2, 4, 1 << 16]);
        assert_eq!(usual(&Metre::new(&Score::default())), (2.0, 0.5));
    }

    #[test]
    fn the_composition_tells_how_notes_move() {
        let document = r#"{"version": 2, "layers": [{"type": "fallingNotes", "fallSeconds": 5.0}]}"#;
        let composition = Composition::from_json(document).expect("it is right");
        let mut bars = composition::BarLines::default();
        assert_eq!(moving(&bars, &composition).0.fall_seconds, 5.0);
        bars.seconds = Some(2.0);
        assert_eq!(moving(&bars, &composition).0.fall_seconds, 2.0);
    }
}
