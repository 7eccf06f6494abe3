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
            straight.chunks_exact_mut(row * 2).for_each(spread_colour);
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

/// Gives pixels that cannot be seen the colour of those beside them that can, in every block of four, which share
/// their chroma: else edges would lose theirs to a black that is not there.
fn spread_colour(two_rows: &mut [u8]) {
    let half = two_rows.len() / 2;
    let (above, below) = two_rows.split_at_mut(half);
    let (above, below) = (above.as_chunks_mut::<4>().0, below.as_chunks_mut::<4>().0);
    for (a, b) in above.chunks_exact_mut(2).zip(below.chunks_exact_mut(2)) {
        let block = [a[0], a[1], b[0], b[1]];
        let hidden = block.iter().filter(|pixel| pixel[3] == 0).count();
        if hidden == 0 || hidden == 4 {
            continue;
        }
        let weight: u32 = block.iter().map(|pixel| u32::from(pixel[3])).sum();
        let mean = |channel: usize| {
            let sum: u32 = block
                .iter()
                .map(|p| u32::from(p[channel]) * u32::from(p[3]))
                .sum();
            (sum / weight) as u8
        };
        let colour = [mean(0), mean(1), mean(2), 0];
        for pixel in a.iter_mut().chain(b).filter(|pixel| pixel[3] == 0) {
            *pixel = colour;
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
        let (red, none, white) = ([255, 0, 0, 255], [0; 4], [255; 4]);
        let half = [100, 100, 100, 100];
        let pixels = [red, none, none, white, none, none, half, [0, 0, 0, 255]].concat();
        convert(&pixels, 16, &mut Vec::new(), &mut frame).expect("converted");
        assert_eq!(frame.alpha, Some(vec![255, 0, 0, 255, 0, 0, 100, 255]));
        let luma = [63, 235, 235, 16];
        let seen = [0, 3, 6, 7].map(|place| frame.planes[0][place]);
        assert!(seen.iter().zip(luma).all(|(a, b)| a.abs_diff(b) <= 1), "{seen:?}");
        // The Cr of a red that fills its block.
        assert!(frame.planes[2][0].abs_diff(240) <= 1, "{}", frame.planes[2][0]);
    }
}
