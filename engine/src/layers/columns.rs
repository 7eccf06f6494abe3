//! The area between two lines that run from left to right.

use super::module;
use super::scene::Scene;
use super::stage::Stage;
use super::strokes::Paint;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};

/// Fields of [`Column`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 4] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x2, 2 => Uint32, 3 => Uint32];

/// `Column` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Column {
    top: [f32; 4],
    foot: [f32; 2],
    above: u32,
    below: u32,
}

/// The columns of a frame.
pub(super) struct Columns {
    stage: Stage,
    pipeline: QuadPipeline,
    columns: Instances<Column>,
}

impl Columns {
    pub fn new(scene: &Scene<'_>) -> Self {
        let quads = Quads {
            label: "columns",
            module: &module(scene.device, "columns"),
            fragment: "fragment",
            stride: size_of::<Column>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
            groups: &[Some(&scene.stage.layout)],
        };
        Self {
            stage: scene.stage.clone(),
            pipeline: QuadPipeline::new(scene.device, &quads),
            columns: Instances::new(scene.device, "columns", 256),
        }
    }

    /// Begins a frame.
    pub fn begin(&mut self) {
        self.columns.items().clear();
    }

    /// The area from `from` to `to`, both `[x, top, foot]` in pixels, coloured at the upper and the lower line.
    pub fn add(&mut self, from: [f32; 3], to: [f32; 3], paints: [Paint; 2]) {
        self.columns.items().push(Column {
            top: [from[0], to[0], from[1], to[1]],
            foot: [from[2], to[2]],
            above: paints[0].packed(),
            below: paints[1].packed(),
        });
    }

    pub fn upload(&mut self, device: &Device) {
        self.columns.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.pipeline.draw(pass, &self.columns);
    }
}
