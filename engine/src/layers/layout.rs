//! Where things are on the canvas: the keyboard's geometry, the strike line, the speed of falling.
//!
//! The range of keys fits the song and ends where no black key stands between two white ones, so that both edges
//! of the picture cut the keyboard cleanly.

use crate::composition::{Composition, LayerKind};
use std::ops::RangeInclusive;

/// Black keys, by pitch class, as how far their middle lies from the gap between their white neighbours, in
/// widths of a white key; `None` for white keys. On a piano the outer ones of each group stand apart.
const BLACK: [Option<f32>; 12] = [
    None,
    Some(-0.1),
    None,
    Some(0.1),
    None,
    None,
    Some(-0.13),
    None,
    Some(0.0),
    None,
    Some(0.13),
    None,
];
/// White keys of an octave up to and including each pitch class, counted from 0.
const WHITES_BELOW: [u8; 12] = [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6];
/// Width of a black key in widths of a white one: 13.7 mm and 23.5 mm on a piano.
const BLACK_WIDTH: f32 = 0.58;
/// Length of a black key as a share of a white one: 95 mm and 150 mm on a piano.
pub(super) const BLACK_LENGTH: f32 = 0.635;

/// The shape of a canvas: wider than 6:5, as narrow as 2:3 (1:1 and 4:5 alike), or narrower, which is seen full
/// screen on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Landscape,
    Square,
    Portrait,
}

impl Shape {
    fn of(width: f32, height: f32) -> Self {
        match width / height {
            ratio if ratio > 1.2 => Self::Landscape,
            ratio if ratio > 0.66 => Self::Square,
            _ => Self::Portrait,
        }
    }

    /// The fewest white keys, so that keys are not absurdly wide.
    fn fewest_whites(self) -> u8 {
        match self {
            Self::Landscape => 24,
            Self::Square => 17,
            Self::Portrait => 14,
        }
    }

    /// The least and most of the height that a keyboard takes.
    fn keyboard_share(self) -> (f32, f32) {
        match self {
            Self::Landscape => (0.15, 0.2),
            Self::Square => (0.13, 0.19),
            Self::Portrait => (0.1, 0.15),
        }
    }

    /// What is left free below the keyboard, as a share of the height: players of portrait video write there. Notes
    /// strike above all of it; the keys may reach into it.
    fn below(self) -> f32 {
        match self {
            Self::Portrait => 0.12,
            _ => 0.0,
        }
    }

    /// How much longer notes fall than in a landscape picture.
    pub fn patience(self) -> f32 {
        match self {
            Self::Portrait => 1.4,
            _ => 1.0,
        }
    }

    /// How much of the time that fits across a landscape picture fits across this one.
    pub fn breadth(self) -> f32 {
        match self {
            Self::Landscape => 1.0,
            Self::Square => 0.75,
            Self::Portrait => 0.6,
        }
    }
}

/// The sides of a key, in pixels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Key {
    pub left: f32,
    pub right: f32,
    pub black: bool,
}

impl Key {
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    pub fn middle(self) -> f32 {
        (self.left + self.right) / 2.0
    }
}

/// Where things are, in pixels from the top left.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub width: f32,
    pub height: f32,
    pub shape: Shape,
    /// Where notes strike, which is where the keys begin.
    pub strike: f32,
    /// Where the keys end.
    pub keys_bottom: f32,
    /// How far from the top notes have faded in.
    pub fade: f32,
    /// Pixels in a unit; the shorter side of the canvas is 1080 units.
    pub unit: f32,
    /// The keys that are on the canvas.
    pub keys: RangeInclusive<u8>,
    places: [Key; 128],
}

impl Layout {
    pub fn new(size: (u32, u32), composition: &Composition, played: Option<RangeInclusive<u8>>) -> Self {
        let (width, height) = (size.0 as f32, size.1 as f32);
        let shape = Shape::of(width, height);
        let keys = key_range(played, shape.fewest_whites());
        let white = width / f32::from(white_number(*keys.end()) + 1 - white_number(*keys.start()));
        let keys_bottom = (height * (1.0 - shape.below())).round();
        let strike = (keys_bottom - keyboard_height(composition, shape, height, white)).round();
        Self {
            width,
            height,
            shape,
            strike,
            keys_bottom,
            fade: strike * 0.16,
            unit: width.min(height) / 1080.0,
            places: std::array::from_fn(|key| place(key as u8, *keys.start(), white)),
            keys,
        }
    }

    /// Where key `key`, 0 to 127, is; outside the canvas if it is not among [`keys`](Self::keys).
    pub fn key(&self, key: u8) -> Key {
        self.places[usize::from(key & 127)]
    }

    /// The height that pictures of sound are a share of: in tall boxes not all of it, so that they keep their form.
    pub fn stature(&self) -> f32 {
        self.height.min(self.width * 1.25)
    }

