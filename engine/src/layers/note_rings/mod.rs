//! Rings that spread from the places of keys where notes begin, in closed form, and light while notes are held.

mod places;

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
use places::Places;
use std::sync::Arc;

/// Fields of [`Ring`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 2] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4];

/// `Ring` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Ring {
    place: [f32; 4],
    color: [f32; 4],
}

/// How far the ring of the loudest note spreads, in units.
const REACH: f32 = 150.0;
/// Thickness of a young ring, in units.
const THICKNESS: f32 = 7.0;
/// The most rings of one key: older ones have nearly gone.
const MAX_RINGS: u8 = 4;
/// Seconds in which the light of a note that is let go fades.
const FADES: f64 = 0.22;
/// Weaker light is not drawn.
const DARK: f32 = 0.012;
const PLACE_COLOR: [f32; 3] = [0.75, 0.8, 1.0];

/// Draws rings where notes sound.
pub(super) struct NoteRings {
    parameters: composition::NoteRings,
    song: Arc<Song>,
    layout: Arc<Layout>,
    stage: Stage,
    places: Places,
    ring_pipeline: QuadPipeline,
    place_pipeline: QuadPipeline,
    light_pipeline: QuadPipeline,
    rings: Instances<Ring>,
    resting: Instances<Ring>,
    sounding: Instances<Ring>,
    lights: Instances<Light>,
    /// How many rings of each key there are already.
    counts: [u8; 128],
    /// The notes that are looked at, the latest last.
    found: Vec<KeyNote>,
}

impl NoteRings {
    pub fn new(parameters: &composition::NoteRings, scene: &Scene<'_>) -> Self {
        let (own, light) = (module(scene.device, "note_rings"), module(scene.device, "light"));
        let groups = [Some(&scene.stage.layout)];
        let pipeline = |fragment, blend| {
            let quads = Quads {
                label: fragment,
                module: &own,
                fragment,
                stride: size_of::<Ring>(),
                attributes: &ATTRIBUTES,
                blend,
                groups: &groups,
            };
            QuadPipeline::new(scene.device, &quads)
        };
        let lights = Quads {
            label: "ring light",
            module: &light,
            fragment: "glow",
            stride: size_of::<Light>(),
            attributes: &LIGHT_ATTRIBUTES,
            blend: QuadPipeline::SCREEN,
            groups: &groups,
        };
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            places: Places::new(parameters.arrangement, &scene.layout),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            ring_pipeline: pipeline("ring", QuadPipeline::SCREEN),
            place_pipeline: pipeline("place", wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
            light_pipeline: QuadPipeline::new(scene.device, &lights),
            rings: Instances::new(scene.device, "rings", 256),
            resting: Instances::new(scene.device, "places", 128),
            sounding: Instances::new(scene.device, "sounding places", 128),
            lights: Instances::new(scene.device, "ring light", 128),
            counts: [0; 128],
            found: Vec::with_capacity(256),
        }
    }

    /// Radius of a place, in pixels.
    fn dot(&self) -> f32 {
        (self.places.distance * 0.3).clamp(2.5 * self.layout.unit, 9.0 * self.layout.unit)
    }

    fn add(&mut self, note: &KeyNote, now: f64) {
        let count = &mut self.counts[usize::from(note.key & 127)];
        if *count >= MAX_RINGS {
            return;
        }
        *count += 1;
        let (unit, parameters) = (self.layout.unit, &self.parameters);
        let [x, y] = self.places.of(note.key);
        let age = ((now - note.onset) / f64::from(parameters.seconds)) as f32;
        if let Some((share, strength)) = spread(age) {
            let reach = REACH * unit * parameters.size * (0.4 + 0.6 * note.velocity);
            let young = 1.0 - age;
            let thickness = THICKNESS * unit * parameters.thickness * (0.35 + 0.65 * young);
            let strength = strength * (0.45 + 0.55 * note.velocity) * parameters.glow.min(1.3);
            let color = mix(note.color, [1.0; 3], 0.3 * young * young);
            let [r, g, b] = color.map(|c| c * strength);
            if strength > DARK {
                self.rings.items().push(Ring {
                    place: [x, y, reach * share, thickness.max(1.5)],
                    color: [r, g, b, 0.28],
                });
            }
        }
        // Only the latest note of a key is seen in its place.
        let over = (now - note.release).max(0.0);
        let held = (-over / FADES).exp() as f32;
        if self.counts[usize::from(note.key & 127)] == 1 && held > DARK {
            self.sound(note, held, now);
        }
    }

