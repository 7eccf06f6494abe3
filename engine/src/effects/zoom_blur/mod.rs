//! Blurring towards a point or around it.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::filter::{Radial, Way};
use crate::effects::stage::{Reading, Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::Device;

/// Pixels at 1080p that one of the small picture covers.
const SCALE: f32 = 4.0;

/// Draws the zoom blur.
pub(super) struct ZoomBlur {
    parameters: composition::ZoomBlur,
    radial: Radial,
}

impl ZoomBlur {
    pub fn new(parameters: &composition::ZoomBlur, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            radial: Radial::new(scene.device, "zoom blur", scene.size, SCALE),
        }
    }
}

impl Effect for ZoomBlur {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn stage(&self) -> Stage {
        Stage::new("zoom_blur", include_str!("shader.wgsl"))
            .colors()
            .with(Texture::Flat)
            .reads(Reading::new(2))
    }

    fn prepare(&mut self, device: &Device, now: &Now<'_>) -> Option<Values> {
        let it = &self.parameters;
        let (amount, turn) = (it.amount * now.strength, it.spin.to_radians() * now.strength);
        if amount.max(turn.abs()) < 1e-3 {
            return None;
        }
        let [x, y] = [it.x * now.size[0], it.y * now.size[1]];
        let way = Way {
            point: [x / self.radial.scale, y / self.radial.scale],
            left: 1.0 - 0.9 * amount,
            turn,
            fading: 1.0,
        };
        self.radial.set(device, &way);
        let [across, down] = self.radial.read.places(self.radial.scale);
        Some(Values {
            a: [x, y, amount.max(turn.abs()) / self.radial.scale, 0.0],
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
