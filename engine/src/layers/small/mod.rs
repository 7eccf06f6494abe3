//! Soft things, drawn small and then brought to their size: a sixteenth of the work, and nobody sees it.

mod tiles;

pub(super) use tiles::Tiles;

use super::module;
use super::scene::Scene;
use super::sheet::{self, Beyond};
use super::stage::{Area, Stage};
use crate::composition::Place;
use crate::gpu::{Device, Instances, QuadPipeline, Quads, Target};
use bytemuck::{Pod, Zeroable};

/// Fields of [`Tile`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 2] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32];

/// `Tile` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Tile {
    bounds: Area,
    edge: f32,
}

/// The shorter side of the small picture, in pixels: the same for every size of canvas, so that a preview looks as
/// the video does.
const SHORTER: f32 = 270.0;

/// How a small picture becomes a large one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Enlarged {
    /// As it is.
    Soft,
    /// Alpha tells how far the edge of a body is: it is drawn sharply. See [`Small::edge`].
    Contour,
}

/// A small picture of a layer's box.
pub(super) struct Small {
    target: Target,
    inner: Stage,
    outer: Stage,
    pipeline: QuadPipeline,
    picture: wgpu::BindGroup,
    tiles: Instances<Tile>,
}

impl Small {
    pub fn new(scene: &Scene<'_>, label: &'static str, enlarged: Enlarged) -> Self {
        let layout = &scene.layout;
        let shrunk = (layout.width.min(layout.height) / SHORTER).max(1.0);
        let side = |pixels: f32| ((pixels / shrunk).round() as u32).max(1);
        let size = (side(layout.width), side(layout.height));
        let target = Target::new(scene.device, label, size);
        let (groups, picture) = sheet::group(scene.device, label, &[(target.view(), Beyond::Edge)]);
        let quads = Quads {
            label,
            module: &module(scene.device, "small"),
            fragment: match enlarged {
                Enlarged::Soft => "soft",
                Enlarged::Contour => "contour",
            },
            stride: size_of::<Tile>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
            groups: &[Some(&scene.stage.layout), Some(&groups)],
        };
        let seed = scene.plan.composition.seed;
        Self {
            pipeline: QuadPipeline::new(scene.device, &quads),
            inner: Stage::new(scene.device, size, &Place::default(), layout, seed),
            outer: scene.stage.clone(),
            tiles: Instances::new(scene.device, label, 128),
            target,
            picture,
        }
    }

    /// How the box lies on the small picture.
    pub fn stage(&self) -> &Stage {
        &self.inner
    }

    /// Brings these parts of the box, and no others, to the picture. Where alpha tells how far the edge is, it does
    /// so over `reach` pixels of the box from 0 to 1.
    pub fn show(&mut self, device: &Device, parts: impl Iterator<Item = Area>, reach: f32) {
        let edge = 1.0 / reach.max(1.0);
        self.tiles.items().clear();
        self.tiles
            .items()
            .extend(parts.map(|bounds| Tile { bounds, edge }));
        self.tiles.upload(device);
    }

    /// Begins to draw the small picture, which is empty.
    pub fn pass<'e>(&self, encoder: &'e mut wgpu::CommandEncoder) -> wgpu::RenderPass<'e> {
        let mut pass = self
            .target
            .pass(encoder, "small picture", Some(wgpu::Color::TRANSPARENT));
        pass.set_bind_group(0, &self.inner.group, &[]);
        pass
    }

    /// Whether there is nothing to be seen.
    pub fn is_empty(&self) -> bool {
        self.tiles.is_empty()
    }

    /// Draws it at its size.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.outer.group, &[]);
        pass.set_bind_group(1, &self.picture, &[]);
        self.pipeline.draw(pass, &self.tiles);
    }
}
