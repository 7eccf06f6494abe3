//! Rays from a point, shaped by what is bright.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::filter::{Radial, Way};
use crate::effects::stage::{Reading, Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::Device;

/// Pixels at 1080p that one of the small picture covers.
const SCALE: f32 = 6.0;

/// Draws the god rays.
pub(super) struct GodRays {
    parameters: composition::GodRays,
    radial: Radial,
}

impl GodRays {
    pub fn new(parameters: &composition::GodRays, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            radial: Radial::new(scene.device, "god rays", scene.size, SCALE),
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
            point: [x / self.radial.scale, y / self.radial.scale],
            left: 1.0 - 0.95 * it.length,
            turn: 0.0,
            fading: 0.35,
        };
        self.radial.set(device, &way);
        let [across, down] = self.radial.read.places(self.radial.scale);
        Some(Values {
            a: [light * 1.7, it.threshold, 0.0, 0.0],
            b: [across, down, 0.0, 0.0],
            d: [0.0, 0.0, 0.0, self.radial.scale],
            ..Values::default()
        })
    }

    fn texture(&self) -> Option<&wgpu::TextureView> {
        Some(&self.radial.read.view)
    }

    fn source(&self) -> Option<(&wgpu::TextureView, [u32; 2])> {
        Some((&self.radial.read.view, self.radial.read.size))
    }

    fn filter(&self, encoder: &mut wgpu::CommandEncoder) {
        self.radial.filter(encoder);
    }
}
