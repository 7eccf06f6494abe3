//! A small picture smeared towards a point or around it, in two passes of few samples.

use super::{Filter, Kit, Small, Way, scale};
use crate::gpu::Device;

/// A small picture, and what smears it.
pub(in crate::effects) struct Radial {
    pub read: Small,
    between: Small,
    passes: [Filter; 2],
    /// How many pixels of the canvas one of the small picture covers.
    pub scale: f32,
}

impl Radial {
    /// One pixel covers `wanted` of the canvas at 1080p.
    pub fn new(device: &Device, label: &str, canvas: [u32; 2], wanted: f32) -> Self {
        let scale = scale(canvas, wanted);
        let [read, between] = [0, 1].map(|_| Small::of_canvas(device, label, canvas, scale));
        let kit = Kit::new(device);
        Self {
            passes: [kit.filter("radial", &read), kit.filter("radial", &between)],
            read,
            between,
            scale,
        }
    }

    /// Sets the way, whose point is in pixels of the small picture, for the next submission.
    pub fn set(&self, device: &Device, way: &Way) {
        for (filter, data) in self.passes.iter().zip(way.passes()) {
            filter.set(device, data);
        }
    }

    /// Smears what has been read.
    pub fn filter(&self, encoder: &mut wgpu::CommandEncoder) {
        let [fine, coarse] = &self.passes;
        fine.draw(encoder, &self.between, self.between.size);
        coarse.draw(encoder, &self.read, self.read.size);
    }
}
