//! Blurring towards a point or around it.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::filter::{Filter, FilterData, Kit, Small, Way, scale};
use crate::effects::stage::{Reading, Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::Device;

/// Pixels at 1080p that one of the small picture covers.
const SCALE: f32 = 4.0;

/// Draws the zoom blur.
pub(super) struct ZoomBlur {
    parameters: composition::ZoomBlur,
    read: Small,
    between: Small,
    passes: [Filter; 2],
    scale: f32,
}

impl ZoomBlur {
    pub fn new(parameters: &composition::ZoomBlur, scene: &Scene<'_>) -> Self {
        let scale = scale(scene.size, SCALE);
        let [read, between] = [0, 1].map(|_| Small::of_canvas(scene.device, "zoom blur", scene.size, scale));
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
            point: [x / self.scale, y / self.scale],
            left: 1.0 - 0.9 * amount,
            turn,
            fading: 1.0,
        };
        self.set(device, way.passes());
        let [across, down] = self.read.places(self.scale);
        Some(Values {
            a: [x, y, amount.max(turn.abs()) / self.scale, 0.0],
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
