//! Where on the picture keys have their places.

use crate::composition::RingArrangement;
use crate::layers::layout::Layout;
use std::f32::consts::TAU;

/// Radius of the circle, and of the spiral's lowest and highest key, in shorter sides.
const CIRCLE: f32 = 0.33;
const SPIRAL: (f32, f32) = (0.1, 0.43);
/// The gap at the bottom of the circle, in turns.
const GAP: f32 = 0.04;
/// Free space around a line or a grid, in shares of the side.
const MARGIN: f32 = 0.09;

/// The places of all keys, in pixels, and the distance between neighbours.
#[derive(Clone, Debug)]
pub(super) struct Places {
    places: [[f32; 2]; 128],
    /// In pixels.
    pub distance: f32,
}

impl Places {
    pub fn new(arrangement: RingArrangement, layout: &Layout) -> Self {
        let (low, high) = (*layout.keys.start(), *layout.keys.end());
        let count = f32::from(high - low).max(1.0);
        let at = |key: usize| (key as f32 - f32::from(low)) / count;
        let middle = [layout.width / 2.0, layout.height / 2.0];
        let side = layout.width.min(layout.height);
        let ray = |turn: f32, radius: f32| {
            let (sin, cos) = (turn * TAU).sin_cos();
            [middle[0] + sin * radius * side, middle[1] - cos * radius * side]
        };
        match arrangement {
            RingArrangement::Circle => {
                let turn = |key| 0.5 + GAP / 2.0 + at(key) * (1.0 - GAP);
                Self {
                    places: std::array::from_fn(|key| ray(turn(key), CIRCLE)),
                    distance: TAU * CIRCLE * side / count,
                }
            }
            RingArrangement::Spiral => {
                let radius = |key| SPIRAL.0 + (SPIRAL.1 - SPIRAL.0) * at(key).clamp(0.0, 1.0);
                Self {
                    places: std::array::from_fn(|key| ray(key as f32 / 12.0, radius(key))),
                    distance: (SPIRAL.1 - SPIRAL.0) * side * 12.0 / count,
                }
            }
            RingArrangement::Line => line(layout, at, count),
            RingArrangement::Grid => grid(layout),
        }
    }

    /// The place of a key, in pixels.
    pub fn of(&self, key: u8) -> [f32; 2] {
        self.places[usize::from(key & 127)]
    }
}

/// Along the longer side, low on the left or at the bottom.
fn line(layout: &Layout, at: impl Fn(usize) -> f32, count: f32) -> Places {
    let Layout { width, height, .. } = *layout;
    let tall = height > width;
    let along = |share: f32, side: f32| side * (MARGIN + (1.0 - 2.0 * MARGIN) * share);
    let place = |key: usize| {
        if tall {
            [width / 2.0, along(1.0 - at(key), height)]
        } else {
            [along(at(key), width), height / 2.0]
        }
    };
    Places {
        places: std::array::from_fn(place),
        distance: width.max(height) * (1.0 - 2.0 * MARGIN) / count,
    }
}

/// Octaves in rows with the lowest at the bottom, or in columns where the picture is tall.
fn grid(layout: &Layout) -> Places {
    let Layout { width, height, .. } = *layout;
    let first = layout.keys.start() / 12;
    let octaves = f32::from(layout.keys.end() / 12 - first + 1);
    let tall = height > width;
    let (columns, rows) = if tall { (octaves, 12.0) } else { (12.0, octaves) };
    let room = [width * (1.0 - 2.0 * MARGIN), height * (1.0 - 2.0 * MARGIN)];
    let distance = (room[0] / columns).min(room[1] / rows * 1.25);
    let cell = [distance.min(room[0] / columns), distance.min(room[1] / rows)];
    let place = |key: usize| {
        let (class, octave) = ((key % 12) as f32, (key / 12) as f32 - f32::from(first));
        let [column, row] = if tall { [octave, class] } else { [class, octave] };
        [
            width / 2.0 + (column - (columns - 1.0) / 2.0) * cell[0],
            height / 2.0 - (row - (rows - 1.0) / 2.0) * cell[1],
        ]
    };
    Places {
        places: std::array::from_fn(place),
        distance: cell[0].min(cell[1]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::Composition;

    #[test]
    fn keys_have_places_of_their_own_in_the_picture() {
        for size in [(1920, 1080), (1080, 1080), (1080, 1920)] {
            let layout = Layout::new(size, &Composition::default(), Some(36..=96));
            for arrangement in RingArrangement::ALL {
                let places = Places::new(*arrangement, &layout);
                let inside: Vec<_> = layout.keys.clone().map(|key| places.of(key)).collect();
                for (i, a) in inside.iter().enumerate() {
                    assert!(a[0] > 0.0 && a[0] < layout.width && a[1] > 0.0 && a[1] < layout.height);
                    for b in &inside[i + 1..] {
                        let apart = (a[0] - b[0]).hypot(a[1] - b[1]);
                        assert!(apart > 8.0, "{arrangement:?} on {size:?}: {a:?} {b:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn octaves_lie_on_one_ray_of_the_spiral() {
        let layout = Layout::new((1000, 1000), &Composition::default(), Some(36..=96));
        let places = Places::new(RingArrangement::Spiral, &layout);
        let angle = |key| (places.of(key)[0] - 500.0).atan2(places.of(key)[1] - 500.0);
        assert!((angle(43) - angle(55)).abs() < 1e-4 && (angle(43) - angle(44)).abs() > 0.1);
    }
}
