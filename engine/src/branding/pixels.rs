//! Pictures that are put together before they go to the device.

use crate::material::Picture;
use image::imageops::{self, FilterType};
use image::{ImageBuffer, Rgba};

/// Red, green, blue and alpha of each pixel, 8 bits each, row by row from the top; the colours are multiplied by alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pixels {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

impl Pixels {
    /// Nothing, at least one pixel wide and high.
    pub fn clear(width: u32, height: u32) -> Self {
        let (width, height) = (width.max(1), height.max(1));
        Self {
            width,
            height,
            rgba: vec![0; width as usize * height as usize * 4],
        }
    }

    /// A picture at the size of the largest box with its proportions that fits in `width` and `height`, in pixels.
    pub fn fitted(picture: &Picture, width: f32, height: f32) -> Self {
        let (w, h) = (picture.width.max(1) as f32, picture.height.max(1) as f32);
        let scale = (width / w).min(height / h).max(0.0);
        let side = |length: f32| ((length * scale).round() as u32).max(1);
        let (columns, rows) = (side(w), side(h));
        // A picture has as many bytes as its size says.
        let source =
            ImageBuffer::<Rgba<u8>, _>::from_raw(picture.width, picture.height, picture.rgba.as_slice());
        let Some(source) = source else {
            return Self::clear(columns, rows);
        };
        let mut sized = imageops::resize(&source, columns, rows, FilterType::CatmullRom);
        // The filter overshoots at edges; no colour may have more than its alpha.
        for Rgba([r, g, b, a]) in sized.pixels_mut() {
            [r, g, b].into_iter().for_each(|part| *part = (*part).min(*a));
        }
        Self {
            width: columns,
            height: rows,
            rgba: sized.into_raw(),
        }
    }

    /// Lays `other` over this, with its upper left corner at `left` and `top`; what does not fit is cut off.
    pub fn lay(&mut self, other: &Self, left: u32, top: u32) {
        let columns = other.width.min(self.width.saturating_sub(left)) as usize;
        let rows = other.height.min(self.height.saturating_sub(top));
        for row in 0..rows {
            let from = row as usize * other.width as usize * 4;
            let to = ((top + row) as usize * self.width as usize + left as usize) * 4;
            let (below, above) = (
                &mut self.rgba[to..to + columns * 4],
                &other.rgba[from..from + columns * 4],
            );
            for (below, above) in below.chunks_exact_mut(4).zip(above.chunks_exact(4)) {
                let rest = 255 - u32::from(above[3]);
                for (below, above) in below.iter_mut().zip(above) {
                    *below = above.saturating_add(((u32::from(*below) * rest + 127) / 255) as u8);
                }
            }
        }
    }

    /// Fills a box with rounded corners over all of this picture.
    pub fn fill_rounded(&mut self, radius: f32, [r, g, b]: [u8; 3]) {
        let (width, height) = (self.width as f32, self.height as f32);
        for (index, pixel) in self.rgba.chunks_exact_mut(4).enumerate() {
            let (x, y) = (
                (index as u32 % self.width) as f32 + 0.5,
                (index as u32 / self.width) as f32 + 0.5,
            );
            // How far inside the square corners of the rounded ones.
            let dx = (radius - x).max(x - (width - radius)).max(0.0);
            let dy = (radius - y).max(y - (height - radius)).max(0.0);
            let cover = (radius - dx.hypot(dy) + 0.5).clamp(0.0, 1.0);
            let part = |color: u8| (f32::from(color) * cover).round() as u8;
            pixel.copy_from_slice(&[part(r), part(g), part(b), (255.0 * cover).round() as u8]);
        }
    }

    /// Fills a box with an opaque colour; what does not fit is cut off.
    pub fn fill(&mut self, [left, top, width, height]: [u32; 4], [r, g, b]: [u8; 3]) {
        let right = (left + width).min(self.width);
        for row in top..(top + height).min(self.height) {
            for column in left..right {
                let at = (row as usize * self.width as usize + column as usize) * 4;
                self.rgba[at..at + 4].copy_from_slice(&[r, g, b, 255]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(width: u32, height: u32, color: [u8; 4]) -> Pixels {
        Pixels {
            width,
            height,
            rgba: color.repeat((width * height) as usize),
        }
    }

    #[test]
    fn a_picture_keeps_its_proportions() {
        let picture = Picture {
            width: 40,
            height: 20,
            rgba: vec![128; 40 * 20 * 4],
        };
        for (width, height, expected) in [
            (20.0, 100.0, (20, 10)),
            (100.0, 10.0, (20, 10)),
            (0.0, 0.0, (1, 1)),
        ] {
            let fitted = Pixels::fitted(&picture, width, height);
            assert_eq!((fitted.width, fitted.height), expected);
            assert!(fitted.rgba.iter().all(|part| (127..=129).contains(part)));
        }
    }

    #[test]
    fn what_is_laid_over_covers_by_its_alpha_and_is_cut_at_the_edge() {
        let mut below = plain(4, 4, [100, 100, 100, 255]);
        below.lay(&plain(3, 3, [100, 0, 0, 128]), 2, 2);
        assert_eq!(below.rgba[..4], [100, 100, 100, 255]);
        assert_eq!(below.rgba[(3 * 4 + 3) * 4..], [150, 50, 50, 255]);
        below.lay(&plain(1, 1, [9, 9, 9, 255]), 9, 9);
    }

    #[test]
    fn corners_are_round() {
        let mut panel = Pixels::clear(40, 40);
        panel.fill_rounded(10.0, [255, 255, 255]);
        let alpha = |x: usize, y: usize| panel.rgba[(y * 40 + x) * 4 + 3];
        assert_eq!(
            (alpha(0, 0), alpha(39, 39), alpha(20, 0), alpha(20, 20)),
            (0, 0, 255, 255)
        );
        assert!((1..255).contains(&alpha(2, 3)) || (1..255).contains(&alpha(3, 3)));
    }
}
