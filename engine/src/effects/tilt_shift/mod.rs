//! Sharp in a band, out of focus outside it.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::filter::Soft;
use crate::effects::stage::{Reading, Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::Device;

/// Draws the blur outside the band.
pub(super) struct TiltShift {
    parameters: composition::TiltShift,
    soft: Soft,
}

impl TiltShift {
    pub fn new(parameters: &composition::TiltShift, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            soft: Soft::new(scene.device, "tilt-shift", scene.size),
        }
    }
}

impl Effect for TiltShift {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn stage(&self) -> Stage {
        Stage::new("tilt_shift", include_str!("shader.wgsl"))
            .colors()
            .with(Texture::Flat)
            .reads(Reading::new(3))
    }

    fn prepare(&mut self, device: &Device, now: &Now<'_>) -> Option<Values> {
        let it = &self.parameters;
        let sigma = it.radius * now.unit * now.strength;
        if sigma < 0.05 {
            return None;
        }
        let [width, height] = now.size;
        let (sin, cos) = it.angle.to_radians().sin_cos();
        let from = it.width / 2.0 * height;
        let mut values = self.soft.set(device, sigma);
        values.a = [width / 2.0, it.centre * height, -sin, cos];
        values.b = [from, from + it.softness * height, (sigma / 1.6).min(1.0), 0.0];
        Some(values)
    }

    fn texture(&self) -> Option<&wgpu::TextureView> {
        Some(&self.soft.read.view)
    }

    fn source(&self) -> Option<(&wgpu::TextureView, [u32; 2])> {
        Some((&self.soft.read.view, self.soft.used()))
    }

    fn filter(&self, encoder: &mut wgpu::CommandEncoder) {
        self.soft.filter(encoder);
    }
}
