//! The light at the strike line: a glow and a flare for each note, sparks, and a pulse for drums.

use super::sparks::{self, SPARKS};
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use crate::layers::chance::unit_hash;
use crate::layers::hue::{mix, share};
use crate::layers::layout::Layout;
use crate::layers::module;
use crate::layers::scene::Scene;
use crate::layers::song::{DrumHit, KeyNote};
use bytemuck::{Pod, Zeroable};
use std::sync::Arc;

/// Fields of [`Light`].
pub(crate) const ATTRIBUTES: [wgpu::VertexAttribute; 2] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4];

/// `Light` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct Light {
    place: [f32; 4],
    color: [f32; 4],
}

impl Light {
    /// Light around `middle`, `half` wide and high each way, of which the middle is white by `core`, 0 to 1.
    pub fn new(middle: [f32; 2], half: [f32; 2], color: [f32; 3], strength: f32, core: f32) -> Self {
        let [r, g, b] = color.map(|c| c * strength);
        Self {
            place: [middle[0], middle[1], half[0], half[1]],
            color: [r, g, b, core],
        }
    }
}

/// The most lights at a time, so that the cost of a frame has a bound.
const MAX_LIGHTS: usize = 2048;
/// Up to so many notes a second throw all their sparks; of more, each throws none or all by chance.
const SPARKLING: f32 = 24.0;
/// Light up the lane that is weaker fades away: it covers many pixels.
const FAINT: f32 = 0.03;
/// Weaker light is not drawn.
const DARK: f32 = 0.012;
/// Brightness of all strikes together that is drawn in full.
const FULL: f32 = 14.0;
const DRUM_COLOR: [f32; 3] = [0.8, 0.82, 1.0];

pub(super) struct Lights {
    layout: Arc<Layout>,
    seed: u32,
    strength: f32,
    glow_pipeline: QuadPipeline,
    spark_pipeline: QuadPipeline,
    /// Large light without a white middle.
    glows: Instances<Light>,
    lights: Instances<Light>,
    /// The brightest strike of each key: more of them at once would cost without being seen.
    strikes: [Strike; 128],
}

/// How a note strikes.
#[derive(Clone, Copy, Debug, Default)]
struct Strike {
    flash: f32,
    held: f32,
    loud: f32,
    color: [f32; 3],
}

impl Strike {
    fn of(note: &KeyNote, now: f64) -> Self {
        Self {
            flash: note.flash(now),
            held: note.held(now),
            loud: 0.55 + 0.45 * note.velocity,
            color: note.color,
        }
    }

    fn brightness(&self) -> f32 {
        self.loud * (self.flash + 0.6 * self.held)
    }
}

impl Lights {
    pub fn new(scene: &Scene<'_>) -> Self {
        let module = module(scene.device, "light");
        let groups = [Some(&scene.stage.layout)];
        let quads = |label| Quads {
            label,
            module: &module,
            fragment: label,
            stride: size_of::<Light>(),
            attributes: &ATTRIBUTES,
            blend: QuadPipeline::SCREEN,
            groups: &groups,
        };
        Self {
            layout: Arc::clone(&scene.layout),
            seed: scene.plan.composition.seed,
            strength: 1.0,
            glow_pipeline: QuadPipeline::new(scene.device, &quads("glow")),
            spark_pipeline: QuadPipeline::new(scene.device, &quads("spark")),
            glows: Instances::new(scene.device, "glows", 130),
            lights: Instances::new(scene.device, "light", 1024),
            strikes: [Strike::default(); 128],
        }
    }

    /// Begins a frame.
    pub fn begin(&mut self, strength: f32) {
        self.strength = strength;
        self.glows.items().clear();
        self.lights.items().clear();
        self.strikes = [Strike::default(); 128];
    }

