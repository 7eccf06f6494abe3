//! The names of the C keys, on one picture as wide as the keyboard.

use crate::layers::card::Pixels;
use crate::layers::layout::Layout;
use crate::text::{Align, Fonts, Split, Style, set};

/// Height of the letters in widths of a white key.
const SIZE: f32 = 0.42;
/// Narrower keys, in pixels, carry no names: nobody could read them.
const NARROWEST: f32 = 12.0;

/// The names and where the upper left corner of their picture belongs, in pixels; none if keys are too narrow.
pub(super) fn labels(layout: &Layout) -> Option<(Pixels, [f32; 2])> {
    let white = layout.key(*layout.keys.start()).width();
    if white < NARROWEST {
        return None;
    }
    let size = (white * SIZE).min(26.0 * layout.unit);
    let height = (size * 1.5).ceil();
    let mut pixels = Pixels::new(layout.width as u32, height as u32);
    let mut fonts = Fonts::bundled();
    let style = Style {
        size,
        align: Align::Center,
        width: Some(white),
        ..Style::default()
    };
    for key in layout.keys.clone().filter(|key| key % 12 == 0) {
        // Middle C, key 60, is C4 in scientific pitch notation.
        let name = format!("C{}", i32::from(key / 12) - 1);
        let drawing = set(&mut fonts, &name, &style).draw(&mut fonts, Split::Whole);
        pixels.put(&drawing, [layout.key(key).left.round() as i32, 0]);
    }
    let lowest = layout.keys_bottom - (layout.keys_bottom - layout.strike) * 0.06;
    Some((pixels, [0.0, (lowest - height).round()]))
}
