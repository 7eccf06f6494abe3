//! The notes themselves, and the lanes they fall in.

use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use crate::layers::layout::Layout;
use crate::layers::module;
use crate::layers::scene::Scene;
use crate::layers::song::KeyNote;
use crate::layers::stage::Stage;
use bytemuck::{Pod, Zeroable};
use std::sync::Arc;

/// Fields of [`Note`].
pub(crate) const ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x2];

/// `Note` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct Note {
    bounds: [f32; 4],
    color: [f32; 4],
    shape: [f32; 2],
}

/// The width of a note on a white key, in widths of the key.
const WHITE_WIDTH: f32 = 0.8;
/// The same for black keys.
const BLACK_WIDTH: f32 = 0.94;
/// Time in which notes of a key are drawn as one, in shortest notes: what lies so close covers each other anyway.
const CELL: f32 = 0.4;
/// Notes of which less is seen, in pixels, are plain bricks without a seam.
const BRICK: f32 = 12.0;
/// Brightness of notes on black keys.
const BLACK_SHADE: f32 = 0.76;

/// Keeps what notes of a key hide of each other from being drawn: the price of a frame follows what is seen, not how
/// many notes there are. Cells are counted from the start of the song, so that nothing flickers as notes fall.
struct Crowd {
    /// For each key the cell of its last note, and where among the instances it is.
    last: [Option<(i64, usize)>; 128],
}

impl Crowd {
    fn new() -> Self {
        Self { last: [None; 128] }
    }

    fn clear(&mut self) {
        self.last = [None; 128];
    }

    /// Adds a note of a key; notes come by their onsets.
    fn add(&mut self, notes: &mut Vec<Note>, new: Note, key: usize, cell: i64) {
        let slot = notes.len();
        if let Some((before, slot)) = self.last[key]
            && let Some(old) = notes.get_mut(slot)
            && old.bounds[1] >= new.bounds[1] - 1.0
        {
            if before == cell {
                let bottom = old.bounds[3];
                let heat = old.color[3].max(new.color[3]);
                *old = new;
                (old.bounds[3], old.color[3]) = (bottom, heat);
                return;
            }
            old.hide_behind(&new);
        }
        self.last[key] = Some((cell, slot));
        notes.push(new);
    }
}

impl Note {
    /// Leaves out what lies behind a later note that reaches at least as far up.
    fn hide_behind(&mut self, later: &Self) {
        let hidden = later.bounds[3] - later.shape[0] - self.shape[0] - 1.0;
        self.bounds[1] = self.bounds[1].max(hidden);
        if later.bounds[3] + BRICK > self.bounds[3] {
            self.shape = [self.shape[0].min(2.0), 0.5];
            let hidden = later.bounds[3] - later.shape[0].min(4.0) - 2.0;
            self.bounds[1] = self.bounds[1].max(hidden);
        }
    }
}

pub(super) struct Notes {
    layout: Arc<Layout>,
    stage: Stage,
    /// Seconds from the top to the strike line.
    fall: f64,
    roundness: f32,
    pipeline: QuadPipeline,
    lane_pipeline: QuadPipeline,
    lanes: Instances<Note>,
    /// Notes on white keys, then those on black keys, which lie over them.
    whites: Instances<Note>,
    blacks: Instances<Note>,
    crowd: Crowd,
}

impl Notes {
    pub fn new(scene: &Scene<'_>) -> Self {
        let module = module(scene.device, "falling_notes");
        let pipeline = |label, fragment| {
            let quads = Quads {
                label,
                module: &module,
                fragment,
                stride: size_of::<Note>(),
                attributes: &ATTRIBUTES,
                blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
                groups: &[Some(&scene.stage.layout)],
            };
            QuadPipeline::new(scene.device, &quads)
        };
        let mut lanes = Instances::new(scene.device, "lanes", 128);
        lanes.items().extend(lane_instances(&scene.layout));
        Self {
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            fall: 3.0,
            roundness: 0.0,
            pipeline: pipeline("notes", "note"),
            lane_pipeline: pipeline("lanes", "lane"),
            lanes,
            whites: Instances::new(scene.device, "notes on white keys", 256),
            blacks: Instances::new(scene.device, "notes on black keys", 256),
            crowd: Crowd::new(),
        }
    }

    pub fn upload_lanes(&mut self, device: &Device) {
        self.lanes.upload(device);
    }

    pub fn draw_lanes(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.scissored(pass, |pass| self.lane_pipeline.draw(pass, &self.lanes));
    }

    /// Begins a frame.
    pub fn begin(&mut self, fall: f64, roundness: f32) {
        (self.fall, self.roundness) = (fall, roundness);
        self.whites.items().clear();
        self.blacks.items().clear();
        self.crowd.clear();
    }

