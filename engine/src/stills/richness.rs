//! How much there is to see in a picture.

use super::within;
use image::RgbImage;
use image::imageops::thumbnail;

/// The longest side of what is measured, in pixels: small enough that grain is averaged away.
const MEASURED_SIDE: u32 = 96;

/// How much a picture varies: the variance of red, green and blue over its pixels, summed, once it is shrunk until no
/// side is longer than 96 pixels. 0 for a picture of one colour, at most 3 * 127.5 squared.
pub fn richness(picture: &RgbImage) -> f64 {
    let (width, height) = within(picture.dimensions(), MEASURED_SIDE);
    let small = thumbnail(picture, width, height);
    let count = f64::from(width * height);
    let variance = |channel: usize| {
        let (mut sum, mut squares) = (0.0, 0.0);
        for pixel in small.pixels() {
            let value = f64::from(pixel.0[channel]);
            sum += value;
            squares += value * value;
        }
        (squares / count - (sum / count).powi(2)).max(0.0)
    };
    (0..3).map(variance).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn what_is_of_one_colour_has_nothing_to_see() {
        for level in [0, 40, 255] {
            let plain = RgbImage::from_pixel(640, 360, Rgb([level; 3]));
            assert_eq!(richness(&plain), 0.0);
        }
    }

    #[test]
    fn bright_shapes_are_richer_than_faint_ones_and_than_grain() {
        let shapes = |light: u8| {
            RgbImage::from_fn(640, 360, |x, y| match (x / 80 + y / 90) % 2 {
                0 => Rgb([light, light / 2, 20]),
                _ => Rgb([8, 8, 20]),
            })
        };
        let grain = RgbImage::from_fn(640, 360, |x, y| Rgb([((x * 7919 + y * 104_729) % 64) as u8; 3]));
        assert!(richness(&shapes(220)) > richness(&shapes(60)));
        assert!(richness(&shapes(60)) > richness(&grain));
    }
}
