//! The wave itself as a shining line, held still, with fainter ones of a moment ago behind it.

mod wave;

use super::ear::Ear;
use super::hue::mix;
use super::layout::Layout;
use super::ramp::Ramp;
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::strokes::{Paint, Strokes};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, OscilloscopeSides};
use crate::gpu::Device;
use std::sync::Arc;

/// Points of a line.
const POINTS: usize = 384;
/// Seconds from an echo to the one before it.
const ECHO: f64 = 0.045;

/// Draws the oscilloscope.
pub(super) struct Oscilloscope {
    parameters: composition::Oscilloscope,
    ear: Ear,
    ramp: Ramp,
    layout: Arc<Layout>,
    stage: Stage,
    strokes: Strokes,
    samples: Vec<[f32; 2]>,
    wave: Vec<f32>,
    points: Vec<[f32; 2]>,
}

impl Oscilloscope {
    pub fn new(parameters: &composition::Oscilloscope, scene: &Scene<'_>) -> Self {
        Self {
            ear: Ear::new(scene, parameters.stem.as_deref()),
            ramp: Ramp::new(&parameters.colors, scene),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            strokes: Strokes::new(scene),
            samples: vec![[0.0; 2]; POINTS],
            wave: vec![0.0; POINTS],
            points: Vec::with_capacity(POINTS),
            parameters: parameters.clone(),
        }
    }

    /// Reads the wave around a time.
    fn listen(&mut self, seconds: f64) {
        let span = f64::from(self.parameters.seconds);
        // What is shown at most half a span beside its time is not seen to be late.
        let steady = self.ear.steady(seconds, (0.5 * span).min(0.02));
        self.ear.samples(steady, span, &mut self.samples);
    }

    /// Adds the line of what was read last: `side` is 0 for left, 1 for right, none for both; `age` counts echoes.
    fn add_line(&mut self, side: Option<usize>, age: u32) {
        let both = |sample: &[f32; 2]| side.map_or((sample[0] + sample[1]) * 0.5, |side| sample[side]);
        for (value, sample) in self.wave.iter_mut().zip(&self.samples) {
            *value = both(sample);
        }
        wave::smooth(&mut self.wave, self.parameters.smoothing);
        wave::bring_out(&mut self.wave);
        wave::taper(&mut self.wave, self.parameters.taper);
        let Layout {
            width, height, unit, ..
        } = *self.layout;
        let (middle, room) = match side {
            None => (0.5, 0.5),
            Some(0) => (0.32, 0.27),
            Some(_) => (0.68, 0.27),
        };
        let tall = height * self.parameters.height * room * (1.0 - 0.06 * age as f32);
        let left = width * self.parameters.margin;
        let across = width - 2.0 * left;
        self.points.clear();
        for (index, value) in self.wave.iter().enumerate() {
            let share = index as f32 / (POINTS - 1) as f32;
            self.points
                .push([left + across * share, height * middle - tall * value]);
        }
        self.add_points(age, unit);
    }

    fn add_points(&mut self, age: u32, unit: f32) {
        let half = self.parameters.thickness * unit * 0.5;
        let ramp = &self.ramp;
        if age > 0 {
            let there = 0.42 * 0.62_f32.powi(age as i32 - 1);
            let half = half * (0.62 - 0.05 * age as f32).max(0.2);
            self.strokes
                .path(&self.points, half, |share| Paint(ramp.at(share), there));
            return;
        }
        let glow = self.parameters.glow;
        let reach = half * 3.0 + 24.0 * unit;
        self.strokes
            .path_glow(&self.points, reach, |share| Paint(ramp.at(share), 0.42 * glow));
        self.strokes.path(&self.points, half, |share| {
            Paint(mix(ramp.at(share), [1.0; 3], 0.42), 1.0)
        });
    }
}

impl Layer for Oscilloscope {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.strokes.begin();
        for age in (0..=self.parameters.echoes).rev() {
            self.listen(moment.song - ECHO * f64::from(age));
            match self.parameters.sides {
                OscilloscopeSides::Together => self.add_line(None, age),
                OscilloscopeSides::Apart => {
                    self.add_line(Some(0), age);
                    self.add_line(Some(1), age);
                }
            }
        }
        self.strokes.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.strokes.draw(pass);
    }
}
