//! Numbers that are many, change or move: digits are drawn once and placed one by one.

use super::card::{Pixels, Place, pen};
use super::scene::Scene;
use super::stage::Stage;
use crate::gpu::{Device, Instances, QuadPipeline};
use crate::text::{Fonts, Shadow, Split, Style, set};

/// Free space around a digit for its shadow, in sizes.
const MARGIN: f32 = 0.35;

/// Draws numbers.
pub(super) struct Digits {
    pipeline: QuadPipeline,
    stage: Stage,
    picture: wgpu::BindGroup,
    items: Instances<Place>,
    /// Width from one digit to the next, its height, and free space around it, in pixels.
    step: f32,
    height: f32,
    margin: f32,
}

impl Digits {
    /// Digits of a size in pixels.
    pub fn new(label: &'static str, size: f32, scene: &Scene<'_>) -> Self {
        let mut fonts = Fonts::bundled();
        let style = Style {
            size,
            tabular: true,
            shadow: Some(Shadow {
                blur: size * 0.25,
                offset: [0.0, size * 0.05],
                opacity: 0.6,
            }),
            ..Style::default()
        };
        let all = set(&mut fonts, "0000000000", &style);
        let (step, height) = (all.width / 10.0, all.height);
        let margin = (size * MARGIN).ceil();
        let cell = (step + 2.0 * margin).ceil();
        let mut pixels = Pixels::new((cell * 10.0) as u32, (height + 2.0 * margin).ceil() as u32);
        for digit in 0..10_u8 {
            let drawing = set(&mut fonts, &digit.to_string(), &style).draw(&mut fonts, Split::Whole);
            pixels.put(
                &drawing,
                [(f32::from(digit) * cell + margin) as i32, margin as i32],
            );
        }
        let (pipeline, picture) = pen(label, &pixels, scene);
        Self {
            pipeline,
            stage: scene.stage.clone(),
            picture,
            items: Instances::new(scene.device, label, 64),
            step,
            height,
            margin,
        }
    }

    /// Begins a frame.
    pub fn begin(&mut self) {
        self.items.items().clear();
    }

    /// The width of a number, in pixels.
    pub fn width(&self, number: u32) -> f32 {
        self.step * digits(number).count() as f32
    }

    /// The height of a number, in pixels.
    pub fn height(&self) -> f32 {
        self.height
    }

    /// Puts the upper left corner of a number at `corner`, in pixels; alpha 0 to 1.
    pub fn put(&mut self, number: u32, corner: [f32; 2], color: [f32; 4]) {
        if color[3] <= 0.0 {
            return;
        }
        // From the last digit to the first.
        let mut left = corner[0] + self.width(number) - self.margin;
        let top = corner[1] - self.margin;
        let width = (self.step + 2.0 * self.margin).ceil();
        for digit in digits(number) {
            left -= self.step;
            self.items.items().push(Place {
                bounds: [
                    left,
                    top,
                    left + width,
                    top + (self.height + 2.0 * self.margin).ceil(),
                ],
                source: [digit as f32 / 10.0, 0.0, (digit + 1) as f32 / 10.0, 1.0],
                color,
            });
        }
    }

    pub fn upload(&mut self, device: &Device) {
        self.items.upload(device);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        pass.set_bind_group(1, &self.picture, &[]);
        self.pipeline.draw(pass, &self.items);
    }
}

/// The decimal digits of a number, the last one first.
fn digits(number: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(number), |&rest| (rest >= 10).then_some(rest / 10)).map(|rest| rest % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_its_digits() {
        assert_eq!(digits(0).collect::<Vec<_>>(), [0]);
        assert_eq!(digits(1024).collect::<Vec<_>>(), [4, 2, 0, 1]);
    }
}
