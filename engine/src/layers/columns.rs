//! The area between two lines that run from left to right.

use super::module;
use super::quad_pen::QuadPen;
use super::scene::Scene;
use super::strokes::Paint;
use crate::gpu::{Device, Quads};
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
    pen: QuadPen<Column>,
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
            pen: QuadPen::new(scene, &quads, "columns", 256),
        }
    }

    /// Begins a frame.
    pub fn begin(&mut self) {
        self.pen.items().clear();
    }

    /// The area from `from` to `to`, both `[x, top, foot]` in pixels, coloured at the upper and the lower line.
    pub fn add(&mut self, from: [f32; 3], to: [f32; 3], paints: [Paint; 2]) {
        self.pen.items().push(Column {
            top: [from[0], to[0], from[1], to[1]],
            foot: [from[2], to[2]],
            above: paints[0].packed(),
            below: paints[1].packed(),
        });
    }

    pub fn upload(&mut self, device: &Device) {
        self.pen.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pen.draw(pass);
    }
}
