//! An old television.

use crate::composition::Crt;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values, wander};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for Crt {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("crt", include_str!("shader.wgsl")).warps().colors()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let shorter = now.size[0].min(now.size[1]);
        // A line needs some pixels to be seen as one.
        let lines = self.lines.min(shorter / 3.0);
        let [fast, slow] = [(11.0, 5), (0.7, 6)]
            .map(|(rate, seed)| wander(now.seed.wrapping_add(seed), now.moment.video * rate));
        let flicker = self.flicker * now.strength;
        Some(Values {
            a: [
                self.curvature * now.strength * 0.16,
                self.scanlines * now.strength,
                self.mask * now.strength,
                now.strength,
            ],
            b: [
                lines / shorter * std::f32::consts::TAU,
                std::f32::consts::TAU / (4.0 * now.unit).max(3.0),
                1.0 + 0.05 * flicker * fast,
                0.0,
            ],
            c: [
                (now.moment.video * 0.12).fract() as f32 * 1.6 - 0.3,
                0.1 * flicker * (0.8 + 0.2 * slow),
                0.0,
                0.0,
            ],
            ..Values::default()
        })
    }
}
