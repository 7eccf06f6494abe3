//! Sparks and motes: small lights, each an ellipse of any direction.

use super::module;
use super::scene::Scene;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};

/// Fields of [`Spark`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32];

/// `Spark` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Spark {
    place: [f32; 4],
    color: [f32; 4],
    width: f32,
}

impl Spark {
    /// A round light of `radius` pixels around `middle`, its colour times `strength`, of which the middle is white by
    /// `core`, 0 to 1.
    pub fn round(middle: [f32; 2], radius: f32, color: [f32; 3], strength: f32, core: f32) -> Self {
        Self::long(middle, [0.0, radius], radius, color, strength, core)
    }

    /// A light that reaches `axis` from its middle, and `width` pixels across, both ways.
    pub fn long(
        middle: [f32; 2],
        axis: [f32; 2],
        width: f32,
        color: [f32; 3],
        strength: f32,
        core: f32,
    ) -> Self {
        let [r, g, b] = color.map(|c| c * strength);
        Self {
            place: [middle[0], middle[1], axis[0], axis[1]],
            color: [r, g, b, core],
            width,
        }
    }
}

/// How a light looks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Look {
    /// Brightest in the middle.
    Spark,
    /// A disc, as of something out of focus.
    Disc,
}

/// Draws sparks of one look.
pub(super) struct Sparks {
    pipeline: QuadPipeline,
    sparks: Instances<Spark>,
}

impl Sparks {
    pub fn new(scene: &Scene<'_>, label: &'static str, look: Look, room: usize) -> Self {
        let quads = Quads {
            label,
            module: &module(scene.device, "spark"),
            fragment: match look {
                Look::Spark => "spark",
                Look::Disc => "disc",
            },
            stride: size_of::<Spark>(),
            attributes: &ATTRIBUTES,
            blend: QuadPipeline::SCREEN,
            groups: &[Some(&scene.stage.layout)],
        };
        Self {
            pipeline: QuadPipeline::new(scene.device, &quads),
            sparks: Instances::new(scene.device, label, room),
        }
    }

    /// The sparks, to be filled.
    pub fn items(&mut self) -> &mut Vec<Spark> {
        self.sparks.items()
    }

    pub fn upload(&mut self, device: &Device) {
        self.sparks.upload(device);
    }

    /// Draws them; bind group 0 must be the stage.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pipeline.draw(pass, &self.sparks);
    }
}
