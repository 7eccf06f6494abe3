//! The names of the pitch classes, in a circle, on one picture.

use super::classes::{CLASSES, class_at};
use crate::composition::ChromaOrder;
use crate::layers::card::Pixels;
use crate::text::{Align, Fonts, Split, Style, set};
use std::f32::consts::TAU;

/// The names as they are most often written, from C on.
const NAMES: [&str; CLASSES] = ["C", "D♭", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
/// How far from the middle they stand, as a share of the radius of the free circle.
const PLACE: f32 = 0.82;
/// Their size, as a share of it.
const SIZE: f32 = 0.19;
/// Smaller letters, in pixels, are left out: nobody could read them.
const SMALLEST: f32 = 5.0;

/// The names in a circle of `radius` pixels, on a square just around it.
pub(super) fn draw(radius: f32, order: ChromaOrder) -> Option<Pixels> {
    let size = radius * SIZE;
    if size < SMALLEST {
        return None;
    }
    let side = (radius * 2.0).ceil();
    let mut pixels = Pixels::new(side as u32, side as u32);
    let mut fonts = Fonts::bundled();
    let room = size * 3.0;
    let style = Style {
        size,
        align: Align::Center,
        width: Some(room),
        ..Style::default()
    };
    for place in 0..CLASSES {
        let text = set(&mut fonts, NAMES[class_at(place, order)], &style);
        let (sin, cos) = (place as f32 / CLASSES as f32 * TAU).sin_cos();
        let left = side * 0.5 + radius * PLACE * sin - room * 0.5;
        let top = side * 0.5 - radius * PLACE * cos - text.height * 0.5;
        let corner = [left.round() as i32, top.round() as i32];
        pixels.put(&text.draw(&mut fonts, Split::Whole), corner);
    }
    Some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_can_be_written() {
        let mut fonts = Fonts::bundled();
        for name in NAMES {
            let text = set(&mut fonts, name, &Style::default());
            assert!(text.missing.is_empty(), "{name}: {:?}", text.missing);
        }
        assert!(draw(100.0, ChromaOrder::Fifths).is_some());
        assert!(draw(8.0, ChromaOrder::Fifths).is_none());
    }
}
