//! Pictures with their alpha.
//!
//! What is drawn is multiplied by its alpha, as blending wants it; what leaves is not. Light that was added on top may
//! be brighter than its alpha allows: it covers as much as it shines then, so that glow over nothing is still seen.

use super::processor;
use crate::gpu::GpuError;
use crate::media::{Frame, PixelFormat};

/// Brings RGBA rows that begin every `pitch` bytes into `frame`; `straight` is room to work in.
pub(super) fn convert(
    rgba: &[u8],
    pitch: u32,
    straight: &mut Vec<u8>,
    frame: &mut Frame,
) -> Result<(), GpuError> {
    let row = frame.width as usize * 4;
    let rows = rgba.chunks(pitch as usize);
    match frame.format {
        PixelFormat::Rgba => {
            let stride = frame.strides[0].max(1);
            for (to, from) in frame.planes[0].chunks_mut(stride).zip(rows) {
                straighten(&from[..row], &mut to[..row]);
            }
            Ok(())
        }
        PixelFormat::Yuv420 => {
            straight.resize(row * frame.height as usize, 0);
            for (to, from) in straight.chunks_mut(row).zip(rows) {
                straighten(&from[..row], to);
            }
            if let Some(alpha) = &mut frame.alpha {
                let pixels = straight.as_chunks::<4>().0.iter();
                alpha
                    .iter_mut()
                    .zip(pixels)
                    .for_each(|(alpha, pixel)| *alpha = pixel[3]);
            }
            straight
                .chunks_mut(row * BLOCK)
                .for_each(|rows| spread_colour(rows, row));
            processor::convert(straight, row as u32, frame)
        }
    }
}

/// Undoes the multiplication by alpha.
fn straighten(from: &[u8], to: &mut [u8]) {
    to.copy_from_slice(from);
    let (pixels, _) = to.as_chunks_mut::<4>();
    for pixel in pixels.iter_mut().filter(|pixel| pixel[3] != 255) {
        let [r, g, b, alpha] = *pixel;
        let alpha = alpha.max(r).max(g).max(b);
        let undo = |level: u8| match alpha {
            0 => 0,
            _ => ((u16::from(level) * 255 + u16::from(alpha) / 2) / u16::from(alpha)) as u8,
        };
        *pixel = [undo(r), undo(g), undo(b), alpha];
    }
}

/// Rows and columns of the blocks in which colour is spread: the smallest that codecs transform as one.
const BLOCK: usize = 8;

/// Gives pixels that cannot be seen the mean colour of those beside them that can, block by block: else edges would mix
/// with a black that is not there, where four pixels share their chroma and where the codec blurs.
fn spread_colour(rows: &mut [u8], row: usize) {
    for left in (0..row).step_by(BLOCK * 4) {
        let width = row.min(left + BLOCK * 4) - left;
        let mut sums = [0_u32; 4];
        let mut hidden = false;
        for line in rows.chunks_exact(row) {
            for [r, g, b, alpha] in line[left..left + width].as_chunks::<4>().0 {
                let weight = u32::from(*alpha);
                hidden |= weight == 0;
                let new = [
                    u32::from(*r) * weight,
                    u32::from(*g) * weight,
                    u32::from(*b) * weight,
                    weight,
                ];
                sums.iter_mut().zip(new).for_each(|(sum, new)| *sum += new);
            }
        }
        let [r, g, b, weight] = sums;
        if !hidden || weight == 0 {
            continue;
        }
        let colour = [(r / weight) as u8, (g / weight) as u8, (b / weight) as u8, 0];
        for line in rows.chunks_exact_mut(row) {
            let pixels = line[left..left + width].as_chunks_mut::<4>().0;
            pixels
                .iter_mut()
                .filter(|pixel| pixel[3] == 0)
                .for_each(|pixel| *pixel = colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_freed_of_their_alpha() {
        let drawn = [64, 0, 128, 128, 10, 20, 30, 255, 0, 0, 0, 0];
        let mut straight = [0; 12];
        straighten(&drawn, &mut straight);
        assert_eq!(straight, [128, 0, 255, 128, 10, 20, 30, 255, 0, 0, 0, 0]);
    }

    #[test]
    fn light_over_nothing_covers_as_much_as_it_shines() {
        let mut straight = [0; 8];
        straighten(&[100, 50, 0, 0, 200, 100, 50, 100], &mut straight);
        assert_eq!(straight, [255, 128, 0, 100, 255, 128, 64, 200]);
    }

    #[test]
    fn planes_get_their_alpha_and_edges_keep_their_colour() {
        let mut frame = Frame {
            alpha: Some(vec![7; 8]),
            ..Frame::new(4, 2)
        };
        let (red, none, half) = ([255, 0, 0, 255], [0; 4], [100, 0, 0, 100]);
        let pixels = [red, none, none, half, none, none, half, red].concat();
        convert(&pixels, 16, &mut Vec::new(), &mut frame).expect("converted");
        assert_eq!(frame.alpha, Some(vec![255, 0, 0, 100, 0, 0, 100, 255]));
        assert!(
            frame.planes[0].iter().all(|luma| luma.abs_diff(63) <= 1),
            "{:?}",
            frame.planes[0]
        );
        // The Cr of a red that fills its block.
        assert!(frame.planes[2][0].abs_diff(240) <= 1, "{}", frame.planes[2][0]);
    }
}
