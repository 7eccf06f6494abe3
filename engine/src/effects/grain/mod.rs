//! The grain of film: a tile of noise, laid anew over each picture.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::data::{hash, random};
use crate::effects::stage::{Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::{Device, FORMAT, reading};

/// The edge of the tile, in pixels.
const TILE: u32 = 256;

/// Draws the grain.
pub(super) struct Grain {
    parameters: composition::Grain,
    tile: wgpu::TextureView,
}

impl Grain {
    pub fn new(parameters: &composition::Grain, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            tile: reading::picture(scene.device, "grain", (TILE, TILE), FORMAT, &noise(scene.seed)),
        }
    }
}

/// Noise for red, green, blue and, in the last channel, for all of them.
fn noise(seed: u32) -> Vec<u8> {
    // The sum of four random numbers is close to a normal distribution.
    let byte = |index: u32| {
        let bits = hash(index ^ seed.rotate_left(16));
        let sum: u32 = bits.to_le_bytes().map(u32::from).iter().sum();
        (sum / 4) as u8
    };
    (0..TILE * TILE * 4).map(byte).collect()
}

impl Effect for Grain {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn stage(&self) -> Stage {
        Stage::new("grain", include_str!("shader.wgsl"))
            .colors()
            .with(Texture::Flat)
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let it = &self.parameters;
        let amount = it.amount * now.strength;
        let step = now.steps(it.rate) * 2;
        let [x, y] = [step, step + 1].map(|index| random(now.seed, index));
        let size = (it.size * now.unit).max(1.0) * TILE as f32;
        (amount > 1e-3).then(|| Values {
            a: [amount * 0.7, it.color, 1.0 / size, 0.0],
            b: [x, y, 0.0, 0.0],
            ..Values::default()
        })
    }

    fn texture(&self) -> Option<&wgpu::TextureView> {
        Some(&self.tile)
    }
}
