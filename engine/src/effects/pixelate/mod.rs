//! Large square pixels, each the mean of what it covers.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::filter::Small;
use crate::effects::stage::{Reading, Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::Device;

/// The smallest pixels there are, in those of the canvas.
const SMALLEST: f32 = 2.0;

/// Draws large pixels.
pub(super) struct Pixelate {
    parameters: composition::Pixelate,
    read: Small,
    used: [u32; 2],
    canvas: [u32; 2],
}

impl Pixelate {
    pub fn new(parameters: &composition::Pixelate, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            read: Small::of_canvas(scene.device, "pixels", scene.size, SMALLEST),
            used: [1, 1],
            canvas: scene.size,
        }
    }
}

impl Effect for Pixelate {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn stage(&self) -> Stage {
        Stage::new("pixelate", include_str!("shader.wgsl"))
            .replaces()
            .with(Texture::Flat)
            .reads(Reading::new(4))
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let size = 1.0 + (self.parameters.size * now.unit - 1.0) * now.strength;
        if size < 1.5 {
            return None;
        }
        let size = size.max(SMALLEST);
        for axis in 0..2 {
            let side = (self.canvas[axis] as f32 / size).ceil() as u32;
            self.used[axis] = side.clamp(1, self.read.size[axis]);
        }
        Some(Values {
            d: [self.used[0] as f32 - 1.0, self.used[1] as f32 - 1.0, 0.0, size],
            ..Values::default()
        })
    }

    fn texture(&self) -> Option<&wgpu::TextureView> {
        Some(&self.read.view)
    }

    fn source(&self) -> Option<(&wgpu::TextureView, [u32; 2])> {
        Some((&self.read.view, self.used))
    }
}
