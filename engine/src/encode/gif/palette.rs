//! The colours of a GIF: found once for the whole video, from frames spread over it.

use crate::export::GifSettings;
use quantette::deps::palette::Srgb;
use quantette::{PaletteSize, Pipeline};

/// How many frames are looked at.
pub const SAMPLED_FRAMES: u64 = 24;
/// How many pixels of a frame are looked at.
const SAMPLED_PIXELS: usize = 20_000;
/// The most colours, beside the one that stands for no change.
const MOST: u16 = 255;
/// Bits of each component by which nearest colours are remembered.
const BITS: u32 = 6;
/// No colour has been looked for yet.
const UNKNOWN: u16 = u16::MAX;

/// The colours of a GIF, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GifPalette {
    colors: Vec<[u8; 3]>,
    dither: bool,
    loops: u16,
}

impl GifPalette {
    /// The colours that suit these frames best; each is RGBA, 8 bits a component.
    pub fn of_frames(frames: impl Iterator<Item = Vec<u8>>, settings: &GifSettings) -> Self {
        let mut sampled: Vec<Srgb<u8>> = Vec::new();
        for frame in frames {
            let (pixels, _) = frame.as_chunks::<4>();
            let step = (pixels.len() / SAMPLED_PIXELS).max(1);
            sampled.extend(
                pixels
                    .iter()
                    .step_by(step)
                    .map(|[r, g, b, _]| Srgb::new(*r, *g, *b)),
            );
        }
        Self::of_colors(&sampled, settings)
    }

    fn of_colors(colors: &[Srgb<u8>], settings: &GifSettings) -> Self {
        let size = PaletteSize::from_u16_clamped(settings.colors.clamp(1, MOST));
        let pipeline = Pipeline::new().palette_size(size).ditherer(None);
        let found = pipeline.input_slice(colors).ok().filter(|_| !colors.is_empty());
        let found = found.map_or_else(
            || vec![[0; 3]],
            |found| {
                let palette = found.output_srgb8_palette();
                let color = |color: &Srgb<u8>| [color.red, color.green, color.blue];
                palette.as_slice().iter().map(color).collect()
            },
        );
        Self {
            colors: found,
            dither: settings.dither,
            loops: settings.loops,
        }
    }

    /// Colours evenly spread over all there are, for want of frames.
    pub fn even(settings: &GifSettings) -> Self {
        let level = |index: u8| index * 51;
        let colors: Vec<_> = (0..216)
            .map(|index| Srgb::new(level(index / 36), level(index / 6 % 6), level(index % 6)))
            .collect();
        Self::of_colors(&colors, settings)
    }

    /// The colour of that number; black where there is none.
    pub(super) fn color(&self, index: u8) -> [u8; 3] {
        self.colors.get(usize::from(index)).copied().unwrap_or_default()
    }

    /// How many colours there are, 1 to 255.
    pub(super) fn len(&self) -> usize {
        self.colors.len()
    }

    pub(super) fn dithers(&self) -> bool {
        self.dither
    }

    pub(super) fn loops(&self) -> u16 {
        self.loops
    }

    /// The number that stands for no change.
    pub(super) fn transparent(&self) -> u8 {
        self.colors.len() as u8
    }

    /// The table as the format has it: with the colour that is not shown.
    pub(super) fn table(&self) -> Vec<u8> {
        let mut table = self.colors.concat();
        table.extend_from_slice(&[0; 3]);
        table
    }
}

/// Finds nearest colours, and remembers them.
pub(super) struct Finder {
    colors: Vec<[u8; 3]>,
    known: Vec<u16>,
}

impl Finder {
    pub(super) fn new(palette: &GifPalette) -> Self {
        Self {
            colors: palette.colors.clone(),
            known: vec![UNKNOWN; 1 << (3 * BITS)],
        }
    }

    /// The number of the colour that is nearest; components are looked at to a few levels.
    pub(super) fn nearest(&mut self, color: [u8; 3]) -> u8 {
        let place = color.iter().fold(0, |place, component| {
            place << BITS | usize::from(component >> (8 - BITS))
        });
        if self.known[place] == UNKNOWN {
            self.known[place] = self.search(color.map(|component| component >> (8 - BITS) << (8 - BITS) | 2));
        }
        self.known[place] as u8
    }

    fn search(&self, color: [u8; 3]) -> u16 {
        let nearest = (0..)
            .zip(&self.colors)
            .min_by_key(|(_, other)| distance(color, **other));
        nearest.map_or(0, |(index, _)| index)
    }
}

/// How different two colours look, by their components' weight in lightness.
fn distance(a: [u8; 3], b: [u8; 3]) -> i32 {
    let square = |index: usize, weight: i32| {
        let off = i32::from(a[index]) - i32::from(b[index]);
        weight * off * off
    };
    square(0, 3) + square(1, 6) + square(2, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: GifSettings = GifSettings {
        colors: 4,
        loops: 0,
        dither: true,
    };

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let colors = [[255, 0, 0, 255], [0, 200, 0, 255], [0, 0, 90, 255]];
        let frame = colors.concat().repeat(50);
        let palette = GifPalette::of_frames([frame].into_iter(), &SETTINGS);
        let mut finder = Finder::new(&palette);
        for [r, g, b, _] in colors {
            let found = palette.color(finder.nearest([r, g, b]));
            assert!(super::super::near(found, [r, g, b], 1), "{found:?}");
        }
        assert_eq!(
            palette.table().len(),
            (usize::from(palette.transparent()) + 1) * 3
        );
    }

    #[test]
    fn there_are_never_more_colours_than_are_asked_for() {
        assert_eq!(GifPalette::even(&SETTINGS).len(), 4);
        let all = GifSettings {
            colors: 256,
            ..SETTINGS
        };
        let frame = (0..=255_u8).flat_map(|x| [x, x / 2, 255 - x, 255]).collect();
        assert!(GifPalette::of_frames([frame].into_iter(), &all).len() <= 255);
        assert_eq!(GifPalette::of_frames(std::iter::empty(), &all).len(), 1);
    }
}
