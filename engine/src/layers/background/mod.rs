//! What is behind everything: a gradient, lit faintly with the palette's first colours. Drawn once.

use super::scene::{Scene, Stage};
use super::{Layer, Moment, module};
use crate::composition;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};

/// Strength of the light from each side.
const LIGHT: f32 = 0.085;
/// Fields of [`Gradient`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 5] = wgpu::vertex_attr_array![
    0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x4, 4 => Float32
];

/// `Instance` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Gradient {
    top: [f32; 4],
    bottom: [f32; 4],
    left: [f32; 4],
    right: [f32; 4],
    vignette: f32,
}

/// Draws the background.
pub(super) struct Background {
    pipeline: QuadPipeline,
    gradient: Instances<Gradient>,
    stage: Stage,
}

impl Background {
    pub fn new(parameters: &composition::Background, scene: &Scene<'_>) -> Self {
        let pipeline = QuadPipeline::new(
            scene.device,
            &Quads {
                label: "background",
                module: &module(scene.device, "background"),
                fragment: "fragment",
                stride: size_of::<Gradient>(),
                attributes: &ATTRIBUTES,
                blend: wgpu::BlendState::REPLACE,
                groups: &[Some(&scene.stage.layout)],
            },
        );
        let palette = &scene.plan.composition.palette;
        let light = |index: usize| {
            let [r, g, b] = palette
                .get(index % palette.len().max(1))
                .copied()
                .unwrap_or_default()
                .unit();
            [r, g, b, LIGHT]
        };
        let opaque = |[r, g, b]: [f32; 3]| [r, g, b, 1.0];
        let mut gradient = Instances::new(scene.device, "background", 1);
        gradient.items().push(Gradient {
            top: opaque(parameters.top.unit()),
            bottom: opaque(parameters.bottom.unit()),
            left: light(0),
            right: light(1),
            vignette: parameters.vignette,
        });
        Self {
            pipeline,
            gradient,
            stage: scene.stage.clone(),
        }
    }
}

impl Layer for Background {
    fn draw_static(&mut self, device: &Device, pass: &mut wgpu::RenderPass<'_>) {
        self.gradient.upload(device);
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.pipeline.draw(pass, &self.gradient);
    }

    fn prepare(&mut self, _device: &Device, _moment: Moment) {}

    fn draw(&self, _pass: &mut wgpu::RenderPass<'_>) {}
}
