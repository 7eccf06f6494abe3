//! Which of the twelve pitch classes sound.

mod classes;
mod names;

use super::arcs::{Arcs, Piece};
use super::card::Card;
use super::ear::Ear;
use super::hue::mix;
use super::layout::Layout;
use super::ramp::Ramp;
use super::scene::Scene;
use super::song::Song;
use super::stage::{Area, Stage};
use super::strokes::{Paint, Strokes};
use super::{Layer, Moment};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use classes::{CLASSES, class_at};
use std::f32::consts::TAU;
use std::sync::Arc;

/// How many of the palette's colours run around the wheel.
const COLORS: usize = 6;
/// How far, as a share of the radius, a piece reaches that does not sound.
const REST: f32 = 0.72;
/// The colour of the names.
const NAMES: [f32; 3] = [0.95, 0.96, 1.0];

/// Draws the chroma wheel.
pub(super) struct ChromaWheel {
    parameters: composition::ChromaWheel,
    ear: Ear,
    song: Arc<Song>,
    ramp: Ramp,
    layout: Arc<Layout>,
    stage: Stage,
    arcs: Arcs,
    strokes: Strokes,
    names: Option<Card>,
}

impl ChromaWheel {
    pub fn new(parameters: &composition::ChromaWheel, scene: &Scene<'_>) -> Self {
        let mut wheel = Self {
            ear: Ear::new(scene, parameters.stem.as_deref()),
            song: Arc::clone(&scene.song),
            ramp: Ramp::of(&parameters.colors, &scene.colors, COLORS),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            arcs: Arcs::new(scene),
            strokes: Strokes::new(scene),
            names: None,
            parameters: parameters.clone(),
        };
        if parameters.names {
            let pixels = names::draw(wheel.hole(), parameters.order);
            wheel.names = pixels.map(|pixels| Card::new("chroma names", &pixels, scene));
        }
        wheel
    }

    fn middle(&self) -> [f32; 2] {
        [self.layout.width * 0.5, self.layout.height * 0.5]
    }

    /// The outer radius, in pixels.
    fn radius(&self) -> f32 {
        self.layout.width.min(self.layout.height) * self.parameters.size * 0.5
    }

    /// The radius of what is free in the middle, in pixels.
    fn hole(&self) -> f32 {
        self.radius() * self.parameters.hole
    }

    /// How much each class sounds.
    fn levels(&self, seconds: f64) -> [f32; CLASSES] {
        match self.ear.sound() {
            Some(sound) => classes::heard(&sound.at(seconds)),
            None => classes::played(self.song.notes_between(seconds - classes::TAIL, seconds), seconds),
        }
    }

    fn add_class(&mut self, place: usize, level: f32) {
        let composition::ChromaWheel {
            gap,
            roundness,
            rest,
            glow,
            ..
        } = self.parameters;
        let share = place as f32 / CLASSES as f32;
        let color = self.ramp.around(share);
        let (inner, outer) = (self.hole(), self.radius());
        let half = TAU / CLASSES as f32 * 0.5;
        let piece = Piece {
            middle: self.middle(),
            radii: [inner, inner + (outer - inner) * REST],
            angle: share * TAU,
            half,
            gap: gap * half * inner.max(outer * 0.3),
            roundness,
        };
        // At rest it is dark glass, tinted.
        let glass = mix(color, [1.0; 3], 0.15);
        let there = rest * (1.0 - level);
        self.arcs
            .add(piece, [Paint(glass, there * 0.6), Paint(glass, there)]);
        let reach = inner + (outer - inner) * (REST + (1.0 - REST) * level);
        let lit = Piece {
            radii: [inner, reach],
            ..piece
        };
        let near = Paint(mix(color, [0.0; 3], 0.3), level * 0.85);
        let far = Paint(mix(color, [1.0; 3], 0.3 * level), level);
        self.arcs.add(lit, [near, far]);
        let at = |radius: f32| {
            let (sin, cos) = (share * TAU).sin_cos();
            let [x, y] = self.middle();
            [x + radius * sin, y - radius * cos]
        };
        let (from, to) = (at((inner + reach) * 0.5), at(reach));
        let strength = 0.5 * glow * level * level;
        self.strokes
            .glow([from, to], (outer - inner) * 0.75, Paint(color, strength));
    }

    fn place_names(&mut self, device: &Device) {
        let ([x, y], hole) = (self.middle(), self.hole());
        if let Some(names) = &mut self.names {
            names.fit(device, [x - hole, y - hole, x + hole, y + hole], NAMES, 0.9);
        }
    }
}

impl Layer for ChromaWheel {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.arcs.begin();
        self.strokes.begin();
        let levels = self.levels(moment.song);
        for place in 0..CLASSES {
            self.add_class(place, levels[class_at(place, self.parameters.order)]);
        }
        self.arcs.upload(device);
        self.strokes.upload(device);
        self.place_names(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.strokes.draw(pass);
        self.arcs.draw(pass);
        if let Some(names) = &self.names {
            names.draw(pass);
        }
    }
}
