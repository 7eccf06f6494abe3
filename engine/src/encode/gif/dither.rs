//! Ordered dithering: which of the colours near a pixel's own is shown depends on the place, by a fixed pattern.

use super::palette::GifPalette;

/// The pattern of Bayer, 8 by 8, of numbers from 0 to 63.
const PATTERN: [[u8; 8]; 8] = pattern();
/// How far colours are moved apart, in levels, where the palette has one colour; it shrinks as the colours lie closer, by
/// their number's third root.
const SPREAD: f32 = 80.0;

const fn pattern() -> [[u8; 8]; 8] {
    let mut all = [[0; 8]; 8];
    let (mut y, mut x) = (0, 0);
    while y < 8 {
        while x < 8 {
            // Bits of x ^ y and y, interleaved and reversed.
            let (a, b) = (x ^ y, y);
            let mut value = 0;
            let mut bit = 0;
            while bit < 3 {
                value = value << 2 | ((a >> bit & 1) << 1) | (b >> bit & 1);
                bit += 1;
            }
            all[y][x] = value as u8;
            x += 1;
        }
        x = 0;
        y += 1;
    }
    all
}

/// Moves colours apart.
pub(super) struct Ditherer {
    offsets: [[i16; 8]; 8],
}

impl Ditherer {
    pub(super) fn new(palette: &GifPalette) -> Self {
        let spread = if palette.dithers() {
            SPREAD / (palette.len() as f32).cbrt()
        } else {
            0.0
        };
        let offset = |value: u8| ((f32::from(value) - 31.5) / 64.0 * spread).round() as i16;
        Self {
            offsets: PATTERN.map(|row| row.map(offset)),
        }
    }

    /// A colour as it is to be shown at a place.
    pub(super) fn at(&self, (x, y): (usize, usize), color: [u8; 3]) -> [u8; 3] {
        let offset = self.offsets[y % 8][x % 8];
        color.map(|level| (i16::from(level) + offset).clamp(0, 255) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_has_every_number_once() {
        let mut all: Vec<u8> = PATTERN.concat();
        all.sort_unstable();
        assert!(
            all.iter()
                .enumerate()
                .all(|(index, value)| index == usize::from(*value))
        );
        assert_eq!((PATTERN[0][0], PATTERN[1][1], PATTERN[0][1]), (0, 16, 32));
    }
}
