//! Pieces of a ring.

use super::module;
use super::quad_pen::QuadPen;
use super::scene::Scene;
use super::strokes::Paint;
use crate::gpu::{Device, Quads};
use bytemuck::{Pod, Zeroable};

/// Fields of [`Arc`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 4] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Uint32, 3 => Uint32];

/// `Arc` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Arc {
    place: [f32; 4],
    shape: [f32; 4],
    inner: u32,
    outer: u32,
}

/// A piece of a ring, in pixels and radians.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub middle: [f32; 2],
    /// Inner and outer radius.
    pub radii: [f32; 2],
    /// Its direction, clockwise from the top.
    pub angle: f32,
    /// Half the angle of its place, at most a quarter turn.
    pub half: f32,
    /// Half the gap to the next.
    pub gap: f32,
    /// Roundness of its corners, 0 to 1.
    pub roundness: f32,
}

/// The pieces of a frame.
pub(super) struct Arcs {
    pen: QuadPen<Arc>,
}

impl Arcs {
    pub fn new(scene: &Scene<'_>) -> Self {
        let quads = Quads {
            label: "arcs",
            module: &module(scene.device, "arcs"),
            fragment: "fragment",
            stride: size_of::<Arc>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
            groups: &[Some(&scene.stage.layout)],
        };
        Self {
            pen: QuadPen::new(scene, &quads, "arcs", 64),
        }
    }

    /// Begins a frame.
    pub fn begin(&mut self) {
        self.pen.items().clear();
    }

    /// A piece, coloured at the inner and the outer side.
    pub fn add(&mut self, piece: Piece, paints: [Paint; 2]) {
        let [inner, outer] = piece.radii;
        // The corners fit at the inner side, where the piece is narrowest.
        let narrow = inner * piece.half.sin() - piece.gap;
        let corner = narrow.min((outer - inner) * 0.5).max(0.0) * piece.roundness;
        self.pen.items().push(Arc {
            place: [piece.middle[0], piece.middle[1], inner, outer],
            shape: [piece.angle, piece.half, corner, piece.gap],
            inner: paints[0].packed(),
            outer: paints[1].packed(),
        });
    }

    pub fn upload(&mut self, device: &Device) {
        self.pen.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pen.draw(pass);
    }
}
