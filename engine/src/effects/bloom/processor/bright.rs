//! What of a picture shines, as `bloom_source` of the shader says.

use super::Light;
use crate::gpu::Pixels;
use std::ops::Range;

/// Reads pictures into small ones.
pub(super) struct Bright {
    /// Which rows, and which columns, of the picture make each of the small one.
    rows: Vec<Range<usize>>,
    columns: Vec<Range<usize>>,
    /// Sums of the components of a row of the small picture, for each column of the large one.
    sums: Vec<u16>,
}

impl Bright {
    pub fn new(canvas: [usize; 2], scale: f32, size: [usize; 2]) -> Self {
        Self {
            rows: ranges(canvas[1], scale, size[1]),
            columns: ranges(canvas[0], scale, size[0]),
            sums: vec![0; canvas[0] * 4],
        }
    }

    /// Writes what shines by `threshold` to `light`.
    pub fn read(&mut self, picture: &Pixels<'_>, threshold: f32, light: &mut [Light]) {
        let mut rows = picture.rows();
        let lit = light.chunks_exact_mut(self.columns.len());
        for (range, light) in self.rows.iter().zip(lit) {
            self.sums.fill(0);
            // Of many rows, every other one tells enough of what is to be blurred.
            let step = if range.len() < 6 { 1 } else { 2 };
            for row in rows.by_ref().take(range.len()).step_by(step) {
                for (sum, &component) in self.sums.iter_mut().zip(row) {
                    *sum += u16::from(component);
                }
            }
            for (columns, light) in self.columns.iter().zip(light) {
                let pixels = range.len().div_ceil(step) * columns.len();
                *light = shining(
                    mean(&self.sums[columns.start * 4..columns.end * 4], pixels),
                    threshold,
                );
            }
        }
    }
}

/// Which pixels of `long` each of `short` covers, where it covers `scale` of them; every one covers some.
fn ranges(long: usize, scale: f32, short: usize) -> Vec<Range<usize>> {
    let border = |index: usize| ((index as f32 * scale).round() as usize).min(long);
    (0..short)
        .map(|index| {
            let begin = border(index).min(long.saturating_sub(1));
            begin..border(index + 1).max(begin + 1)
        })
        .collect()
}

fn mean(sums: &[u16], pixels: usize) -> [f32; 3] {
    let mut all = [0_u32; 3];
    for sums in sums.chunks_exact(4) {
        for (all, &sum) in all.iter_mut().zip(sums) {
            *all += u32::from(sum);
        }
    }
    all.map(|sum| sum as f32 / (255.0 * pixels.max(1) as f32))
}

/// What is bright shines, what is grey less than what is colourful; and more colourful than what it comes from.
fn shining(rgb: [f32; 3], threshold: f32) -> Light {
    let [r, g, b] = rgb;
    let bright = r.max(g).max(b);
    if bright <= 0.0 {
        return [0.0; 4];
    }
    let colorfulness = (bright - r.min(g).min(b)) / bright.max(1e-3);
    let share = (colorfulness / 0.5).clamp(0.0, 1.0);
    let much = 0.2 + 0.8 * share * share * (3.0 - 2.0 * share);
    let knee = 0.2;
    let soft = (bright - threshold + knee).clamp(0.0, 2.0 * knee);
    let over = (soft * soft / (4.0 * knee)).max(bright - threshold);
    let share = much * over / bright.max(1e-3) / (1.0 - threshold).max(0.2);
    let light = rgb.map(|c| c * share);
    // ITU-R BT.709.
    let grey = light[0] * 0.2126 + light[1] * 0.7152 + light[2] * 0.0722;
    let [r, g, b] = light.map(|c| (grey + (c - grey) * 1.3).clamp(0.0, 1.0));
    [r, g, b, 0.0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_is_read_once() {
        for (long, scale, short) in [
            (1920, 8.0, 240),
            (1080, 8.0, 135),
            (333, 2.47, 135),
            (100, 8.0, 13),
        ] {
            let ranges = ranges(long, scale, short);
            assert_eq!(ranges.len(), short);
            assert_eq!(
                (ranges[0].start, ranges[short - 1].end),
                (0, long),
                "{long} by {scale}"
            );
            assert!(ranges.windows(2).all(|two| two[0].end == two[1].start));
        }
    }

    #[test]
    fn what_is_dark_or_grey_shines_less() {
        let light = |rgb| shining(rgb, 0.45).iter().sum::<f32>();
        assert_eq!(light([0.0; 3]), 0.0);
        assert_eq!(light([0.2, 0.1, 0.1]), 0.0, "it is below the threshold");
        assert!(light([0.9; 3]) < light([0.9, 0.3, 0.9]));
    }
}
