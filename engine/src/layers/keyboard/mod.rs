//! The keyboard: drawn once unlit; lit keys, and the black keys that lie over them, for each frame.

mod labels;

use super::card::Card;
use super::layout::{BLACK_LENGTH, Key, Layout};
use super::scene::{Scene, Stage};
use super::song::{KeyNote, Song};
use super::{Layer, Moment, module};
use crate::composition;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};
use std::sync::Arc;

/// Fields of [`Part`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Uint32];

/// `Part` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Part {
    bounds: [f32; 4],
    color: [f32; 4],
    kind: u32,
}

/// Kinds of parts, as in the shader.
const BED: u32 = 0;
const WHITE: u32 = 1;
const BLACK: u32 = 2;
const FELT: u32 = 3;
const GLEAM: u32 = 4;

/// Colour of the names of keys.
const LABEL_COLOR: [f32; 3] = [0.2, 0.18, 0.2];
/// Height of the felt in units.
const FELT_HEIGHT: f32 = 7.0;
/// Seconds in which a key grows dark after its release; five times that is seen.
const DARKENS: f64 = 0.07;

/// Draws the keyboard.
pub(super) struct Keyboard {
    song: Arc<Song>,
    layout: Arc<Layout>,
    pipeline: QuadPipeline,
    unlit: Instances<Part>,
    lit: Instances<Part>,
    /// The names of keys, and where they belong.
    labels: Option<(Card, [f32; 2])>,
    stage: Stage,
}

impl Keyboard {
    pub fn new(parameters: &composition::Keyboard, scene: &Scene<'_>) -> Self {
        let quads = Quads {
            label: "keyboard",
            module: &module(scene.device, "keyboard"),
            fragment: "fragment",
            stride: size_of::<Part>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
            groups: &[Some(&scene.stage.layout)],
        };
        let mut unlit = Instances::new(scene.device, "unlit keys", 130);
        unlit.items().extend(unlit_parts(&scene.layout));
        Self {
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            pipeline: QuadPipeline::new(scene.device, &quads),
            labels: parameters
                .labels
                .then(|| labels::labels(&scene.layout))
                .flatten()
                .map(|(pixels, corner)| (Card::new("key names", &pixels, scene), corner)),
            unlit,
            lit: Instances::new(scene.device, "lit keys", 130),
            stage: scene.stage.clone(),
        }
    }
}

impl Layer for Keyboard {
    fn draw_static(&mut self, device: &Device, pass: &mut wgpu::RenderPass<'_>) {
        self.unlit.upload(device);
        if let Some((card, corner)) = &mut self.labels {
            card.place(device, *corner, LABEL_COLOR, 0.8);
        }
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.pipeline.draw(pass, &self.unlit);
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let now = moment.song;
        let mut colors = [[0.0; 4]; 128];
        for note in self.song.notes_between(now - 5.0 * DARKENS, now) {
            let color = &mut colors[usize::from(note.key & 127)];
            let lit = lit(note, now);
            if lit > color[3] {
                let [r, g, b] = note.color;
                *color = [r, g, b, lit];
            }
        }
        let parts = self.lit.items();
        parts.clear();
        parts.extend(lit_parts(&self.layout, &colors));
        self.lit.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.pipeline.draw(pass, &self.lit);
        if let Some((card, _)) = &self.labels {
            card.draw(pass);
        }
    }
}

/// How much a note lights its key: brightest at its onset, so that a repeated note is seen.
fn lit(note: &KeyNote, now: f64) -> f32 {
    let since = now - note.onset;
    let over = (now - note.release).max(0.0);
    let held = 0.74 + 0.26 * (-since / 0.16).exp();
    (held * (-over / DARKENS).exp()) as f32
}

fn unlit_parts(layout: &Layout) -> Vec<Part> {
    let part = |bounds, kind| Part {
        bounds,
        color: [0.0; 4],
        kind,
    };
    let felt = layout.strike + FELT_HEIGHT * layout.unit;
    let mut parts = vec![part([0.0, layout.strike, layout.width, layout.height], BED)];
    for black in [false, true] {
        let keys = layout.keys.clone().map(|key| layout.key(key));
        parts.extend(
            keys.filter(|key| key.black == black)
                .map(|key| key_part(layout, key, [0.0; 4])),
        );
    }
    parts.push(part([0.0, layout.strike, layout.width, felt], FELT));
    parts
}

/// Lit white keys, then black keys that are lit or lie over a lit one.
fn lit_parts<'a>(layout: &'a Layout, colors: &'a [[f32; 4]; 128]) -> impl Iterator<Item = Part> + 'a {
    let lit = |key: u8| colors.get(usize::from(key)).is_some_and(|color| color[3] > 0.01);
    let over = move |key: u8| lit(key) || lit(key.wrapping_sub(1)) || lit(key + 1);
    let keys = move |black: bool| {
        let keys = layout.keys.clone().map(move |key| (key, layout.key(key)));
        keys.filter(move |(_, key)| key.black == black)
    };
    let whites = keys(false).filter(move |&(key, _)| lit(key));
    let blacks = keys(true).filter(move |&(key, _)| over(key));
    let below = layout.keys_bottom < layout.height;
    let gleaming = move |key: &u8| below && lit(*key);
    let gleams = layout.keys.clone().filter(gleaming);
    let gleams = gleams.map(|key| gleam_part(layout, layout.key(key), colors[usize::from(key)]));
    let keys = whites
        .chain(blacks)
        .map(|(key, place)| key_part(layout, place, colors[usize::from(key)]));
    keys.chain(gleams)
}

/// The light of a key below the keyboard, where there is room.
fn gleam_part(layout: &Layout, key: Key, color: [f32; 4]) -> Part {
    let (reach, top) = (key.width() * 1.6, layout.keys_bottom + layout.unit);
    Part {
        bounds: [
            key.middle() - reach,
            top,
            key.middle() + reach,
            top + 90.0 * layout.unit,
        ],
        color,
        kind: GLEAM,
    }
}

fn key_part(layout: &Layout, key: Key, color: [f32; 4]) -> Part {
    let top = layout.strike + FELT_HEIGHT * layout.unit;
    let length = layout.keys_bottom - top;
    let (length, kind) = if key.black {
        (length * BLACK_LENGTH, BLACK)
    } else {
        (length, WHITE)
    };
    Part {
        bounds: [key.left, top, key.right, top + length],
        color,
        kind,
    }
}