    /// The place of a note that is held.
    fn sound(&mut self, note: &KeyNote, held: f32, now: f64) {
        let [x, y] = self.places.of(note.key);
        let (flash, loud) = (note.flash(now), 0.5 + 0.5 * note.velocity);
        let radius = self.dot() * (1.0 + (0.35 + 0.9 * flash) * held * loud);
        let [r, g, b] = mix(note.color, [1.0; 3], 0.25 + 0.45 * flash);
        self.sounding.items().push(Ring {
            place: [x, y, radius, 1.5],
            color: [r, g, b, held],
        });
        let glow = self.parameters.glow * loud * held * (0.32 + 0.4 * flash);
        if glow > DARK {
            let half = radius * 2.5 + 36.0 * self.layout.unit * loud;
            self.lights
                .items()
                .push(Light::new([x, y], [half; 2], note.color, glow.min(1.0), 0.0));
        }
    }
}

/// How far a ring of an age in lives has spread, and how strong it still is, 0 to 1; none before and after its life.
fn spread(age: f32) -> Option<(f32, f32)> {
    if !(0.0..1.0).contains(&age) {
        return None;
    }
    // Fast at first, as a wave that loses its force.
    let share = 0.06 + 0.94 * (1.0 - (-2.6 * age).exp()) / (1.0 - (-2.6_f32).exp());
    let left = 1.0 - age;
    Some((share, left * left * (0.4 + 0.6 * left)))
}

impl Layer for NoteRings {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn still(&self) -> Option<Area> {
        self.moving()
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare_still(&mut self, device: &Device) {
        let (radius, strength) = (self.dot() * 0.62, self.parameters.places);
        let [r, g, b] = PLACE_COLOR;
        let items = self.resting.items();
        items.clear();
        items.extend(self.layout.keys.clone().map(|key| {
            let [x, y] = self.places.of(key);
            let shade = if self.layout.key(key).black { 0.5 } else { 1.0 };
            Ring {
                place: [x, y, radius, 1.5],
                color: [r, g, b, strength * shade],
            }
        }));
        self.resting.upload(device);
    }

    fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.place_pipeline.draw(pass, &self.resting);
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let now = moment.song;
        self.rings.items().clear();
        self.sounding.items().clear();
        self.lights.items().clear();
        self.counts = [0; 128];
        let life = f64::from(self.parameters.seconds).max(FADES * 5.0);
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        found.extend(self.song.notes_between(now - life, now));
        for note in found.iter().rev() {
            self.add(note, now);
        }
        self.found = found;
        self.rings.upload(device);
        self.sounding.upload(device);
        self.lights.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.light_pipeline.draw(pass, &self.lights);
        self.ring_pipeline.draw(pass, &self.rings);
        self.place_pipeline.draw(pass, &self.sounding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_spreads_and_fades_to_nothing() {
        let ages = (0..100).map(|i| spread(i as f32 / 100.0).expect("it lives"));
        let ages: Vec<_> = ages.collect();
        for pair in ages.windows(2) {
            assert!(pair[1].0 > pair[0].0 && pair[1].1 < pair[0].1);
        }
        assert!(ages[0].1 > 0.9 && ages[99].1 < 0.001 && ages[99].0 <= 1.0);
        assert_eq!((spread(-0.01), spread(1.0)), (None, None));
    }
}
