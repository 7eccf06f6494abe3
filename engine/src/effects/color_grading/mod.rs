//! Exposure, contrast, saturation, temperature and split toning.

use crate::color::Rgb;
use crate::composition::ColorGrading;
use crate::composition::document::Numbers;
use crate::effects::Effect;
use crate::effects::data::{Now, Values};
use crate::effects::stage::Stage;
use crate::gpu::Device;

impl Effect for ColorGrading {
    fn numbers(&mut self) -> &mut dyn Numbers {
        self
    }

    fn stage(&self) -> Stage {
        Stage::new("color_grading", include_str!("shader.wgsl")).colors()
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let share = now.strength;
        let toning = self.toning * share * 0.5;
        let [shadow, light] = [&self.shadows, &self.highlights].map(tendency);
        let [warm, magenta] = [self.temperature * share, self.tint * share];
        let gain = (self.exposure * share).exp2();
        let balance = [
            1.0 + 0.16 * warm + 0.05 * magenta,
            1.0 + 0.02 * warm - 0.1 * magenta,
            1.0 - 0.2 * warm + 0.05 * magenta,
        ];
        let [r, g, b] = balance.map(|it| it * gain);
        let white = ((r.max(g).max(b) - 0.75) * 4.0).max(1.0);
        Some(Values {
            a: [r, g, b, self.contrast * share],
            b: [
                shadow[0] * toning,
                shadow[1] * toning,
                shadow[2] * toning,
                1.0 + (self.saturation - 1.0) * share,
            ],
            c: [
                light[0] * toning,
                light[1] * toning,
                light[2] * toning,
                1.0 / (white * white),
            ],
            ..Values::default()
        })
    }
}

/// What a colour adds to grey: its hue without its brightness.
fn tendency(color: &Rgb) -> [f32; 3] {
    let [r, g, b] = color.unit();
    let grey = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    [r - grey, g - grey, b - grey]
}
