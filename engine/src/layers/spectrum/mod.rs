//! How loud each frequency is: bars, rows of pieces or dots, or a filled curve, with caps that fall.

mod caps;
mod curve;

use super::columns::Columns;
use super::ear::Ear;
use super::hue::mix;
use super::layout::Layout;
use super::ramp::Ramp;
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::strokes::{Paint, Pieces, Strokes};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, SpectrumGradient, SpectrumStyle};
use crate::gpu::Device;
use std::sync::Arc;

/// Height of the pieces of segmented bars, from one to the next, in units.
const PIECE: f32 = 13.0;
/// Half the share of it that a piece fills.
const FILLED: f32 = 0.35;

/// Draws the spectrum.
pub(super) struct Spectrum {
    parameters: composition::Spectrum,
    ear: Ear,
    ramp: Ramp,
    layout: Arc<Layout>,
    stage: Stage,
    strokes: Strokes,
    columns: Columns,
    levels: Vec<f32>,
    caps: Vec<f32>,
    spare: Vec<f32>,
    points: Vec<[f32; 2]>,
}

impl Spectrum {
    pub fn new(parameters: &composition::Spectrum, scene: &Scene<'_>) -> Self {
        let bands = match parameters.symmetric {
            true => parameters.count.div_ceil(2),
            false => parameters.count,
        };
        let room = vec![0.0; bands as usize];
        Self {
            ear: Ear::new(scene, parameters.stem.as_deref()),
            ramp: Ramp::new(&parameters.colors, scene),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            strokes: Strokes::new(scene),
            columns: Columns::new(scene),
            levels: room.clone(),
            caps: room.clone(),
            spare: room,
            points: Vec::new(),
            parameters: parameters.clone(),
        }
    }

    /// The band that a bar shows.
    fn band(&self, bar: usize) -> usize {
        let count = self.parameters.count as usize;
        match self.parameters.symmetric {
            true if bar < count / 2 => count / 2 - 1 - bar + count % 2,
            true => bar - count / 2,
            false => bar,
        }
    }

    /// Left edge and width of a bar's place, in pixels.
    fn pitch(&self) -> (f32, f32) {
        let left = self.layout.width * self.parameters.margin;
        let pitch = (self.layout.width - 2.0 * left) / self.parameters.count as f32;
        (left, pitch)
    }

    /// The colours at the foot of a bar, half way and at its tip.
    fn colors(&self, place: f32, level: f32) -> [[f32; 3]; 3] {
        match self.parameters.gradient {
            SpectrumGradient::Across => {
                let color = self.ramp.at(place);
                let foot = mix(color, [0.0; 3], 0.42);
                let tip = mix(color, [1.0; 3], 0.06 + 0.24 * level);
                [foot, mix(foot, tip, 0.5), tip]
            }
            SpectrumGradient::Up => [
                mix(self.ramp.at(0.0), [0.0; 3], 0.2),
                self.ramp.at(level * 0.5),
                self.ramp.at(level),
            ],
        }
    }

    fn add_bar(&mut self, bar: usize) {
        let composition::Spectrum {
            gap,
            height,
            baseline,
            reflection,
            glow,
            ..
        } = self.parameters;
        let (left, pitch) = self.pitch();
        let half = (pitch * (1.0 - gap) * 0.5).max(0.5);
        let x = left + pitch * (bar as f32 + 0.5);
        let ground = self.layout.height * baseline;
        let most = self.layout.height * height;
        let band = self.band(bar);
        let (level, cap) = (self.levels[band], self.caps[band]);
        let place = band as f32 / (self.levels.len().max(2) - 1) as f32;
        let colors = self.colors(place, level);
        let tip = colors[2];
        let tall = (level * most).max(2.0 * half.min(4.0 * self.layout.unit));
        let presence = 0.45 + 0.55 * (level * 4.0).min(1.0);
        let paints = colors.map(|color| Paint(color, presence));
        self.strokes.glow(
            [[x, ground - tall * 0.35], [x, ground - tall]],
            (pitch * 1.6).max(16.0 * self.layout.unit),
            Paint(tip, glow * 0.18 * level),
        );
        self.add_body([x, ground], half, [tall, most], paints);
        if reflection > 0.0 {
            self.add_reflection([x, ground], half, tall, paints);
        }
        if self.parameters.peaks {
            let y = ground - (cap * most).max(tall) - 5.0 * self.layout.unit;
            let seen = (cap * 6.0 - 0.1).clamp(0.0, 0.85);
            let paint = Paint(mix(tip, [1.0; 3], 0.35), seen);
            let thin = (1.6 * self.layout.unit).max(0.5);
            self.strokes.bar(
                [[x - half, y], [x + half, y]],
                thin,
                self.parameters.roundness,
                paint,
            );
        }
    }

