//! Notes that move along rays, pitch as angle, and a circle of keys that lights where they strike.

mod rays;

use super::falling_notes::{LIGHT_ATTRIBUTES, Light};
use super::hue::mix;
use super::layout::Layout;
use super::scene::Scene;
use super::song::{KeyNote, Song};
use super::stage::{Area, Stage};
use super::{Layer, Moment, module};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};
use rays::Rays;
use std::sync::Arc;

/// Fields of [`Wedge`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 4] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x2];

/// `Wedge` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Wedge {
    span: [f32; 4],
    color: [f32; 4],
    shape: [f32; 4],
    fade: [f32; 2],
}

/// Brightness of notes on black keys.
const BLACK_SHADE: f32 = 0.8;
/// Colours of keys at rest, and how much of what is behind them they cover.
const WHITE_KEY: [f32; 4] = [0.6, 0.66, 0.8, 0.5];
const BLACK_KEY: [f32; 4] = [0.03, 0.035, 0.06, 0.9];
/// Seconds that light lasts after a note.
const AFTERGLOW: f64 = 0.6;
const DARK: f32 = 0.012;

/// Draws radial notes.
pub(super) struct RadialNotes {
    parameters: composition::RadialNotes,
    song: Arc<Song>,
    layout: Arc<Layout>,
    stage: Stage,
    note_pipeline: QuadPipeline,
    key_pipeline: QuadPipeline,
    glow_pipeline: QuadPipeline,
    spark_pipeline: QuadPipeline,
    notes: Instances<Wedge>,
    keys: Instances<Wedge>,
    glows: Instances<Light>,
    flares: Instances<Light>,
    /// The brightest note of each key: how it strikes, how it sounds, and its colour times loudness.
    strikes: [Strike; 128],
}

#[derive(Clone, Copy, Debug, Default)]
struct Strike {
    flash: f32,
    held: f32,
    loud: f32,
    color: [f32; 3],
}

