//! Lines that slip, in bursts.

use crate::composition::Glitch;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values, hash};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for Glitch {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("glitch", include_str!("shader.wgsl")).warps().splits()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let hit = now.hit(self.every)?;
        if hit.phase >= self.length {
            return None;
        }
        // The burst dies away.
        let much = now.strength * (1.0 - hit.phase / self.length.max(1e-3)).sqrt();
        let seed = hash(now.seed.wrapping_add(hash(now.steps(self.rate)))) >> 9;
        Some(Values {
            a: [
                self.amount * now.size[0] * much,
                self.split * now.unit * much,
                seed as f32,
                0.0,
            ],
            b: [
                1.0 / (52.0 * now.unit).max(3.0),
                1.0 / (9.0 * now.unit).max(1.0),
                0.0,
                0.0,
            ],
            ..Values::default()
        })
    }
}
