//! Particles: sparks of notes and floating dust, each in closed form.

mod dust;
mod flight;

use super::layout::Layout;
use super::pulse::energy;
use super::scene::Scene;
use super::song::Song;
use super::spark::{Look, Sparks};
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::color::Rgb;
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use std::sync::Arc;

/// The most sparks at a time, so that the cost of a frame has a bound: where notes would make more, each makes fewer.
const MAX_SPARKS: f32 = 3000.0;
/// What is never passed, dust included.
const MOST: usize = 5000;
/// Seconds in which what was played last still lights the dust.
const AFTERGLOW: f64 = 0.5;

/// Draws the particles.
pub(super) struct Particles {
    parameters: composition::Particles,
    song: Arc<Song>,
    layout: Arc<Layout>,
    colors: Arc<[Rgb]>,
    seed: u32,
    sparks: Sparks,
    discs: Sparks,
    stage: Stage,
}

impl Particles {
    pub fn new(parameters: &composition::Particles, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            colors: Arc::clone(&scene.colors),
            seed: scene.plan.composition.seed,
            sparks: Sparks::new(scene, "particles", Look::Spark, 1024),
            discs: Sparks::new(scene, "motes", Look::Disc, 64),
            stage: scene.stage.clone(),
        }
    }

    fn add_dust(&mut self, now: f64) {
        let place = dust::Place {
            parameters: &self.parameters,
            layout: &self.layout,
            colors: &self.colors,
            seed: self.seed,
            light: energy(&self.song, now, AFTERGLOW),
        };
        let count = self.parameters.dust;
        for number in 0..count.ceil() as u32 {
            // The last one comes and goes as the number changes.
            let share = (count - number as f32).min(1.0);
            let (mote, focused) = dust::mote(number, now, share, &place);
            let motes = if focused {
                &mut self.sparks
            } else {
                &mut self.discs
            };
            motes.items().push(mote);
        }
    }

    fn add_sparks(&mut self, now: f64) {
        let life = f64::from(self.parameters.life);
        let thrown = |from, to| flight::thrown(&self.parameters, from, to);
        let notes = || self.song.notes_between(now - life, now);
        let wanted: f32 = notes().map(|note| thrown(note, now)).sum();
        let place = flight::Place {
            parameters: &self.parameters,
            layout: &self.layout,
            seed: self.seed,
            share: (MAX_SPARKS / wanted.max(1.0)).min(1.0),
        };
        let sparks = self.sparks.items();
        for note in notes() {
            let room = MOST.saturating_sub(sparks.len());
            sparks.extend(flight::sparks(note, now, &place).take(room));
        }
    }
}

impl Layer for Particles {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.sparks.items().clear();
        self.discs.items().clear();
        self.add_dust(moment.song);
        self.add_sparks(moment.song);
        self.sparks.upload(device);
        self.discs.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.discs.draw(pass);
        self.sparks.draw(pass);
    }
}
