//! Notes that fall onto the strike line, and the light they make there.

mod crowd;
mod light;
mod notes;
mod sparks;

use super::scene::Scene;
use super::song::Song;
use super::stage::{Area, Stage};
use super::{Layer, Moment, layout::Layout};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use light::Lights;
use notes::Notes;
use std::sync::Arc;

#[cfg(test)]
pub(super) use crowd::{ATTRIBUTES as COLUMN_ATTRIBUTES, Column};
pub(super) use light::{ATTRIBUTES as LIGHT_ATTRIBUTES, Light};
#[cfg(test)]
pub(super) use notes::{ATTRIBUTES as NOTE_ATTRIBUTES, Note};

/// How long a note goes on to be seen after its release: its glow and its last sparks.
const AFTERGLOW: f64 = 1.2;

/// Draws the falling notes.
pub(super) struct FallingNotes {
    parameters: composition::FallingNotes,
    song: Arc<Song>,
    layout: Arc<Layout>,
    notes: Notes,
    lights: Lights,
    stage: Stage,
}

impl FallingNotes {
    pub fn new(parameters: &composition::FallingNotes, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            notes: Notes::new(scene),
            lights: Lights::new(scene),
            stage: scene.stage.clone(),
        }
    }
}

impl Layer for FallingNotes {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn still(&self) -> Option<Area> {
        self.moving()
    }

    /// The lanes are where the keys are.
    fn still_is_fixed(&self) -> bool {
        true
    }

    /// Where the notes are. Their light spills onto what stands around them, such as the keyboard.
    fn moving(&self) -> Option<Area> {
        let [left, top, right, _] = self.stage.whole();
        Some([left, top, right, self.layout.strike])
    }

    fn prepare_still(&mut self, device: &Device) {
        self.notes.upload_lanes(device);
    }

    fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.notes.draw_lanes(pass);
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let now = moment.song;
        let fall = f64::from(self.parameters.fall_seconds * self.layout.shape.patience());
        self.notes.begin(fall, self.parameters.roundness);
        self.lights.begin(self.parameters.glow);
        self.lights
            .strike_line(self.song.drums_between(now - AFTERGLOW, now), now);
        for note in self.song.notes_between(now - AFTERGLOW, now + fall) {
            self.notes.add(note, now);
            if note.onset <= now {
                self.lights.add(note, now);
            }
        }
        self.notes.upload(device);
        self.lights.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.notes.draw(pass);
        self.lights.draw(pass);
    }
}
