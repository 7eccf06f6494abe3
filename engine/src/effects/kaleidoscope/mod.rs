//! The picture mirrored around a point.

use crate::composition::Kaleidoscope;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for Kaleidoscope {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("kaleidoscope", include_str!("shader.wgsl")).warps()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let turned = f64::from(self.angle) / 360.0 + now.moment.song * f64::from(self.spin) / 60.0;
        let angle = (turned.fract() * std::f64::consts::TAU) as f32;
        let segment = std::f32::consts::TAU / self.segments as f32;
        Some(Values {
            a: [
                self.x * now.size[0],
                self.y * now.size[1],
                1.0 / self.zoom,
                now.strength,
            ],
            b: [angle, 1.0 / segment, segment, 0.0],
            ..Values::default()
        })
    }
}
