//! Red and blue apart.

use crate::composition::ChromaticAberration;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for ChromaticAberration {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("chromatic_aberration", include_str!("shader.wgsl")).splits()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let amount = self.amount * now.unit * now.strength;
        (amount > 0.05).then(|| Values {
            a: [amount, amount * self.middle, 0.0, 0.0],
            ..Values::default()
        })
    }
}
