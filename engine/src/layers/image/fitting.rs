//! Where a picture lies in its box, and what of it is seen.

use crate::composition::Fit;
use crate::layers::plate::Plate;
use crate::layers::stage::Area;
use std::f32::consts::TAU;

/// How much larger a picture is shown at most when it moves, and how far it goes then.
const GROWTH: f32 = 0.16;

/// How a picture is fitted.
pub(in crate::layers) struct Fitting {
    pub fit: Fit,
    /// Which part is kept in sight, 0 to 1 each way.
    pub focus: [f32; 2],
    /// How much it moves, 0 to 1.
    pub pan: f32,
    /// How far it is in its movement, in whole turns.
    pub turn: f32,
}

/// The plate of a picture of this size in a box.
pub(in crate::layers) fn fitted(fitting: &Fitting, picture: [f32; 2], area: Area) -> Plate {
    let [left, top, right, bottom] = area;
    let (width, height) = (right - left, bottom - top);
    let middle = [(left + right) / 2.0, (top + bottom) / 2.0];
    let wider = (picture[0] / picture[1]) / (width / height);
    let mut half = [width / 2.0, height / 2.0];
    // What of the picture is seen, as a share of each side.
    let mut share = [1.0, 1.0];
    match fitting.fit {
        Fit::Cover => share = [(1.0 / wider).min(1.0), wider.min(1.0)],
        Fit::Contain => half = [half[0] * wider.min(1.0), half[1] / wider.max(1.0)],
        Fit::Stretch => {}
    }
    let mut plate = Plate::new(middle, half);
    let (grown, drift) = movement(fitting);
    for axis in 0..2 {
        let seen = share[axis] / grown;
        let focus = (fitting.focus[axis] + drift[axis]).clamp(0.0, 1.0);
        let start = (1.0 - seen) * focus;
        plate.part[axis] = start;
        plate.part[axis + 2] = start + seen;
    }
    plate
}

/// How much a moving picture is enlarged, and how far from its focus it is.
fn movement(fitting: &Fitting) -> (f32, [f32; 2]) {
    let angle = fitting.turn.rem_euclid(1.0) * TAU;
    let grown = 1.0 + fitting.pan * GROWTH * (0.6 - 0.4 * angle.cos());
    let far = 0.5 * fitting.pan.min(1.0);
    (grown, [far * angle.sin(), far * (angle * 2.0).sin() * 0.5])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn still(fit: Fit, focus: [f32; 2]) -> Plate {
        let fitting = Fitting {
            fit,
            focus,
            pan: 0.0,
            turn: 0.3,
        };
        fitted(&fitting, [200.0, 100.0], [0.0, 0.0, 100.0, 100.0])
    }

    #[test]
    fn a_wide_picture_covers_a_square_by_its_middle() {
        let plate = still(Fit::Cover, [0.5, 0.5]);
        assert_eq!(plate.place, [50.0, 50.0, 50.0, 50.0]);
        assert_eq!(plate.part, [0.25, 0.0, 0.75, 1.0]);
        assert_eq!(still(Fit::Cover, [0.0, 0.5]).part, [0.0, 0.0, 0.5, 1.0]);
    }

    #[test]
    fn all_of_it_can_be_seen() {
        let plate = still(Fit::Contain, [0.5, 0.5]);
        assert_eq!(plate.place, [50.0, 50.0, 50.0, 25.0]);
        assert_eq!(plate.part, [0.0, 0.0, 1.0, 1.0]);
        assert_eq!(still(Fit::Stretch, [0.5; 2]).place[3], 50.0);
    }

    #[test]
    fn what_moves_never_shows_its_edge() {
        for step in 0..40 {
            let fitting = Fitting {
                fit: Fit::Cover,
                focus: [0.5; 2],
                pan: 1.0,
                turn: step as f32 / 40.0,
            };
            let part = fitted(&fitting, [300.0, 200.0], [0.0, 0.0, 160.0, 90.0]).part;
            assert!(part.iter().all(|side| (0.0..=1.0).contains(side)), "{part:?}");
        }
    }
}
