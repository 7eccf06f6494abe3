//! Smaller and softer pictures.

use super::{Picture, shrink};

impl Picture {
    /// The same with its longer side at most `side` pixels.
    #[must_use]
    pub fn within(&self, side: u32) -> Self {
        let longer = self.width.max(self.height);
        if longer <= side.max(1) {
            return self.clone();
        }
        let scaled = |length: u32| ((u64::from(length) * u64::from(side) / u64::from(longer)) as u32).max(1);
        let (width, height) = (scaled(self.width), scaled(self.height));
        Self {
            width,
            height,
            rgba: shrink(&self.rgba, (self.width, self.height), (width, height)),
        }
    }

    /// The same blurred: three means of `2 * radius + 1` pixels each way, which together are nearly a Gauss filter
    /// of `sqrt(radius * (radius + 1))` pixels. Edges go on beyond the picture.
    #[must_use]
    pub fn blurred(&self, radius: u32) -> Self {
        if radius == 0 {
            return self.clone();
        }
        let (width, height) = (self.width as usize, self.height as usize);
        let mut pixels: Vec<[f32; 4]> = self
            .rgba
            .chunks_exact(4)
            .map(|pixel| std::array::from_fn(|channel| f32::from(pixel[channel])))
            .collect();
        let mut line = Vec::with_capacity(width.max(height));
        for _ in 0..3 {
            for row in 0..height {
                mean(&mut pixels, &mut line, row * width, 1, width, radius as usize);
            }
            for column in 0..width {
                mean(&mut pixels, &mut line, column, width, height, radius as usize);
            }
        }
        let bytes = pixels.iter().flatten();
        Self {
            width: self.width,
            height: self.height,
            rgba: bytes.map(|value| (value + 0.5) as u8).collect(),
        }
    }
}

/// Replaces each pixel of a line by the mean of those around it.
fn mean(
    pixels: &mut [[f32; 4]],
    line: &mut Vec<[f32; 4]>,
    start: usize,
    step: usize,
    length: usize,
    radius: usize,
) {
    line.clear();
    line.extend((0..length).map(|at| pixels[start + at * step]));
    let at = |place: isize| line[place.clamp(0, length as isize - 1) as usize];
    let reach = radius as isize;
    let share = 1.0 / (2 * radius + 1) as f32;
    let mut sum = [0.0_f32; 4];
    for place in -reach..=reach {
        add(&mut sum, at(place), 1.0);
    }
    for place in 0..length {
        pixels[start + place * step] = sum.map(|value| value.max(0.0) * share);
        let place = place as isize;
        add(&mut sum, at(place + reach + 1), 1.0);
        add(&mut sum, at(place - reach), -1.0);
    }
}

fn add(sum: &mut [f32; 4], pixel: [f32; 4], factor: f32) {
    for (total, value) in sum.iter_mut().zip(pixel) {
        *total += value * factor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split() -> Picture {
        let pixel = |x: u32| if x < 8 { [0, 0, 0, 255] } else { [200, 100, 0, 255] };
        Picture {
            width: 16,
            height: 4,
            rgba: (0..4).flat_map(|_| (0..16).flat_map(pixel)).collect(),
        }
    }

    #[test]
    fn a_smaller_picture_keeps_its_shape() {
        let small = split().within(8);
        assert_eq!((small.width, small.height), (8, 2));
        assert_eq!(split().within(100), split());
    }

    #[test]
    fn an_edge_becomes_soft_and_the_rest_stays() {
        let soft = split().blurred(1);
        let red = |x: usize| soft.rgba[x * 4];
        assert_eq!((red(0), red(15)), (0, 200));
        assert!(red(7) > 20 && red(7) < red(8) && red(8) < 180);
        assert_eq!(soft.rgba[3], 255);
    }
}
