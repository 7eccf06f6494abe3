//! Left and right drawn against each other, and how alike they are.

mod field;

use super::ear::Ear;
use super::hue::mix;
use super::layout::Layout;
use super::ramp::Ramp;
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::strokes::{Paint, Strokes};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, StereometerStyle};
use crate::gpu::Device;
use field::point;
use std::sync::Arc;

/// Points of the wave.
const POINTS: usize = 448;
/// The colour of the frame.
const FRAME: [f32; 3] = [0.82, 0.86, 1.0];

/// Draws the stereometer.
pub(super) struct Stereometer {
    parameters: composition::Stereometer,
    ear: Ear,
    ramp: Ramp,
    layout: Arc<Layout>,
    stage: Stage,
    strokes: Strokes,
    samples: Vec<[f32; 2]>,
}

impl Stereometer {
    pub fn new(parameters: &composition::Stereometer, scene: &Scene<'_>) -> Self {
        Self {
            ear: Ear::new(scene, parameters.stem.as_deref()),
            ramp: Ramp::new(&parameters.colors, scene),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            strokes: Strokes::new(scene),
            samples: vec![[0.0; 2]; POINTS],
            parameters: parameters.clone(),
        }
    }

    /// The middle of the field and half its height, in pixels; what is below it is taken into account.
    fn field(&self) -> ([f32; 2], f32) {
        let Layout {
            width, height, unit, ..
        } = *self.layout;
        let half = width.min(height) * self.parameters.size * 0.5;
        let below = if self.parameters.correlation {
            34.0 * unit
        } else {
            0.0
        };
        ([width * 0.5, height * 0.5 - below * 0.5], half)
    }

    /// A diamond of which the corners are the middle, the sides and their opposites, and its axes.
    fn add_frame(&mut self, middle: [f32; 2], half: f32) {
        let there = self.parameters.frame;
        let unit = self.layout.unit;
        let at = |x: f32, y: f32| [middle[0] + x * half, middle[1] + y * half];
        let corners = [at(0.0, -1.0), at(1.0, 0.0), at(0.0, 1.0), at(-1.0, 0.0)];
        for (index, corner) in corners.into_iter().enumerate() {
            let next = corners[(index + 1) % 4];
            let paint = Paint(FRAME, 0.5 * there);
            self.strokes.line([corner, next], 0.8 * unit, [paint; 2]);
        }
        // The axes of both sides, and of the middle, come from nothing in the midst.
        for (x, y) in [
            (0.5, -0.5),
            (-0.5, -0.5),
            (0.5, 0.5),
            (-0.5, 0.5),
            (0.0, -1.0),
            (0.0, 1.0),
        ] {
            let paints = [Paint(FRAME, 0.0), Paint(FRAME, 0.3 * there)];
            self.strokes.line([middle, at(x, y)], 0.7 * unit, paints);
        }
    }

    /// How much the wave is magnified: the softer the sound around this time is, the more.
    fn magnified(&self, seconds: f64) -> f32 {
        let gain = self.ear.sound().map_or(1.0, |sound| sound.gain());
        let around = |step: i32| self.ear.at(seconds + 0.06 * f64::from(step)).rms;
        let mean = (-8..=8).map(around).sum::<f32>() / 17.0;
        field::magnified(mean * gain)
    }

    /// The wave, the newer the brighter. A beam that moves fast leaves less light at a place.
    fn add_wave(&mut self, middle: [f32; 2], half: f32, magnified: f32) {
        let unit = self.layout.unit;
        let reach = self.parameters.thickness * unit * 1.2;
        let place = |sample: [f32; 2]| {
            let [x, y] = point(sample.map(|side| side * magnified));
            [middle[0] + x * half, middle[1] - y * half]
        };
        // The more closely it all lies together, the less light each part of it takes.
        let strength = self.parameters.glow * field::thinned(&self.samples, magnified * half / reach);
        for index in 1..POINTS {
            let age = 1.0 - index as f32 / (POINTS - 1) as f32;
            let there = (1.0 - age) * (1.0 - age);
            let color = mix(self.ramp.at(age), [1.0; 3], 0.12 * there);
            let (a, b) = (place(self.samples[index - 1]), place(self.samples[index]));
            match self.parameters.style {
                StereometerStyle::Dots => {
                    let paint = Paint(color, strength * (0.12 + 0.6 * there));
                    self.strokes.glow([b, b], reach * 1.3, paint);
                }
                StereometerStyle::Beam => {
                    let long = (b[0] - a[0]).hypot(b[1] - a[1]);
                    let slow = (18.0 * unit / (long + 5.0 * unit)).min(1.0);
                    let paint = Paint(color, strength * slow * (0.08 + 0.85 * there));
                    self.strokes.glow([a, b], reach, paint);
                }
            }
        }
    }

    /// From -1, both sides opposite, to 1, both alike.
    fn add_correlation(&mut self, middle: [f32; 2], half: f32, correlation: f32) {
        let unit = self.layout.unit;
        let y = middle[1] + half + 44.0 * unit;
        let at = |value: f32| [middle[0] + value * half * 0.62, y];
        let rest = Paint(FRAME, 0.14 + 0.1 * self.parameters.frame);
        let thick = 4.0 * unit;
        self.strokes.bar([at(-1.0), at(1.0)], thick, 1.0, rest);
        let color = self.ramp.at(0.5 - 0.5 * correlation);
        let paints = [Paint(color, 0.25), Paint(color, 1.0)];
        self.strokes.bar([at(0.0), at(correlation)], thick, 1.0, paints);
        let tip = at(correlation);
        self.strokes
            .glow([tip, tip], 30.0 * unit, Paint(color, 0.5 * self.parameters.glow));
        let paint = Paint(mix(color, [1.0; 3], 0.5), 1.0);
        self.strokes.line([tip, tip], 7.0 * unit, [paint; 2]);
        for value in [-1.0, 0.0, 1.0] {
            let [x, y] = at(value);
            let span = [[x, y + 13.0 * unit], [x, y + 19.0 * unit]];
            self.strokes
                .line(span, 0.9 * unit, [Paint(FRAME, 0.5 * self.parameters.frame); 2]);
        }
    }
}

impl Layer for Stereometer {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.strokes.begin();
        let span = f64::from(self.parameters.seconds);
        self.ear
            .samples(moment.song - 0.5 * span, span, &mut self.samples);
        let (middle, half) = self.field();
        self.add_frame(middle, half);
        let magnified = self.magnified(moment.song);
        self.add_wave(middle, half, magnified);
        if self.parameters.correlation {
            let correlation = self.ear.at(moment.song).correlation;
            self.add_correlation(middle, half, correlation);
        }
        self.strokes.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.strokes.draw_shapes(pass);
        self.strokes.draw_glow(pass);
    }
}
