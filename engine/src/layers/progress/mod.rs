//! How far the song is: a line with a knob, a bar or a ring, with the times beside it.

use super::counter::{Counts, Value};
use super::lettering::{Digits, Look, Pen, Setup, mixed};
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, Anchor, LayerKind, ProgressShape, TextAlign};
use crate::gpu::Device;
use crate::text::Family;

/// Thickness of a line, a bar and a ring, in units.
const THICKNESS: [f32; 3] = [5.0, 16.0, 12.0];
/// Radius of the knob in thicknesses of the line.
const KNOB: f32 = 1.7;
/// Height of the times, in units, and how much of them is seen.
const SIZE: (f32, f32) = (27.0, 0.85);
/// The same within a ring, as a share of its radius.
const IN_RING: f32 = 0.34;
/// Space beside the times, in their sizes.
const GAP: f32 = 0.8;

/// Draws the progress.
pub(super) struct Progress {
    parameters: composition::Progress,
    counts: Counts,
    digits: Digits,
    /// Colours of the track and of what has been played.
    look: Look,
    times: Look,
    pen: Pen,
    stage: Stage,
    room: [f32; 2],
    unit: f32,
    anchor: Anchor,
    duration: f64,
    drawn: f32,
}

impl Progress {
    pub fn new(parameters: &composition::Progress, scene: &Scene<'_>) -> Self {
        let layout = &scene.layout;
        let style = &parameters.style;
        scene.lettering.check("the progress", style, []);
        let ring = parameters.shape == ProgressShape::Ring;
        let radius = radius([layout.width, layout.height], parameters.margin);
        let size = if ring {
            radius * IN_RING
        } else {
            SIZE.0 * layout.unit
        };
        let setup = Setup {
            family: Family::Text,
            size: size * parameters.size,
            room: None,
            align: TextAlign::Left,
            letter_spacing: 0.0,
            tabular: true,
        };
        let pen = Pen::new(scene);
        let first = scene.colors.first().map_or([1.0; 3], |color| color.unit());
        let played = parameters.color.map(|color| color.unit());
        let times = Look::new(style, &scene.colors);
        let keyboard = scene.plan.composition.layers.iter();
        let keyboard = keyboard
            .map(|layer| &layer.kind)
            .any(|kind| matches!(kind, LayerKind::Keyboard(_)));
        Self {
            counts: Counts::new(scene),
            digits: Digits::new(scene.device, &pen, &scene.lettering, &[], &setup.style(style)),
            look: Look {
                color: parameters.track_color.unit(),
                sung: played.unwrap_or_else(|| mixed(first, [1.0; 3], 0.25)),
                ..times
            },
            times: times.faded(SIZE.1),
            pen,
            stage: scene.stage.clone(),
            room: [layout.width, layout.height],
            unit: layout.unit,
            anchor: parameters
                .anchor
                .unwrap_or(if keyboard { Anchor::Top } else { Anchor::Bottom }),
            duration: scene.plan.duration.seconds().max(1e-3),
            drawn: parameters.size.max(1e-3),
            parameters: parameters.clone(),
        }
    }

    /// Writes a time; its left or right end is at `x`.
    fn time(&mut self, value: Value, moment: Moment, (x, align): (f32, TextAlign), middle: f32) -> f32 {
        let scale = self.parameters.size / self.drawn;
        let mut line = self.digits.begin();
        // Digits take whatever is written.
        let _ = self.counts.write(value, moment, &mut line);
        let width = line.width() * scale;
        let left = match align {
            TextAlign::Left => x,
            TextAlign::Center => x - width / 2.0,
            TextAlign::Right => x - width,
        };
        self.digits
            .write(&mut self.pen, [left.round(), middle.round()], scale, &self.times);
        width
    }

    fn line(&mut self, moment: Moment, share: f32) {
        let bar = self.parameters.shape == ProgressShape::Bar;
        let thickness = THICKNESS[usize::from(bar)] * self.parameters.thickness * self.unit;
        let knob = if bar { 0.0 } else { thickness * KNOB };
        let [width, height] = self.room;
        let margin = self.parameters.margin * width.min(height);
        let size = self.digits.size() * self.parameters.size / self.drawn;
        let needs = thickness
            .max(knob * 2.0)
            .max(if self.parameters.times { size } else { 0.0 });
        let middle = match self.anchor {
            Anchor::Top => margin + needs / 2.0,
            Anchor::Middle => height / 2.0,
            Anchor::Bottom => height - margin - needs / 2.0,
        };
        let (mut left, mut right) = (margin, width - margin);
        if self.parameters.times {
            // Both sides take the room of the longer time, so that the line never moves.
            let room = self.time(Value::Total, moment, (right, TextAlign::Right), middle) + size * GAP;
            self.time(Value::Time, moment, (left, TextAlign::Left), middle);
            (left, right) = (left + room, right - room);
        }
        if right - left < thickness * 2.0 {
            return;
        }
        let (left, right) = (left + knob, right - knob);
        let head = left + (right - left) * share;
        let half = thickness / 2.0;
        let track = [left - half, middle - half, right + half, middle + half];
        self.pen
            .capsule(track, f32::MIN, &self.look, [self.parameters.track, 1.0]);
        let played = [left - half, middle - half, head + half, middle + half];
        self.pen.capsule(played, f32::MAX, &self.look, [1.0, 1.0]);
        if knob > 0.0 {
            // A dark line is for a light ground, on which a light knob would look switched off.
            let lighter = if self.look.is_dark() { 0.0 } else { 0.55 };
            let look = Look {
                sung: mixed(self.look.sung, [1.0; 3], lighter),
                ..self.look
            };
            let knob = [head - knob, middle - knob, head + knob, middle + knob];
            self.pen.capsule(knob, f32::MAX, &look, [1.0, 1.0]);
        }
    }

    fn ring(&mut self, moment: Moment, share: f32) {
        let [width, height] = self.room;
        let radius = radius(self.room, self.parameters.margin);
        let thickness = (THICKNESS[2] * self.parameters.thickness * self.unit).min(radius);
        let (x, y) = (width / 2.0, height / 2.0);
        let bounds = [x - radius, y - radius, x + radius, y + radius];
        let opacities = [self.parameters.track, 1.0];
        self.pen.ring(bounds, thickness, share, &self.look, opacities);
        if self.parameters.times {
            self.time(Value::Time, moment, (x, TextAlign::Center), y);
        }
    }
}

/// The outer radius of a ring in a box.
fn radius([width, height]: [f32; 2], margin: f32) -> f32 {
    width.min(height) * (0.5 - margin)
}

impl Layer for Progress {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.pen.begin();
        let share = (moment.video / self.duration).clamp(0.0, 1.0) as f32;
        match self.parameters.shape {
            ProgressShape::Line | ProgressShape::Bar => self.line(moment, share),
            ProgressShape::Ring => self.ring(moment, share),
        }
        self.pen.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pen.draw(pass);
    }
}
