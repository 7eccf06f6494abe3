//! Dots of ink.

use crate::composition::Halftone;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for Halftone {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("halftone", include_str!("shader.wgsl")).colors()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let size = (self.size * now.unit).max(3.0);
        let (sin, cos) = self.angle.to_radians().sin_cos();
        Some(Values {
            a: [now.strength, self.ground, 1.2 / size, 0.0],
            b: [cos / size, sin / size, 0.0, 0.0],
            ..Values::default()
        })
    }
}
