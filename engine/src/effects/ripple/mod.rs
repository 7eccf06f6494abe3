//! Rings on beats.

use crate::composition::Ripple;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for Ripple {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("ripple", include_str!("shader.wgsl")).warps().colors()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let [width, height] = now.size;
        let (shorter, amount) = (width.min(height), self.amount * now.unit * now.strength);
        let (x, y) = (self.x * width, self.y * height);
        let reach = x.max(width - x).hypot(y.max(height - y)) + 2.0 * self.width * shorter;
        let speed = self.speed * shorter;
        let mut fronts = [-1e6_f32; 4];
        let mut heights = [0.0_f32; 4];
        let latest = now.hit(self.every)?;
        for (ring, (front, height)) in fronts.iter_mut().zip(&mut heights).enumerate() {
            let Some(age) = now.age(&latest, self.every, ring as u32) else {
                break;
            };
            *front = age * speed;
            // It rises as it leaves its middle and is gone before it leaves the picture.
            let way = *front / reach;
            *height = (age / 0.08).min(1.0) * (1.0 - way).max(0.0).powf(1.2);
        }
        let highest = heights.iter().copied().fold(0.0, f32::max);
        (amount * highest > 0.05).then(|| Values {
            a: [x, y, 1.0 / (self.width * shorter), amount],
            b: fronts,
            c: heights,
            ..Values::default()
        })
    }
}
