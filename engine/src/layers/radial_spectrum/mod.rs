//! How loud each frequency is, around a circle that swells with the bass and turns slowly.

mod circle;

use super::ear::Ear;
use super::hue::mix;
use super::layout::Layout;
use super::ramp::Ramp;
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::strokes::{Paint, Pieces, Strokes};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, RadialStyle};
use crate::gpu::Device;
use circle::{Circle, band_of};
use std::sync::Arc;

/// Points of the ring.
const RING: usize = 96;

/// Draws the radial spectrum.
pub(super) struct RadialSpectrum {
    parameters: composition::RadialSpectrum,
    ear: Ear,
    ramp: Ramp,
    layout: Arc<Layout>,
    stage: Stage,
    strokes: Strokes,
    levels: Vec<f32>,
    points: Vec<[f32; 2]>,
}

impl RadialSpectrum {
    pub fn new(parameters: &composition::RadialSpectrum, scene: &Scene<'_>) -> Self {
        let bands = match parameters.symmetric {
            true => parameters.count.div_ceil(2),
            false => parameters.count,
        };
        Self {
            ear: Ear::new(scene, parameters.stem.as_deref()),
            ramp: Ramp::new(&parameters.colors, scene),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            strokes: Strokes::new(scene),
            levels: vec![0.0; bands as usize],
            points: Vec::new(),
            parameters: parameters.clone(),
        }
    }

    /// The circle at a time.
    fn circle(&self, seconds: f64) -> Circle {
        let Layout { width, height, .. } = *self.layout;
        let swell = self.ear.swell(seconds) * self.parameters.pulse;
        let turned = f64::from(self.parameters.spin) * seconds;
        Circle {
            middle: [width * 0.5, height * 0.5],
            radius: width.min(height) * self.parameters.radius * (1.0 + swell),
            turn: ((turned + f64::from(self.parameters.rotation)) % 360.0) as f32 / 360.0 + 0.5,
        }
    }

    /// The colour of a bar, by its place around the circle.
    fn color(&self, bar: usize) -> [f32; 3] {
        let count = self.parameters.count as usize;
        let share = bar as f32 / count as f32;
        match self.parameters.symmetric {
            true => {
                let band = band_of(bar, count, true);
                self.ramp.at(band as f32 / (self.levels.len().max(2) - 1) as f32)
            }
            false => self.ramp.around(share),
        }
    }

    fn level(&self, bar: usize) -> f32 {
        let band = band_of(bar, self.parameters.count as usize, self.parameters.symmetric);
        self.levels[band]
    }

    /// The light behind everything, and the ring.
    fn add_ring(&mut self, circle: &Circle, swell: f32) {
        let unit = self.layout.unit;
        let glow = self.parameters.glow;
        let middle = circle.middle;
        let light = self.ramp.at(0.12 + 0.3 * swell);
        self.strokes.glow(
            [middle, middle],
            circle.radius * (1.55 + 0.25 * swell),
            Paint(light, glow * (0.13 + 0.2 * swell)),
        );
        let opacity = self.parameters.ring;
        if opacity > 0.0 {
            self.points.clear();
            let inner = circle.radius - 7.0 * unit;
            let point = |step: usize| circle.point(step as f32 / RING as f32, inner);
            self.points.extend((0..=RING).map(point));
            let ramp = &self.ramp;
            let color = |share: f32| {
                let paint = ramp.at(1.0 - (2.0 * share - 1.0).abs());
                Paint(mix(paint, [1.0; 3], 0.25), opacity)
            };
            self.strokes.path(&self.points, 1.3 * unit, color);
        }
    }

    fn add_bar(&mut self, bar: usize, circle: &Circle) {
        let composition::RadialSpectrum {
            count,
            gap,
            roundness,
            length,
            inward,
            glow,
            style,
            ..
        } = self.parameters;
        let share = (bar as f32 + 0.5) / count as f32;
        let level = self.level(bar);
        let pitch = std::f32::consts::TAU * circle.radius / count as f32;
        let half = (pitch * (1.0 - gap) * 0.5).max(0.5);
        let most = self.layout.width.min(self.layout.height) * length;
        let long = (level * most).max(2.0 * half);
        let color = self.color(bar);
        let paints = [
            Paint(mix(color, [0.0; 3], 0.25), 0.55 + 0.45 * (level * 4.0).min(1.0)),
            Paint(mix(color, [1.0; 3], 0.08 + 0.3 * level), 1.0),
        ];
        let foot = circle.point(share, circle.radius - inward * long);
        let tip = circle.point(share, circle.radius + long);
        self.strokes.glow(
            [circle.point(share, circle.radius + long * 0.4), tip],
            (pitch * 2.2).max(18.0 * self.layout.unit),
            Paint(color, glow * 0.14 * level),
        );
        if style == RadialStyle::Bars {
            self.strokes.bar([foot, tip], half, roundness, paints);
            return;
        }
        let pieces = Pieces { pitch, half };
        let lit = (long / pitch).max(1.0);
        let whole = circle.point(share, circle.radius + lit.floor() * pitch);
        let next = circle.point(share, circle.radius + (lit.floor() + 1.0) * pitch);
        let foot = circle.point(share, circle.radius);
        self.strokes
            .pieces([foot, whole], half, roundness, pieces, paints);
        let last = paints[1].times(lit.fract());
        self.strokes.pieces([whole, next], half, roundness, pieces, last);
    }

    /// Three closed lines, the outer ones fainter and smoother.
    fn add_lines(&mut self, circle: &Circle) {
        let count = self.parameters.count as usize;
        let most = self.layout.width.min(self.layout.height) * self.parameters.length;
        let unit = self.layout.unit;
        let glow = self.parameters.glow;
        for ring in [2_usize, 1, 0] {
            let reach = ring * 2 + 2;
            let size = most * (1.15 + 0.16 * ring as f32);
            let drift = ring as f32 * 0.012;
            self.points.clear();
            for bar in 0..=count {
                let sum: f32 = (0..=2 * reach)
                    .map(|offset| self.level((bar + count + offset - reach) % count))
                    .sum();
                let level = sum / (2 * reach + 1) as f32;
                let share = (bar as f32 + 0.5) / count as f32 + drift;
                self.points
                    .push(circle.point(share, circle.radius + 5.0 * unit + level * size));
            }
            let ramp = &self.ramp;
            let place = ring as f32 * 0.5;
            let color = |share: f32| {
                let along = 0.5 - 0.5 * (std::f32::consts::TAU * share).cos();
                ramp.at((place + 0.25 * along).min(1.0))
            };
            let (half, there) = [(2.6, 1.0), (2.0, 0.75), (1.5, 0.55)][ring];
            if ring == 0 {
                self.strokes
                    .path_glow(&self.points, 26.0 * unit, |share| Paint(color(share), 0.3 * glow));
            }
            self.strokes.path(&self.points, half * unit, |share| {
                Paint(mix(color(share), [1.0; 3], 0.2), there)
            });
        }
    }
}

impl Layer for RadialSpectrum {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.strokes.begin();
        self.ear
            .spectrum(moment.song, self.parameters.contrast, &mut self.levels);
        let circle = self.circle(moment.song);
        self.add_ring(&circle, self.ear.swell(moment.song));
        match self.parameters.style {
            RadialStyle::Lines => self.add_lines(&circle),
            _ => (0..self.parameters.count as usize).for_each(|bar| self.add_bar(bar, &circle)),
        }
        self.strokes.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.strokes.draw(pass);
    }
}
