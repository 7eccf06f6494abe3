//! A camera that jumps closer on beats.

use crate::composition::BeatZoom;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for BeatZoom {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("camera", include_str!("../camera.wgsl")).warps()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let left = now.hit(self.every)?.left(self.decay) * now.strength * self.amount;
        (left > 1e-4).then(|| Values {
            a: [1.0 / (1.0 + left), 0.0, 0.0, 0.0],
            b: [self.x * now.size[0], self.y * now.size[1], 0.0, 0.0],
            ..Values::default()
        })
    }
}
