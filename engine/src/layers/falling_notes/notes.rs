//! The notes themselves, and the lanes they fall in.

use super::crowd::Crowd;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use crate::layers::hue::mix;
use crate::layers::layout::Layout;
use crate::layers::module;
use crate::layers::scene::Scene;
use crate::layers::song::KeyNote;
use crate::layers::stage::Stage;
use bytemuck::{Pod, Zeroable};
use std::sync::Arc;

/// Fields of [`Note`].
pub(crate) const ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x3];

/// `Note` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct Note {
    pub(super) bounds: [f32; 4],
    color: [f32; 4],
    /// Radius of the corners, how far the seam reaches out, and above which height nothing is seen, in pixels.
    shape: [f32; 3],
}

/// A height above which all is.
const NOWHERE: f32 = -1e6;

/// The width of a note on a white key, in widths of the key.
const WHITE_WIDTH: f32 = 0.8;
/// The same for black keys.
pub(super) const BLACK_WIDTH: f32 = 0.94;
/// Notes that begin closer to each other than this on their key, in shortest notes, are crowded: little of each is
/// seen, and they are drawn in columns.
const CROWDED: f64 = 0.7;
/// Where so many notes begin in a second, twice as far from each other is crowded too.
const MANY: f32 = 1000.0;
/// Brightness of notes on black keys.
const BLACK_SHADE: f32 = 0.76;

impl Note {
    /// Its colour where it burns on the strike line, and above it.
    pub fn burning(&self) -> [f32; 3] {
        let [r, g, b, heat] = self.color;
        mix([r, g, b], [1.0; 3], 0.5 * heat)
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
            crowd: Crowd::new(scene),
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
        let roundest = width / 2.0 * self.roundness * 0.8;
        let radius = roundest.min(half);
        // The note that hides this one does so above its own lower corners.
        let hidden = match note.hidden {
            hidden if hidden.is_finite() => self.layout.falling(hidden - now, self.fall) - roundest - 1.0,
            _ => NOWHERE,
        };
        let new = Note {
            bounds: [
                key.middle() - width / 2.0,
                top,
                key.middle() + width / 2.0,
                bottom,
            ],
            color: [r, g, b, heat],
            shape: [radius, seam, hidden],
        };
        // Judged by the song alone, so that nothing changes its looks while it falls.
        let pace = f64::from(self.layout.strike) / self.fall;
        let distance = f64::from(note.apart) * pace;
        let crowded = if note.pace < MANY { CROWDED } else { 2.0 * CROWDED };
        if distance < crowded * f64::from(shortest) {
            self.crowd.add(&new, usize::from(note.key & 127), distance as f32);
        } else if key.black {
            self.blacks.items().push(new);
        } else {
            self.whites.items().push(new);
        }
    }

    pub fn upload(&mut self, device: &Device) {
        self.whites.upload(device);
        self.blacks.upload(device);
        let width = |black| if black { BLACK_WIDTH } else { WHITE_WIDTH };
        self.crowd.upload(device, &self.layout, width);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.scissored(pass, |pass| {
            self.pipeline.draw(pass, &self.whites);
            self.pipeline.draw(pass, &self.blacks);
            self.crowd.draw(pass);
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
        shape: [0.0, 2.5 * layout.unit + 1.0, NOWHERE],
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