    /// The pulse of the whole strike line with the drums.
    pub fn strike_line(&mut self, hits: &[DrumHit], now: f64) {
        let pulse = |hit: &DrumHit| hit.strength * (-(now - hit.onset) / 0.11).exp() as f32;
        let strength = hits.iter().map(pulse).sum::<f32>().min(1.2) * self.strength;
        let Layout {
            width, strike, unit, ..
        } = *self.layout;
        if strength < DARK {
            return;
        }
        let middle = [width / 2.0, strike];
        let glows = self.glows.items();
        glows.push(Light::new(
            middle,
            [width * 0.62, 26.0 * unit],
            DRUM_COLOR,
            0.2 * strength,
            0.0,
        ));
        glows.push(Light::new(
            middle,
            [width * 0.7, 3.0 * unit],
            DRUM_COLOR,
            0.55 * strength,
            0.0,
        ));
    }

    /// The light of a note that has begun: its sparks, and its share in the light of its key.
    pub fn add(&mut self, note: &KeyNote, now: f64) {
        if self.strength <= 0.0 {
            return;
        }
        let strike = Strike::of(note, now);
        let brightest = &mut self.strikes[usize::from(note.key & 127)];
        if strike.brightness() > brightest.brightness() {
            *brightest = strike;
        }
        if unit_hash([self.seed, note.id, 0, SPARKS]) * note.pace > SPARKLING {
            return;
        }
        let key = self.layout.key(note.key);
        let place = sparks::Place {
            middle: [key.middle(), self.layout.strike],
            width: key.width(),
            unit: self.layout.unit,
            strength: self.strength,
            seed: self.seed,
        };
        let lights = self.lights.items();
        let room = MAX_LIGHTS.saturating_sub(lights.len());
        lights.extend(sparks::sparks(note, now, &place).take(room));
    }

    /// The glow and the flare of a key that a note strikes or holds; `alone` is less than 1 among many.
    fn add_key(&mut self, key: u8, alone: f32) {
        let strength = self.strength * alone;
        let Layout {
            strike: top, unit, ..
        } = *self.layout;
        let Strike {
            flash,
            held,
            loud,
            color,
        } = self.strikes[usize::from(key)];
        let key = self.layout.key(key);
        let middle = [key.middle(), top];
        let width = key.width().clamp(24.0 * unit, 64.0 * unit);
        let glow = strength * loud * (0.5 * flash + 0.3 * held);
        if glow > DARK {
            // Among many it keeps to its key, since its neighbours light what is beside it.
            let wide = 1.1 + (1.0 + 0.9 * flash) * alone;
            let glow = glow * (2.1 + 0.9 * flash) / wide;
            let half = [width * wide, width * (1.5 + 0.7 * flash) * (0.65 + 0.35 * alone)];
            self.glows
                .items()
                .push(Light::new(middle, half, color, glow, 0.0));
        }
        let beam = strength * loud * 0.3 * flash;
        let beam = beam * ((beam - FAINT) / FAINT).clamp(0.0, 1.0);
        if beam > DARK {
            // A breath of light up the lane, so that a hit is felt.
            let half = [width * 0.62, (90.0 + 70.0 * flash) * unit];
            self.glows
                .items()
                .push(Light::new(middle, half, color, beam, 0.0));
        }
        let flare = strength * loud * (0.75 * flash + 0.35 * held);
        if flare > DARK {
            let half = [width * (1.0 + 0.9 * flash), (5.0 + 5.0 * flash) * unit];
            let color = mix(color, [1.0; 3], 0.4);
            self.lights
                .items()
                .push(Light::new(middle, half, color, flare, 0.8));
        }
    }

    pub fn upload(&mut self, device: &Device) {
        // Light over light would end in white: where many keys are lit, each gives less.
        let all: f32 = self.strikes.iter().map(Strike::brightness).sum();
        let alone = share(all, FULL);
        for key in self.layout.keys.clone() {
            self.add_key(key, alone);
        }
        self.glows.upload(device);
        self.lights.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.glow_pipeline.draw(pass, &self.glows);
        self.spark_pipeline.draw(pass, &self.lights);
    }
}
