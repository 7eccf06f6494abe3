//! The whole picture out of focus.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::filter::Soft;
use crate::effects::stage::{Reading, Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::Device;

/// Draws the blur.
pub(super) struct Blur {
    parameters: composition::Blur,
    soft: Soft,
}

impl Blur {
    pub fn new(parameters: &composition::Blur, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            soft: Soft::new(scene.device, "blur", scene.size),
        }
    }
}

impl Effect for Blur {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn stage(&self) -> Stage {
        Stage::new("blur", include_str!("shader.wgsl"))
            .colors()
            .with(Texture::Flat)
            .reads(Reading::new(3))
    }

    fn prepare(&mut self, device: &Device, now: &Now<'_>) -> Option<Values> {
        let sigma = self.parameters.radius * now.unit * now.strength;
        (sigma > 0.05).then(|| {
            let mut values = self.soft.set(device, sigma);
            // Less than what the small picture blurs by itself is mixed with the sharp one.
            values.a[0] = (sigma / 1.6).min(1.0);
            values
        })
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
