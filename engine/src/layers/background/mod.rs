//! What is behind everything: a gradient, lit faintly with the palette's first colours. Drawn once.

use super::scene::Scene;
use super::stage::{Area, Stage};
use super::{Layer, Moment, module};
use crate::color::Rgb;
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};
use std::sync::Arc;

/// Fields of [`Gradient`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 5] = wgpu::vertex_attr_array![
    0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x4, 4 => Float32x2
];

/// `Instance` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Gradient {
    top: [f32; 4],
    bottom: [f32; 4],
    left: [f32; 4],
    right: [f32; 4],
    /// Vignette, and how the gradient lies.
    shade: [f32; 2],
}

/// Draws the background.
pub(super) struct Background {
    parameters: composition::Background,
    colors: Arc<[Rgb]>,
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
        Self {
            parameters: parameters.clone(),
            colors: Arc::clone(&scene.colors),
            gradient: Instances::new(scene.device, "background", 1),
            pipeline,
            stage: scene.stage.clone(),
        }
    }
}

impl Background {
    fn gradient(&self) -> Gradient {
        let light = |index: usize| {
            let color = self.colors.get(index % self.colors.len().max(1));
            let [r, g, b] = color.copied().unwrap_or_default().unit();
            [r, g, b, self.parameters.light]
        };
        let opaque = |[r, g, b]: [f32; 3]| [r, g, b, 1.0];
        Gradient {
            top: opaque(self.parameters.top.unit()),
            bottom: opaque(self.parameters.bottom.unit()),
            left: light(0),
            right: light(1),
            shade: [self.parameters.vignette, self.parameters.shape as u8 as f32],
        }
    }
}

impl Layer for Background {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn still(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn moving(&self) -> Option<Area> {
        None
    }

    fn prepare_still(&mut self, device: &Device) {
        let gradient = self.gradient();
        self.gradient.items().clear();
        self.gradient.items().push(gradient);
        self.gradient.upload(device);
    }

    fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.pipeline.draw(pass, &self.gradient);
    }

    fn prepare(&mut self, _device: &Device, _moment: Moment) {}

    fn draw(&self, _pass: &mut wgpu::RenderPass<'_>) {}
}
