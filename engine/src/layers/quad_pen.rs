//! The quads of a frame, all of one kind.

use super::scene::Scene;
use super::stage::Stage;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::Pod;

/// A pipeline, and what it draws in the layer's box.
pub(super) struct QuadPen<T> {
    stage: Stage,
    pipeline: QuadPipeline,
    items: Instances<T>,
}

impl<T: Pod> QuadPen<T> {
    /// With room for `room` quads before more is allocated.
    pub fn new(scene: &Scene<'_>, quads: &Quads<'_>, label: &'static str, room: usize) -> Self {
        Self {
            stage: scene.stage.clone(),
            pipeline: QuadPipeline::new(scene.device, quads),
            items: Instances::new(scene.device, label, room),
        }
    }

    /// The quads, to be filled.
    pub fn items(&mut self) -> &mut Vec<T> {
        self.items.items()
    }

    /// Sends the quads to the device, for the next submission.
    pub fn upload(&mut self, device: &Device) {
        self.items.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.pipeline.draw(pass, &self.items);
    }
}
