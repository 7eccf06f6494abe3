//! Where things are around the circle.

use std::f32::consts::TAU;

/// The free circle.
pub(super) struct Circle {
    /// In pixels.
    pub middle: [f32; 2],
    /// In pixels.
    pub radius: f32,
    /// How far the beginning lies from the top, clockwise, in turns.
    pub turn: f32,
}

impl Circle {
    /// The point at a share of the way round, clockwise, `radius` pixels from the middle.
    pub fn point(&self, share: f32, radius: f32) -> [f32; 2] {
        let (sin, cos) = ((self.turn + share) * TAU).sin_cos();
        [self.middle[0] + radius * sin, self.middle[1] - radius * cos]
    }
}

/// The band that a bar of `count` shows. The lowest is where the circle begins; mirrored, both sides meet in the
/// highest one opposite.
pub(super) fn band_of(bar: usize, count: usize, symmetric: bool) -> usize {
    if symmetric {
        bar.min(count - 1 - bar.min(count - 1))
    } else {
        bar.min(count - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_mirror_each_other() {
        for count in [16, 17, 120] {
            let bands: Vec<usize> = (0..count).map(|bar| band_of(bar, count, true)).collect();
            let mut turned = bands.clone();
            turned.reverse();
            assert_eq!(bands, turned);
            assert_eq!(bands.iter().max().copied(), Some(count.div_ceil(2) - 1));
            assert_eq!(bands[0], 0);
        }
        assert_eq!(band_of(7, 16, false), 7);
    }

    #[test]
    fn the_circle_begins_where_it_is_turned_to() {
        let circle = Circle {
            middle: [100.0, 50.0],
            radius: 10.0,
            turn: 0.5,
        };
        let [x, y] = circle.point(0.0, 10.0);
        assert!((x - 100.0).abs() < 1e-4 && (y - 60.0).abs() < 1e-4);
        let [x, y] = circle.point(0.25, 10.0);
        assert!((x - 90.0).abs() < 1e-4 && (y - 50.0).abs() < 1e-4, "clockwise");
    }
}