    /// What is mirrored below the ground.
    fn add_reflection(&mut self, [x, ground]: [f32; 2], half: f32, tall: f32, paints: [Paint; 3]) {
        let much = self.parameters.reflection;
        let far = (2.0 * much - 1.0).max(0.0);
        let fade = [
            paints[0].times(much),
            paints[1].times((much + far) * 0.5),
            paints[2].times(far),
        ];
        let below = ground + self.layout.unit * 4.0 * (1.0 - much);
        let long = tall * (0.4 + 0.6 * much);
        match self.pieces(half) {
            None => {
                let span = [[x, below], [x, below + long]];
                self.strokes.bar(span, half, self.parameters.roundness, fade);
            }
            Some((pieces, roundness)) => {
                let whole = (long / pieces.pitch).ceil() * pieces.pitch;
                let span = [[x, below], [x, below + whole]];
                self.strokes.pieces(span, half, roundness, pieces, fade);
            }
        }
    }

    /// The pieces that bars are cut into, if they are, and their roundness.
    fn pieces(&self, half: f32) -> Option<(Pieces, f32)> {
        let unit = self.layout.unit;
        let roundness = self.parameters.roundness;
        let (pitch, half, roundness) = match self.parameters.style {
            SpectrumStyle::Segments => (PIECE * unit, PIECE * FILLED * unit, roundness * 0.6),
            SpectrumStyle::Dots => (self.pitch().1, half, roundness),
            SpectrumStyle::Bars | SpectrumStyle::Curve => return None,
        };
        Some((Pieces { pitch, half }, roundness))
    }

    /// What stands on the ground: one bar, or the pieces of one.
    fn add_body(&mut self, [x, ground]: [f32; 2], half: f32, [tall, most]: [f32; 2], paints: [Paint; 3]) {
        let Some((pieces, roundness)) = self.pieces(half) else {
            let span = [[x, ground], [x, ground - tall]];
            self.strokes.bar(span, half, self.parameters.roundness, paints);
            return;
        };
        // Whole pieces, and one above them that comes and goes with what is left.
        let lit = (tall / pieces.pitch).max(1.0);
        let whole = lit.floor() * pieces.pitch;
        let all = (most / pieces.pitch).ceil() * pieces.pitch;
        let mut add = |from: f32, to: f32, paints: [Paint; 3]| {
            let span = [[x, ground - from], [x, ground - to]];
            self.strokes.pieces(span, half, roundness, pieces, paints);
        };
        add(whole, all, [paints[0].times(0.13); 3]);
        add(0.0, whole, paints);
        add(whole, whole + pieces.pitch, [paints[2].times(lit.fract()); 3]);
    }
}

impl Layer for Spectrum {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.strokes.begin();
        self.columns.begin();
        let contrast = self.parameters.contrast;
        self.ear.spectrum(moment.song, contrast, &mut self.levels);
        self.caps.copy_from_slice(&self.levels);
        if self.parameters.peaks {
            let bands = caps::Bands {
                ear: &self.ear,
                contrast,
                spare: &mut self.spare,
            };
            caps::hold(bands, moment.song, &mut self.caps);
        }
        match self.parameters.style {
            SpectrumStyle::Curve => {
                curve::smooth(&mut self.levels);
                self.add_curve();
            }
            _ => (0..self.parameters.count as usize).for_each(|bar| self.add_bar(bar)),
        }
        self.strokes.upload(device);
        self.columns.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.strokes.draw_glow(pass);
        self.columns.draw(pass);
        self.strokes.draw_shapes(pass);
    }
}
