//! Darkening towards the corners.

use crate::composition::Vignette;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for Vignette {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("vignette", include_str!("shader.wgsl")).colors()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let amount = self.amount * now.strength;
        (amount > 0.0).then(|| Values {
            a: [amount, self.start_radius.min(0.98), 0.0, 0.0],
            ..Values::default()
        })
    }
}