impl RadialNotes {
    pub fn new(parameters: &composition::RadialNotes, scene: &Scene<'_>) -> Self {
        let (own, light) = (
            module(scene.device, "radial_notes"),
            module(scene.device, "light"),
        );
        let groups = [Some(&scene.stage.layout)];
        let pipeline = |fragment| {
            let quads = Quads {
                label: fragment,
                module: &own,
                fragment,
                stride: size_of::<Wedge>(),
                attributes: &ATTRIBUTES,
                blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
                groups: &groups,
            };
            QuadPipeline::new(scene.device, &quads)
        };
        let lights = |fragment| {
            let quads = Quads {
                label: fragment,
                module: &light,
                fragment,
                stride: size_of::<Light>(),
                attributes: &LIGHT_ATTRIBUTES,
                blend: QuadPipeline::SCREEN,
                groups: &groups,
            };
            QuadPipeline::new(scene.device, &quads)
        };
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            note_pipeline: pipeline("note"),
            key_pipeline: pipeline("key"),
            glow_pipeline: lights("glow"),
            spark_pipeline: lights("spark"),
            notes: Instances::new(scene.device, "radial notes", 512),
            keys: Instances::new(scene.device, "circle of keys", 128),
            glows: Instances::new(scene.device, "radial glows", 128),
            flares: Instances::new(scene.device, "radial flares", 128),
            strikes: [Strike::default(); 128],
        }
    }

    fn add(&mut self, note: &KeyNote, rays: &Rays, now: f64) {
        if note.onset <= now {
            let strike = Strike {
                flash: note.flash(now),
                held: note.held(now),
                loud: 0.5 + 0.5 * note.velocity,
                color: note.color,
            };
            let brightest = &mut self.strikes[usize::from(note.key & 127)];
            if strike.flash + strike.held >= brightest.flash + brightest.held {
                *brightest = strike;
            }
        }
        let Some([inner, outer]) = rays.span(note.onset, note.release) else {
            return;
        };
        let unit = self.layout.unit;
        let black = self.layout.key(note.key).black;
        let shade = if black { BLACK_SHADE } else { 1.0 } * (0.55 + 0.45 * note.velocity);
        let [r, g, b] = note.color.map(|c| c * shade);
        let heat = (0.35 * note.flash(now) + 0.4 * note.held(now)).min(1.0);
        let [cos, sin] = rays.direction(note.key);
        let outer = outer.max(inner + 2.0 * unit);
        let widths = [rays.half_note(inner), rays.half_note(outer)];
        let half = ((outer - inner) / 2.0).min(widths[0].max(1.5 * unit));
        self.notes.items().push(Wedge {
            span: [inner, outer, cos, sin],
            color: [r, g, b, heat],
            shape: [widths[0], widths[1], half * self.parameters.roundness, 0.0],
            fade: rays.fade(),
        });
    }

    /// A key, lit by what sounds on it.
    fn add_key(&mut self, key: u8, rays: &Rays) {
        let Strike {
            flash,
            held,
            loud,
            color,
        } = self.strikes[usize::from(key & 127)];
        let black = self.layout.key(key).black;
        let rest = if black { BLACK_KEY } else { WHITE_KEY };
        let lit = (held * (0.7 + 0.3 * flash)).min(1.0);
        let light = mix(color, [1.0; 3], 0.12 + 0.3 * flash);
        let [r, g, b] = mix([rest[0], rest[1], rest[2]], light, lit);
        if black {
            // White keys widen beyond the black ones between them.
            let bed = self.key(key, rays, false, WHITE_KEY);
            self.keys.items().push(bed);
        }
        let alpha = rest[3] + (1.0 - rest[3]) * lit;
        let part = self.key(key, rays, black, [r, g, b, alpha]);
        self.keys.items().push(part);
        let [cos, sin] = rays.direction(key);
        let unit = self.layout.unit;
        let [width, height] = [self.layout.width, self.layout.height];
        let middle = [width / 2.0 + cos * rays.circle, height / 2.0 + sin * rays.circle];
        let glow = self.parameters.glow * loud * (0.42 * held + 0.4 * flash);
        if glow > DARK {
            let half = (84.0 + 60.0 * flash) * unit;
            self.glows
                .items()
                .push(Light::new(middle, [half; 2], color, glow.min(1.0), 0.0));
        }
        let flare = self.parameters.glow * loud * (0.2 * held + 0.75 * flash);
        if flare > DARK {
            let half = (11.0 + 15.0 * flash) * unit;
            let color = mix(color, [1.0; 3], 0.4);
            self.flares
                .items()
                .push(Light::new(middle, [half; 2], color, flare.min(1.0), 0.8));
        }
    }

    /// What is drawn of a key, as long as a black or a white one.
    fn key(&self, key: u8, rays: &Rays, black: bool, color: [f32; 4]) -> Wedge {
        let [cos, sin] = rays.direction(key);
        let [inner, outer] = rays.key(black);
        let width = if black { 0.9 } else { 0.965 };
        Wedge {
            span: [inner, outer, cos, sin],
            color,
            shape: [
                rays.half_key(inner) * width,
                rays.half_key(outer) * width,
                1.5 * self.layout.unit,
                0.0,
            ],
            fade: [-1.0, 0.0],
        }
    }

    /// Light of all that sounds in the middle of the circle.
    fn add_middle(&mut self, rays: &Rays) {
        let mut sum = [0.0; 3];
        let mut all = 0.0;
        for strike in &self.strikes {
            let amount = strike.loud * (0.5 * strike.held + 0.5 * strike.flash);
            sum = std::array::from_fn(|i| sum[i] + strike.color[i] * amount);
            all += amount;
        }
        let strength = self.parameters.glow * 0.15 * (1.0 - (-all * 0.6_f32).exp());
        if strength > DARK {
            let color = sum.map(|c| c / all);
            let middle = [self.layout.width / 2.0, self.layout.height / 2.0];
            self.glows
                .items()
                .push(Light::new(middle, [rays.circle * 1.25; 2], color, strength, 0.0));
        }
    }
}

impl Layer for RadialNotes {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let now = moment.song;
        let rays = Rays::new(&self.parameters, &self.layout, now);
        self.notes.items().clear();
        self.keys.items().clear();
        self.glows.items().clear();
        self.flares.items().clear();
        self.strikes = [Strike::default(); 128];
        let (from, to) = rays.times();
        let song = Arc::clone(&self.song);
        for note in song.notes_between(from.min(now - AFTERGLOW), to) {
            self.add(note, &rays, now);
        }
        for key in self.layout.keys.clone() {
            self.add_key(key, &rays);
        }
        self.add_middle(&rays);
        self.notes.upload(device);
        self.keys.upload(device);
        self.glows.upload(device);
        self.flares.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.note_pipeline.draw(pass, &self.notes);
        if self.parameters.keys {
            self.key_pipeline.draw(pass, &self.keys);
        }
        self.glow_pipeline.draw(pass, &self.glows);
        self.spark_pipeline.draw(pass, &self.flares);
    }
}
