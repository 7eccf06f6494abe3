//! Where the meters and their scale are.

use crate::composition::{self, MeterDirection};
use crate::layers::card::Pixels;
use crate::layers::layout::Layout;
use crate::layers::stage::Area;
use crate::text::{Align, Fonts, Split, Style, set};

/// The lowest level shown, in dB.
const FLOOR: f32 = -60.0;
/// The levels that are marked, in dB.
pub(super) const MARKS: [f32; 7] = [-48.0, -36.0, -24.0, -18.0, -12.0, -6.0, 0.0];
/// Size of the numbers, in units.
const SIZE: f32 = 22.0;
/// From the meters to the marks, and how long these are, in units.
const TICK: (f32, f32) = (10.0, 8.0);
/// From the meters to the numbers, in units.
const NUMBERS: f32 = 24.0;
/// The widest number, in sizes.
const WIDEST: f32 = 2.2;
/// Smaller letters, in pixels, are left out: nobody could read them.
const SMALLEST: f32 = 6.0;

/// Where an amplitude lies on the scale: 1 at 0 dB, 0 at the floor.
pub(super) fn share(amplitude: f32) -> f32 {
    at(20.0 * amplitude.max(1e-9).log10())
}

/// Where a level in dB lies on the scale.
fn at(decibels: f32) -> f32 {
    1.0 - decibels / FLOOR
}

/// Where the meters are, in pixels.
pub(super) struct Frame {
    upright: bool,
    /// The beginning of the first meter's middle line.
    begin: [f32; 2],
    pub length: f32,
    pub thickness: f32,
    /// From the middle of one to the middle of the other.
    apart: f32,
    unit: f32,
}

impl Frame {
    pub fn new(parameters: &composition::Meters, layout: &Layout) -> Self {
        let Layout {
            width, height, unit, ..
        } = *layout;
        let upright = parameters.direction == MeterDirection::Vertical;
        let thickness = (parameters.thickness * unit).max(1.0);
        let apart = thickness + parameters.gap * unit;
        let room = if upright { height } else { width };
        let length = (room * parameters.length).max(1.0);
        let begin = match upright {
            true => [(width - apart) * 0.5, (height + length) * 0.5],
            false => [(width - length) * 0.5, (height - apart) * 0.5],
        };
        Self {
            upright,
            begin,
            length,
            thickness,
            apart,
            unit,
        }
    }

    /// A point on a meter's middle line, at a share of its length; side 0 is left.
    pub fn point(&self, side: usize, share: f32) -> [f32; 2] {
        self.beside(self.apart * side as f32, share)
    }

    /// A point beside the first meter's middle line.
    fn beside(&self, off: f32, share: f32) -> [f32; 2] {
        let [x, y] = self.begin;
        match self.upright {
            true => [x + off, y - self.length * share],
            false => [x + self.length * share, y + off],
        }
    }

    /// Where both meters end.
    fn edge(&self) -> f32 {
        self.apart + self.thickness * 0.5
    }

    /// The mark of a level.
    pub fn tick(&self, decibels: f32) -> [[f32; 2]; 2] {
        let from = self.edge() + TICK.0 * self.unit;
        let to = from + TICK.1 * self.unit;
        [from, to].map(|off| self.beside(off, at(decibels)))
    }

    /// How far the picture of the numbers reaches beyond the meters' ends.
    fn overhang(&self) -> f32 {
        SIZE * self.unit * if self.upright { 0.8 } else { WIDEST * 0.5 }
    }

    /// Where the picture of the numbers is.
    pub fn scale(&self) -> Area {
        let from = self.edge() + NUMBERS * self.unit;
        let size = SIZE * self.unit;
        let to = from + size * if self.upright { WIDEST } else { 1.6 };
        let over = self.overhang() / self.length;
        let (a, b) = (self.beside(from, -over), self.beside(to, 1.0 + over));
        [a[0].min(b[0]), a[1].min(b[1]), a[0].max(b[0]), a[1].max(b[1])]
    }
}

/// The numbers; none where they would be too small.
pub(super) fn draw(frame: &Frame) -> Option<Pixels> {
    let size = SIZE * frame.unit;
    if size < SMALLEST {
        return None;
    }
    let [left, top, right, bottom] = frame.scale();
    let mut pixels = Pixels::new((right - left).ceil() as u32, (bottom - top).ceil() as u32);
    let mut fonts = Fonts::bundled();
    let room = size * WIDEST;
    let style = Style {
        size,
        align: if frame.upright {
            Align::Start
        } else {
            Align::Center
        },
        width: Some(room),
        ..Style::default()
    };
    for decibels in MARKS {
        let text = set(&mut fonts, &format!("{decibels:.0}").replace('-', "−"), &style);
        let [x, y] = frame.tick(decibels)[0];
        let corner = match frame.upright {
            true => [0.0, y - top - text.height * 0.5],
            false => [x - left - room * 0.5, 0.0],
        };
        let corner = corner.map(|side| side.round() as i32);
        pixels.put(&text.draw(&mut fonts, Split::Whole), corner);
    }
    Some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::Composition;

    #[test]
    fn the_scale_is_in_decibels() {
        assert_eq!(share(1.0), 1.0);
        assert!((share(0.001)).abs() < 1e-5, "-60 dB is the floor");
        assert!((share(0.5) - (1.0 - 6.0206 / 60.0)).abs() < 1e-5);
    }

    #[test]
    fn meters_lie_in_the_middle_and_grow_their_way() {
        let layout = Layout::new((1920, 1080), &Composition::default(), None);
        let across = Frame::new(&composition::Meters::default(), &layout);
        let [from, to] = [across.point(0, 0.0), across.point(0, 1.0)];
        assert!(to[0] > from[0] && to[1] == from[1]);
        assert!((from[0] + to[0] - 1920.0).abs() < 0.01);
        let parameters = composition::Meters {
            direction: MeterDirection::Vertical,
            ..composition::Meters::default()
        };
        let upright = Frame::new(&parameters, &layout);
        let [from, to] = [upright.point(1, 0.0), upright.point(1, 1.0)];
        assert!(to[1] < from[1] && to[0] == from[0] && from[0] > upright.point(0, 0.0)[0]);
        let scale = upright.scale();
        assert!(scale[0] > from[0] && scale[1] < to[1] && scale[3] > from[1]);
    }
}
