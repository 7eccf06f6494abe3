//! Pictures with their alpha.
//!
//! What is drawn is multiplied by its alpha, as blending wants it; what leaves is not.

use super::processor;
use crate::gpu::GpuError;
use crate::media::{Frame, PixelFormat};

/// Brings RGBA rows that begin every `pitch` bytes into `frame`.
pub(super) fn convert(rgba: &[u8], pitch: u32, frame: &mut Frame) -> Result<(), GpuError> {
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
            let mut pixels = vec![0; row * frame.height as usize];
            for (to, from) in pixels.chunks_mut(row).zip(rows) {
                straighten(&from[..row], to);
            }
            if let Some(alpha) = &mut frame.alpha {
                let (pixels, _) = pixels.as_chunks::<4>();
                alpha
                    .iter_mut()
                    .zip(pixels)
                    .for_each(|(alpha, pixel)| *alpha = pixel[3]);
            }
            processor::convert(&pixels, row as u32, frame)
        }
    }
}

/// Undoes the multiplication by alpha.
fn straighten(from: &[u8], to: &mut [u8]) {
    to.copy_from_slice(from);
    let (pixels, _) = to.as_chunks_mut::<4>();
    for pixel in pixels.iter_mut().filter(|pixel| pixel[3] != 255) {
        let [r, g, b, alpha] = *pixel;
        let undo = |level: u8| match alpha {
            0 => 0,
            _ => ((u16::from(level) * 255 + u16::from(alpha) / 2) / u16::from(alpha)).min(255) as u8,
        };
        *pixel = [undo(r), undo(g), undo(b), alpha];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_freed_of_their_alpha() {
        let drawn = [64, 0, 128, 128, 10, 20, 30, 255, 9, 9, 9, 0];
        let mut straight = [0; 12];
        straighten(&drawn, &mut straight);
        assert_eq!(straight, [128, 0, 255, 128, 10, 20, 30, 255, 0, 0, 0, 0]);
    }

    #[test]
    fn planes_get_their_alpha() {
        let mut frame = Frame {
            alpha: Some(vec![7; 4]),
            ..Frame::new(2, 2)
        };
        let pixels = [
            [0, 0, 0, 0],
            [255, 255, 255, 255],
            [0, 0, 0, 255],
            [100, 100, 100, 100],
        ]
        .concat();
        convert(&pixels, 8, &mut frame).expect("converted");
        assert_eq!(frame.alpha, Some(vec![0, 255, 255, 100]));
        assert_eq!(frame.planes[0], [16, 235, 16, 235]);
    }
}
