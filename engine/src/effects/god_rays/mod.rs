//! Rays from a point, shaped by what is bright.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::filter::{Filter, FilterData, Kit, Small, Way, scale};
use crate::effects::stage::{Reading, Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::Device;

/// Pixels at 1080p that one of the small picture covers.
const SCALE: f32 = 6.0;

/// Draws the god rays.
pub(super) struct GodRays {
    parameters: composition::GodRays,
    read: Small,
    between: Small,
    passes: [Filter; 2],
    scale: f32,
}

impl GodRays {
    pub fn new(parameters: &composition::GodRays, scene: &Scene<'_>) -> Self {
        let scale = scale(scene.size, SCALE);
        let [read, between] = [0, 1].map(|_| Small::of_canvas(scene.device, "god rays", scene.size, scale));
        let kit = Kit::new(scene.device);
        Self {
            parameters: parameters.clone(),
            passes: [kit.filter("radial", &read), kit.filter("radial", &between)],
            read,
            between,
            scale,
        }
    }

    fn set(&self, device: &Device, data: [FilterData; 2]) {
        for (filter, data) in self.passes.iter().zip(data) {
            filter.set(device, data);
        }
    }
}

impl Effect for GodRays {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn stage(&self) -> Stage {
        Stage::new("god_rays", include_str!("shader.wgsl"))
            .colors()
            .with(Texture::Flat)
            .reads(Reading::new(3).filtered())
    }

    fn prepare(&mut self, device: &Device, now: &Now<'_>) -> Option<Values> {
        let it = &self.parameters;
        let light = it.intensity * now.strength;
        if light < 1e-3 {
            return None;
        }
        let [x, y] = [it.x * now.size[0], it.y * now.size[1]];
        let way = Way {
            point: [x / self.scale, y / self.scale],
            left: 1.0 - 0.95 * it.length,
            turn: 0.0,
            fading: 0.35,
        };
        self.set(device, way.passes());
        let [across, down] = self.read.places(self.scale);
        Some(Values {
            a: [light * 1.7, it.threshold, 0.0, 0.0],
            b: [across, down, 0.0, 0.0],
            d: [0.0, 0.0, 0.0, self.scale],
            ..Values::default()
        })
    }

    fn texture(&self) -> Option<&wgpu::TextureView> {
        Some(&self.read.view)
    }

    fn source(&self) -> Option<(&wgpu::TextureView, [u32; 2])> {
        Some((&self.read.view, self.read.size))
    }

    fn filter(&self, encoder: &mut wgpu::CommandEncoder) {
        let [fine, coarse] = &self.passes;
        fine.draw(encoder, &self.between, self.between.size);
        coarse.draw(encoder, &self.read, self.read.size);
    }
}
