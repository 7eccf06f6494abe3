//! Waves that flow across, one behind the other. What is played is felt in the middle first and travels outwards.

mod waves;

use super::layout::Layout;
use super::ribbon::{Cut, Knot, Ribbons, Segment, chain};
use super::scene::Scene;
use super::song::Song;
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::audio::Analysis;
use crate::color::Rgb;
use crate::composition::document::Numbers;
use crate::composition::{self, WaveDrive};
use crate::gpu::Device;
use std::sync::Arc;
use waves::{HALF, MOST, Strengths};

/// Draws the sine waves.
pub(super) struct SineWaves {
    parameters: composition::SineWaves,
    song: Arc<Song>,
    voices: usize,
    layout: Arc<Layout>,
    colors: Arc<[Rgb]>,
    sound: Option<Arc<Analysis>>,
    strengths: Strengths,
    knots: Vec<Knot>,
    lines: Ribbons,
    curtains: Ribbons,
    stage: Stage,
}

impl SineWaves {
    pub fn new(parameters: &composition::SineWaves, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            voices: scene.song.voices().len(),
            layout: Arc::clone(&scene.layout),
            colors: Arc::clone(&scene.colors),
            sound: scene.supplies.sound(parameters.stem.as_deref()).cloned(),
            strengths: Strengths::default(),
            knots: Vec::with_capacity(2 * HALF + 1),
            lines: Ribbons::new(scene, "sine waves", Cut::Light, 1024),
            curtains: Ribbons::new(scene, "light below waves", Cut::Curtain, 1024),
            stage: scene.stage.clone(),
        }
    }

    fn count(&self) -> usize {
        (self.parameters.lines.ceil() as usize).clamp(1, MOST)
    }

    fn feel(&mut self, now: f64) {
        let count = self.count();
        match (self.parameters.drive, &self.sound) {
            (WaveDrive::Sound, Some(sound)) => self.strengths.hear(sound, count, now),
            _ => self
                .strengths
                .feel(&self.song, &self.layout, self.voices, count, now),
        }
    }

    /// Fills `knots` with the crest of wave `number`.
    fn trace(&mut self, number: usize, now: f64) {
        let Layout {
            width, height, unit, ..
        } = *self.layout;
        let parameters = &self.parameters;
        let count = parameters.lines.max(1.0);
        // The last one comes and goes as the number changes.
        let there = (parameters.lines - number as f32).clamp(0.0, 1.0);
        let depth = (number as f32 + 0.5) / count;
        let color = self.colors.get(number % self.colors.len().max(1));
        let color = color.copied().unwrap_or_default().unit();
        let middle = height * (0.5 + 0.16 * (depth - 0.5));
        let wave = waves::Wave::new(number, parameters, now);
        self.knots.clear();
        for point in 0..=2 * HALF {
            let along = point as f32 / HALF as f32 - 1.0;
            let strength = self.strengths.at(number, point.abs_diff(HALF));
            let aspect = width / width.min(height);
            let rise = wave.at(along * aspect) * (0.2 + 0.8 * strength) * waves::tapered(along);
            let light = there * (0.34 + 0.66 * strength) * (1.0 - 0.75 * along.abs().powi(3));
            let [r, g, b] = color.map(|c| c * light);
            self.knots.push(Knot {
                at: [
                    (along + 1.0) / 2.0 * width,
                    middle - rise * 260.0 * unit * parameters.amplitude,
                ],
                half: (unit * parameters.thickness * (2.4 + 2.2 * strength)).max(1.0),
                color: [r, g, b, 0.35],
            });
        }
    }

    fn add(&mut self, number: usize, now: f64) {
        self.trace(number, now);
        self.lines.items().extend(chain(&self.knots));
        for knot in &mut self.knots {
            let [r, g, b, _] = knot.color.map(|c| c * 0.24);
            (knot.half, knot.color) = (knot.half * 5.5, [r, g, b, 0.0]);
        }
        self.lines.items().extend(chain(&self.knots));
        let fill = self.parameters.fill;
        if fill > 0.0 {
            let depth = 52.0 * self.layout.unit;
            for knot in &mut self.knots {
                (knot.half, knot.color) = (depth, knot.color.map(|c| c * 1.7 * fill));
            }
            let pairs = self.knots.windows(2);
            let curtains = pairs.map(|pair| Segment::curtain(&pair[0], &pair[1]));
            self.curtains.items().extend(curtains);
        }
    }
}

impl Layer for SineWaves {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.feel(moment.song);
        self.lines.items().clear();
        self.curtains.items().clear();
        for number in 0..self.count() {
            self.add(number, moment.song);
        }
        self.lines.upload(device);
        self.curtains.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.curtains.draw(pass);
        self.lines.draw(pass);
    }
}