    pub fn add(&mut self, note: &KeyNote, now: f64) {
        let key = self.layout.key(note.key);
        let width = key.width() * if key.black { BLACK_WIDTH } else { WHITE_WIDTH };
        let bottom = self.layout.falling(note.onset - now, self.fall);
        let shortest = (width * 0.5).max(6.0 * self.layout.unit);
        let top = self
            .layout
            .falling(note.release - now, self.fall)
            .min(bottom - shortest);
        if top >= self.layout.strike {
            return;
        }
        let shade = if key.black { BLACK_SHADE } else { 1.0 } * (0.56 + 0.44 * note.velocity);
        let [r, g, b] = note.color.map(|c| c * shade);
        let heat = 0.55 * note.flash(now) + 0.45 * note.held(now);
        let half = width.min(bottom - top) / 2.0;
        let seam = 2.5 * self.layout.unit + 1.0;
        let radius = (width / 2.0 * self.roundness * 0.8).min(half);
        let cell = f64::from(shortest * CELL) * self.fall / f64::from(self.layout.strike);
        let instances = if key.black {
            &mut self.blacks
        } else {
            &mut self.whites
        };
        let new = Note {
            bounds: [
                key.middle() - width / 2.0,
                top,
                key.middle() + width / 2.0,
                bottom,
            ],
            color: [r, g, b, heat],
            shape: [radius, seam],
        };
        let cell = (note.onset / cell).floor() as i64;
        self.crowd
            .add(instances.items(), new, usize::from(note.key & 127), cell);
    }

    pub fn upload(&mut self, device: &Device) {
        self.whites.upload(device);
        self.blacks.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.scissored(pass, |pass| {
            self.pipeline.draw(pass, &self.whites);
            self.pipeline.draw(pass, &self.blacks);
        });
    }

    /// Draws above the strike line only.
    fn scissored(&self, pass: &mut wgpu::RenderPass<'_>, draw: impl FnOnce(&mut wgpu::RenderPass<'_>)) {
        let [left, top, right, bottom] = self.stage.whole();
        self.stage.cut(pass, &[left, top, right, self.layout.strike]);
        draw(pass);
        self.stage.cut(pass, &[left, top, right, bottom]);
    }
}

/// Darker lanes above black keys, and a faint line at the left of each C and, fainter, F.
fn lane_instances(layout: &Layout) -> Vec<Note> {
    let lane = |left: f32, right: f32, color: [f32; 4]| Note {
        bounds: [left, 0.0, right, layout.strike],
        color,
        shape: [0.0, 2.5 * layout.unit + 1.0],
    };
    let mut lanes = Vec::new();
    for number in layout.keys.clone() {
        let key = layout.key(number);
        if key.black {
            lanes.push(lane(key.left, key.right, [0.0, 0.0, 0.0, 0.16]));
        }
        let line = layout.unit.max(0.75);
        match number % 12 {
            0 => lanes.push(lane(key.left - line, key.left + line, [0.75, 0.8, 1.0, 0.085])),
            5 => lanes.push(lane(
                key.left - line * 0.5,
                key.left + line * 0.5,
                [0.75, 0.8, 1.0, 0.05],
            )),
            _ => {}
        }
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(top: f32, bottom: f32) -> Note {
        Note {
            bounds: [0.0, top, 20.0, bottom],
            color: [1.0, 0.5, 0.0, 0.0],
            shape: [4.0, 3.0],
        }
    }

    fn crowd(notes: &[(Note, i64)]) -> Vec<Note> {
        let (mut crowd, mut drawn) = (Crowd::new(), Vec::new());
        for (note, cell) in notes {
            crowd.add(&mut drawn, *note, 60, *cell);
        }
        drawn
    }

    #[test]
    fn notes_apart_are_drawn_as_they_are() {
        let drawn = crowd(&[(note(80.0, 100.0), 1), (note(40.0, 70.0), 3)]);
        assert_eq!(
            drawn.iter().map(|note| note.bounds[1]).collect::<Vec<_>>(),
            [80.0, 40.0]
        );
        assert!(drawn.iter().all(|note| note.shape == [4.0, 3.0]));
    }

    #[test]
    fn notes_of_one_cell_are_one_from_the_first_begin_to_the_last_end() {
        let drawn = crowd(&[
            (note(80.0, 100.0), 1),
            (note(79.0, 99.0), 1),
            (note(70.0, 98.0), 1),
        ]);
        assert_eq!(drawn.len(), 1);
        assert_eq!((drawn[0].bounds[1], drawn[0].bounds[3]), (70.0, 100.0));
    }

    #[test]
    fn a_longer_note_is_seen_beyond_a_later_one() {
        let drawn = crowd(&[(note(10.0, 100.0), 1), (note(60.0, 99.0), 1)]);
        assert_eq!(drawn.len(), 2);
        assert_eq!(drawn[0].bounds[1], 10.0);
    }

    #[test]
    fn what_is_hidden_is_not_drawn() {
        let drawn = crowd(&[(note(80.0, 100.0), 1), (note(74.0, 94.0), 2)]);
        assert!(
            drawn[0].bounds[1] >= 86.0 && drawn[0].bounds[1] < 94.0,
            "{drawn:?}"
        );
        assert!(drawn[0].shape[1] < 1.0, "it is a brick");
    }
}
