//! A camera that is shaken by beats.

use crate::composition::CameraShake;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values, wander};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for CameraShake {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("camera", include_str!("../camera.wgsl")).warps()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let shock = now.hit(self.every).map_or(0.0, |hit| hit.left(self.decay));
        let much = now.strength * shock.max(self.steady * 0.35);
        let pixels = self.amount * now.unit * much;
        if pixels < 0.02 && self.rotation * much < 1e-3 {
            return None;
        }
        let time =
            now.moment.video * f64::from(self.rate) * if shock > self.steady * 0.35 { 1.0 } else { 0.2 };
        let [x, y, turn] = [1, 2, 3].map(|axis| wander(now.seed.wrapping_mul(8).wrapping_add(axis), time));
        let (sin, cos) = (turn * self.rotation * much).to_radians().sin_cos();
        // Closer by as much as it moves, so that little is seen of what lies beyond the edges.
        let [width, height] = now.size;
        let closer = 1.0 - (2.0 * pixels / width.min(height) + sin.abs() * 1.8).min(0.3);
        Some(Values {
            a: [cos * closer, sin * closer, x * pixels, y * pixels],
            b: [width / 2.0, height / 2.0, 0.0, 0.0],
            ..Values::default()
        })
    }
}
