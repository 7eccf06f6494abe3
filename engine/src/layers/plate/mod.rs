//! Pictures on the device, and how they are drawn: turned, with round corners, a border or a shadow.

mod texture;

pub(super) use texture::Texture;

use super::module;
use super::scene::Scene;
use super::stage::Stage;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};

/// Fields of [`Plate`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 5] = wgpu::vertex_attr_array![
    0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x4, 4 => Float32x4
];

/// One picture or shadow; `Plate` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub(super) struct Plate {
    /// Its middle, and half its width and height, in pixels of the box.
    pub place: [f32; 4],
    /// What of the picture is seen: left, top, right, bottom, 0 to 1.
    pub part: [f32; 4],
    /// Cosine and sine of the angle it is turned by, radius of its corners, width of its border, in pixels.
    pub shape: [f32; 4],
    /// What its colours are multiplied by, and how much of it is there.
    pub tint: [f32; 4],
    /// The colour of its border or, if softness is not 0, of the shadow that it is; softness of its edge in pixels.
    pub edge: [f32; 4],
}

impl Plate {
    /// All of a picture, upright.
    pub fn new(middle: [f32; 2], half: [f32; 2]) -> Self {
        Self {
            place: [middle[0], middle[1], half[0], half[1]],
            part: [0.0, 0.0, 1.0, 1.0],
            shape: [1.0, 0.0, 0.0, 0.0],
            tint: [1.0; 4],
            edge: [0.0; 4],
        }
    }

    /// The shadow of something with this shape.
    pub fn shadow(&self, drop: f32, softness: f32, strength: f32) -> Self {
        let mut shadow = *self;
        shadow.place[1] += drop;
        shadow.tint[3] *= strength;
        shadow.edge = [0.0, 0.0, 0.0, softness];
        shadow
    }
}

/// Draws plates, each list with its picture.
pub(super) struct Plates {
    pipeline: QuadPipeline,
    stage: Stage,
}

impl Plates {
    /// `fragment` is an entry point of the shader: `fragment` for pictures, `record` for records.
    pub fn new(scene: &Scene<'_>, fragment: &str) -> Self {
        let quads = Quads {
            label: "plate",
            module: &module(scene.device, "plate"),
            fragment,
            stride: size_of::<Plate>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
            groups: &[Some(&scene.stage.layout), Some(&texture::layout(scene.device))],
        };
        Self {
            pipeline: QuadPipeline::new(scene.device, &quads),
            stage: scene.stage.clone(),
        }
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, texture: &Texture, plates: &Instances<Plate>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        pass.set_bind_group(1, texture.group(), &[]);
        self.pipeline.draw(pass, plates);
    }
}

/// Sets a list to these plates.
pub(super) fn put(list: &mut Instances<Plate>, device: &Device, plates: &[Plate]) {
    list.items().clear();
    list.items().extend_from_slice(plates);
    list.upload(device);
}
