//! Few tones instead of many.

use crate::composition::Posterise;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for Posterise {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("posterise", include_str!("shader.wgsl")).colors()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        Some(Values {
            a: [now.strength, self.levels, 0.02 + 0.48 * self.softness, 0.0],
            ..Values::default()
        })
    }
}
