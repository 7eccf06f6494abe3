//! The light at the strike line: a glow and a flare for each note, sparks, and a pulse for drums.

use super::{flash, held, sparks};
use crate::composition;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use crate::layers::hue::mix;
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
const MAX_LIGHTS: usize = 8192;
/// Weaker light is not drawn.
const DARK: f32 = 0.012;
const DRUM_COLOR: [f32; 3] = [0.8, 0.82, 1.0];

pub(super) struct Lights {
    layout: Arc<Layout>,
    seed: u32,
    strength: f32,
    pipeline: QuadPipeline,
    lights: Instances<Light>,
}

impl Lights {
    pub fn new(parameters: &composition::FallingNotes, scene: &Scene<'_>) -> Self {
        let quads = Quads {
            label: "light",
            module: &module(scene.device, "light"),
            fragment: "fragment",
            stride: size_of::<Light>(),
            attributes: &ATTRIBUTES,
            blend: QuadPipeline::SCREEN,
            groups: &[Some(&scene.stage.layout)],
        };
        Self {
            layout: Arc::clone(&scene.layout),
            seed: scene.plan.composition.seed,
            strength: parameters.glow,
            pipeline: QuadPipeline::new(scene.device, &quads),
            lights: Instances::new(scene.device, "light", 1024),
        }
    }

    pub fn clear(&mut self) {
        self.lights.items().clear();
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
        let lights = self.lights.items();
        lights.push(Light::new(
            middle,
            [width * 0.62, 26.0 * unit],
            DRUM_COLOR,
            0.2 * strength,
            0.0,
        ));
        lights.push(Light::new(
            middle,
            [width * 0.7, 3.0 * unit],
            DRUM_COLOR,
            0.55 * strength,
            0.0,
        ));
    }

    /// The light of a note that has begun.
    pub fn add(&mut self, note: &KeyNote, now: f64) {
        if self.strength <= 0.0 || self.lights.items().len() >= MAX_LIGHTS {
            return;
        }
        let Layout { strike, unit, .. } = *self.layout;
        let key = self.layout.key(note.key);
        let middle = [key.middle(), strike];
        let loud = 0.55 + 0.45 * note.velocity;
        let (flash, held) = (flash(note, now), held(note, now));
        let glow = self.strength * loud * (0.5 * flash + 0.3 * held);
        let width = key.width().clamp(24.0 * unit, 64.0 * unit);
        let lights = self.lights.items();
        if glow > DARK {
            let half = [width * (2.1 + 0.9 * flash), width * (1.5 + 0.7 * flash)];
            lights.push(Light::new(middle, half, note.color, glow, 0.12));
        }
        let flare = self.strength * loud * (0.75 * flash + 0.35 * held);
        if flare > DARK {
            let half = [width * (1.0 + 0.9 * flash), (5.0 + 5.0 * flash) * unit];
            lights.push(Light::new(
                middle,
                half,
                mix(note.color, [1.0; 3], 0.4),
                flare,
                0.8,
            ));
        }
        sparks::add(
            lights,
            note,
            now,
            &sparks::Place {
                middle,
                width: key.width(),
                unit,
                strength: self.strength,
                seed: self.seed,
            },
        );
    }

    pub fn upload(&mut self, device: &Device) {
        self.lights.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pipeline.draw(pass, &self.lights);
    }
}
