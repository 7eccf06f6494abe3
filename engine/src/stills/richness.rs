//! How much there is to see in a picture.

use super::within;

/// The most cells that a picture is divided into, to a side.
const CELLS: u32 = 96;
/// Pixels that are looked at in a cell, to a side: enough that grain is averaged away.
const SAMPLES: u32 = 4;

/// How much a picture of RGBA pixels varies: it is divided into cells, at most 96 to a side, and what is given is the
/// variance of their mean red, green and blue, summed. 0 for a picture of one colour, at most 3 * 127.5 squared.
pub fn richness(rgba: &[u8], size: (u32, u32)) -> f64 {
    let cells = within(size, CELLS);
    let (mut sum, mut squares) = ([0.0; 3], [0.0; 3]);
    for cell in (0..cells.1).flat_map(|y| (0..cells.0).map(move |x| (x, y))) {
        let mean = mean(rgba, size, cells, cell);
        for channel in 0..3 {
            sum[channel] += mean[channel];
            squares[channel] += mean[channel] * mean[channel];
        }
    }
    let count = f64::from(cells.0 * cells.1);
    let variance = |channel: usize| (squares[channel] / count - (sum[channel] / count).powi(2)).max(0.0);
    (0..3).map(variance).sum()
}

/// The mean of pixels that are spread evenly over a cell.
fn mean(rgba: &[u8], size: (u32, u32), cells: (u32, u32), cell: (u32, u32)) -> [f64; 3] {
    let at = |index: u32, sample: u32, cells: u32, length: u32| {
        let place = u64::from(index * SAMPLES + sample) * 2 + 1;
        (u64::from(length) * place / (2 * u64::from(cells * SAMPLES))) as usize
    };
    let mut sum = [0_u32; 3];
    for row in 0..SAMPLES {
        let y = at(cell.1, row, cells.1, size.1);
        for column in 0..SAMPLES {
            let x = at(cell.0, column, cells.0, size.0);
            let start = (y * size.0 as usize + x) * 4;
            let pixel = rgba.get(start..start + 3).unwrap_or(&[0; 3]);
            for (sum, value) in sum.iter_mut().zip(pixel) {
                *sum += u32::from(*value);
            }
        }
    }
    sum.map(|sum| f64::from(sum) / f64::from(SAMPLES * SAMPLES))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (u32, u32) = (640, 360);

    fn drawn(color: impl Fn(u32, u32) -> [u8; 3]) -> f64 {
        let pixels = (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y)));
        let rgba: Vec<u8> = pixels
            .flat_map(|(x, y)| {
                let [red, green, blue] = color(x, y);
                [red, green, blue, 255]
            })
            .collect();
        richness(&rgba, SIZE)
    }

    #[test]
    fn what_is_of_one_colour_has_nothing_to_see() {
        for level in [0, 40, 255] {
            assert_eq!(drawn(|_, _| [level; 3]), 0.0);
        }
    }

    #[test]
    fn half_black_and_half_white_has_most() {
        let most = drawn(|x, _| if x < 320 { [0; 3] } else { [255; 3] });
        assert!((most - 3.0 * 127.5 * 127.5).abs() < 1e-6, "{most}");
    }

    #[test]
    fn bright_shapes_are_richer_than_faint_ones_and_than_grain() {
        let shapes = |light: u8| {
            drawn(move |x, y| match (x / 80 + y / 90) % 2 {
                0 => [light, light / 2, 20],
                _ => [8, 8, 20],
            })
        };
        let grain = drawn(|x, y| [(hash(x, y) % 64) as u8; 3]);
        assert!(shapes(220) > shapes(60));
        assert!(shapes(60) > grain, "{} against {grain}", shapes(60));
    }

    fn hash(x: u32, y: u32) -> u32 {
        let mixed = (x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77)).wrapping_mul(0xC2B2_AE3D);
        mixed ^ (mixed >> 15)
    }

    #[test]
    fn small_pictures_are_measured_too() {
        assert!(richness(&[0, 0, 0, 255, 255, 255, 255, 255], (2, 1)) > 1e4);
    }
}
