//! A Gaussian blur of any width: the wider it is, the smaller the picture that it is made of.

use super::{Filter, FilterData, Kit, Small};
use crate::effects::data::Values;
use crate::gpu::Device;

/// The widest Gaussian that nine pixels hold, in pixels of the small picture.
const WIDEST: f32 = 1.6;
/// What reading the picture and showing the small one again blur besides: variance in its pixels.
const BESIDES: f32 = 0.3;

/// A small picture out of focus.
pub(in crate::effects) struct Soft {
    pub read: Small,
    between: Small,
    across: Filter,
    down: Filter,
    canvas: [u32; 2],
    used: [u32; 2],
}

impl Soft {
    pub fn new(device: &Device, label: &str, canvas: [u32; 2]) -> Self {
        let [read, between] = [0, 1].map(|_| Small::of_canvas(device, label, canvas, 2.0));
        let kit = Kit::new(device);
        Self {
            across: kit.filter("gauss", &read),
            down: kit.filter("gauss", &between),
            read,
            between,
            canvas,
            used: [1, 1],
        }
    }

    /// Prepares a blur of standard deviation `sigma`, in pixels of the canvas. The values tell the shader where the
    /// small picture is, in c: what brings a pixel to its place, and how much is used, less half a pixel.
    pub fn set(&mut self, device: &Device, sigma: f32) -> Values {
        let (scale, own) = scale_of(sigma);
        for axis in 0..2 {
            let side = (self.canvas[axis] as f32 / scale).ceil() as u32;
            self.used[axis] = side.clamp(1, self.read.size[axis]);
        }
        let [width, height] = self.used.map(|side| side as f32 - 0.5);
        let [middle, near, far] = weights(own);
        for (filter, [x, y]) in [(&self.across, [1.0, 0.0]), (&self.down, [0.0, 1.0])] {
            let data = FilterData {
                a: [x, y, middle[1], 0.0],
                b: [near[0], far[0], near[1], far[1]],
                c: [width, height, 0.0, 0.0],
            };
            filter.set(device, data);
        }
        let [across, down] = self.read.places(scale);
        let [whole_width, whole_height] = self.read.size.map(|side| side as f32);
        Values {
            c: [across, down, width / whole_width, height / whole_height],
            d: [0.0, 0.0, 0.0, scale],
            ..Values::default()
        }
    }

    /// How much of the small picture is used, in pixels.
    pub fn used(&self) -> [u32; 2] {
        self.used
    }

    /// Blurs what has been read.
    pub fn filter(&self, encoder: &mut wgpu::CommandEncoder) {
        self.across.draw(encoder, &self.between, self.used);
        self.down.draw(encoder, &self.read, self.used);
    }
}

/// The scale of the small picture, and the standard deviation of the blur in its pixels.
fn scale_of(sigma: f32) -> (f32, f32) {
    let scale = (sigma / (WIDEST * WIDEST + BESIDES).sqrt()).max(2.0);
    let variance = (sigma / scale).powi(2) - BESIDES;
    (scale, variance.max(0.05).sqrt())
}

/// Distance and weight of the middle, and of two samples on each side that lie between pixels.
fn weights(sigma: f32) -> [[f32; 2]; 3] {
    let at = |pixel: f32| (-pixel * pixel / (2.0 * sigma * sigma)).exp();
    let pair = |one: f32| {
        let (near, far) = (at(one), at(one + 1.0));
        let sum = (near + far).max(1e-12);
        [one + far / sum, sum]
    };
    let (near, far) = (pair(1.0), pair(3.0));
    let all = 1.0 + 2.0 * (near[1] + far[1]);
    [[0.0, 1.0 / all], [near[0], near[1] / all], [far[0], far[1] / all]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blur_is_as_wide_as_it_says() {
        for wanted in [4.0, 10.0, 60.0] {
            let (scale, own) = scale_of(wanted);
            let whole = (own * own + BESIDES).sqrt() * scale;
            assert!((whole - wanted).abs() < 0.02 * wanted, "{wanted}: {whole}");
        }
    }

    #[test]
    fn weights_are_a_mean() {
        for sigma in [0.25, 1.0, WIDEST] {
            let [middle, near, far] = weights(sigma);
            let sum = middle[1] + 2.0 * (near[1] + far[1]);
            assert!((sum - 1.0).abs() < 1e-5 && near[0] < 2.0 && (3.0..=4.0).contains(&far[0]));
        }
    }
}
