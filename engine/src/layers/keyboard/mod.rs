//! The keyboard: drawn once unlit; lit keys, and the black keys that lie over them, for each frame.

mod labels;
pub(super) mod parts;

use super::layout::Layout;
use super::scene::Scene;
use super::song::{KeyNote, Song};
use super::stage::{Area, Stage};
use super::{Layer, Moment, module};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use labels::Labels;
use parts::{ATTRIBUTES as PART_ATTRIBUTES, Kind, Lit, Part};
use std::sync::Arc;

/// Seconds in which a key grows dark after its release; five times that is seen.
const DARKENS: f64 = 0.07;

/// Draws the keyboard.
pub(super) struct Keyboard {
    parameters: composition::Keyboard,
    song: Arc<Song>,
    layout: Arc<Layout>,
    /// For each kind, in the order in which they are drawn.
    pens: [Pen; Kind::ALL.len()],
    labels: Option<Labels>,
    stage: Stage,
}

/// Draws parts of one kind.
struct Pen {
    pipeline: QuadPipeline,
    /// Draws those that are lit.
    lit_pipeline: QuadPipeline,
    unlit: Instances<Part>,
    lit: Instances<Part>,
}

impl Keyboard {
    pub fn new(parameters: &composition::Keyboard, scene: &Scene<'_>) -> Self {
        let module = module(scene.device, "keyboard");
        let labels = parameters.labels.then(|| Labels::new(scene)).flatten();
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            pens: Kind::ALL.map(|kind| Pen::new(kind, &module, scene)),
            labels,
            stage: scene.stage.clone(),
        }
    }
}

impl Pen {
    fn new(kind: Kind, module: &wgpu::ShaderModule, scene: &Scene<'_>) -> Self {
        let pipeline = |fragment| {
            let quads = Quads {
                label: fragment,
                module,
                fragment,
                stride: size_of::<Part>(),
                attributes: &PART_ATTRIBUTES,
                blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
                groups: &[Some(&scene.stage.layout)],
            };
            QuadPipeline::new(scene.device, &quads)
        };
        Self {
            pipeline: pipeline(kind.entry_point()),
            lit_pipeline: pipeline(kind.lit_entry_point()),
            unlit: Instances::new(scene.device, kind.entry_point(), 75),
            lit: Instances::new(scene.device, kind.entry_point(), 75),
        }
    }
}

fn fill(parts: &mut Instances<Part>, device: &Device, with: impl Iterator<Item = Part>) {
    parts.items().clear();
    parts.items().extend(with);
    parts.upload(device);
}

impl Layer for Keyboard {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn still(&self) -> Option<Area> {
        self.moving()
    }

    fn moving(&self) -> Option<Area> {
        let [left, _, right, bottom] = self.stage.whole();
        Some([left, self.layout.strike, right, bottom])
    }

    fn prepare_still(&mut self, device: &Device) {
        for (pen, kind) in self.pens.iter_mut().zip(Kind::ALL) {
            fill(&mut pen.unlit, device, kind.unlit(&self.layout));
        }
        if let Some(labels) = &mut self.labels {
            labels.prepare_still(device);
        }
    }

    fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        for pen in &self.pens {
            pen.pipeline.draw(pass, &pen.unlit);
        }
        if let Some(labels) = &self.labels {
            labels.draw_still(pass);
        }
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let now = moment.song;
        let mut lights = [[0.0; 4]; 128];
        for note in self.song.notes_between(now - 5.0 * DARKENS, now) {
            let light = &mut lights[usize::from(note.key & 127)];
            let amount = lit(note, now);
            if amount > light[3] {
                let [r, g, b] = note.color;
                *light = [r, g, b, amount];
            }
        }
        let lit = Lit(lights);
        for (pen, kind) in self.pens.iter_mut().zip(Kind::ALL) {
            fill(&mut pen.lit, device, kind.lit(&self.layout, &lit));
        }
        if let Some(labels) = &mut self.labels {
            labels.prepare(device, &lit);
        }
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        for pen in &self.pens {
            pen.lit_pipeline.draw(pass, &pen.lit);
        }
        if let Some(labels) = &self.labels {
            labels.draw(pass);
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