    /// Where something is that strikes in `seconds` and takes `fall` seconds from the top; negative ones have struck.
    pub fn falling(&self, seconds: f64, fall: f64) -> f32 {
        (f64::from(self.strike) * (1.0 - seconds / fall)) as f32
    }
}

/// Which white key of MIDI's range this is, or is next below, counted from 0.
fn white_number(key: u8) -> u8 {
    key / 12 * 7 + WHITES_BELOW[usize::from(key % 12)]
}

fn place(key: u8, first: u8, white: f32) -> Key {
    let number = f32::from(white_number(key)) - f32::from(white_number(first));
    let black = BLACK[usize::from(key % 12)];
    let (left, width) = match black {
        None => (number, 1.0),
        Some(offset) => (number + 1.0 + offset - BLACK_WIDTH / 2.0, BLACK_WIDTH),
    };
    Key {
        left: left * white,
        right: (left + width) * white,
        black: black.is_some(),
    }
}

/// The keys to show: those played and a little more, from a C or F to an E or B.
fn key_range(played: Option<RangeInclusive<u8>>, fewest_whites: u8) -> RangeInclusive<u8> {
    let (low, high) = played.map_or((48, 72), RangeInclusive::into_inner);
    let mut low = begin_at(low.saturating_sub(1));
    let mut high = end_at(high.saturating_add(1).min(127));
    let whites = |low, high| white_number(high) + 1 - white_number(low);
    while whites(low, high) < fewest_whites && (low > 0 || high < 127) {
        // Grow towards middle C first, so that a bass line does not sit in the middle of the keyboard.
        if (u16::from(low) + u16::from(high) > 120 && low > 0) || high == 127 {
            low = begin_at(low - 1);
        } else {
            high = end_at(high + 1);
        }
    }
    low..=high
}

/// The nearest C or F at or below `key`.
fn begin_at(key: u8) -> u8 {
    key - if key % 12 < 5 { key % 12 } else { key % 12 - 5 }
}

/// The nearest E or B at or above `key`; the highest key ends the range where there is none.
fn end_at(key: u8) -> u8 {
    let end = if key % 12 < 5 { 4 } else { 11 };
    (key - key % 12 + end).min(127)
}

fn keyboard_height(composition: &Composition, shape: Shape, height: f32, white: f32) -> f32 {
    let asked = composition.layers.iter().find_map(|layer| match &layer.kind {
        LayerKind::Keyboard(keyboard) => Some(keyboard.height),
        _ => None,
    });
    let (least, most) = shape.keyboard_share();
    match asked {
        None => 0.0,
        Some(Some(share)) => height * share,
        Some(None) => (white * 4.4).clamp(height * least, height * most),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(size: (u32, u32), played: Option<RangeInclusive<u8>>) -> Layout {
        Layout::new(size, &Composition::default(), played)
    }

    const SIZES: [(u32, u32); 5] = [(1920, 1080), (1080, 1080), (1080, 1920), (128, 3840), (3840, 128)];

    #[test]
    fn every_played_key_is_on_the_canvas_for_every_song() {
        for size in SIZES {
            for (low, high) in (0..=127).flat_map(|low| (low..=127).map(move |high| (low, high))) {
                let layout = layout(size, Some(low..=high));
                let (left, right) = (layout.key(low).left, layout.key(high).right);
                assert!(
                    left >= -0.01 && right <= layout.width + 0.01,
                    "{low} to {high} on {size:?}"
                );
            }
        }
    }

    #[test]
    fn the_edges_cut_no_black_key() {
        for played in [None, Some(60..=60), Some(36..=96), Some(21..=108), Some(0..=120)] {
            let layout = layout((1920, 1080), played.clone());
            let (first, last) = layout.keys.clone().into_inner();
            assert!([0, 5].contains(&(first % 12)), "{played:?} begins at {first}");
            assert!(
                [4, 11].contains(&(last % 12)) || last == 127,
                "{played:?} ends at {last}"
            );
            assert!(layout.key(first).left.abs() < 0.01);
            assert!((layout.key(last).right - layout.width).abs() < 0.01);
        }
    }

    #[test]
    fn keys_are_neither_absurdly_wide_nor_many() {
        for size in SIZES {
            let layout = layout(size, Some(60..=60));
            let whites = layout.keys.clone().filter(|&key| !layout.key(key).black).count();
            assert!((14..=28).contains(&whites), "{whites} white keys on {size:?}");
            assert!(layout.keys.contains(&60));
        }
    }

    #[test]
    fn notes_strike_on_time_and_come_from_the_top() {
        for size in SIZES {
            let layout = layout(size, None);
            assert_eq!(layout.falling(0.0, 3.0), layout.strike);
            assert!(layout.falling(3.0, 3.0).abs() < 0.01);
            assert!(layout.strike > layout.height * 0.6 && layout.keys_bottom <= layout.height);
        }
    }
}
