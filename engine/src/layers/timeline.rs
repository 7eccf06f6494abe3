//! Time from left to right, as piano rolls and what moves with them have it.

use super::layout::Layout;
use crate::composition::{PianoRoll, RollMotion};

/// Seconds of one slow zoom in and out.
const BREATH: f64 = 48.0;
/// Seconds in which a page turns; short pages turn within a share of their time.
const TURN: f64 = 0.7;
/// The most of a page's time that its turning takes.
const TURN_SHARE: f64 = 0.25;
/// Margins of pages, in shares of the width.
const MARGIN: f64 = 0.05;

/// Which time is where at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Timeline {
    now: f64,
    /// The time at [`left`](Self::left).
    from: f64,
    /// In pixels.
    left: f64,
    /// Pixels in a second.
    pace: f64,
}

impl Timeline {
    /// Which time is where on `roll` at time `now`, in seconds of the song.
    pub fn new(roll: &PianoRoll, layout: &Layout, now: f64) -> Self {
        let width = f64::from(layout.width);
        let seconds = f64::from(roll.seconds * layout.shape.breadth());
        match roll.motion {
            RollMotion::Flow => {
                let zoom = (std::f64::consts::TAU * now / BREATH).sin() * f64::from(roll.zoom);
                Self {
                    now,
                    from: now,
                    left: width * f64::from(roll.play_head),
                    pace: width / (seconds * zoom.exp2()),
                }
            }
            RollMotion::Pages => Self {
                now,
                from: page(now, seconds),
                left: width * MARGIN,
                pace: width * (1.0 - 2.0 * MARGIN) / seconds,
            },
        }
    }

    /// Where a time is, in pixels.
    pub fn x(&self, time: f64) -> f32 {
        (self.left + (time - self.from) * self.pace) as f32
    }

    /// Where the play head is, in pixels.
    pub fn head(&self) -> f32 {
        self.x(self.now)
    }

    /// The time at a place, in pixels.
    pub fn time(&self, x: f32) -> f64 {
        self.from + (f64::from(x) - self.left) / self.pace
    }
}

/// The time at which the page begins that is seen at time `now`: the page, and while it turns something between.
fn page(now: f64, seconds: f64) -> f64 {
    let place = (now / seconds).max(0.0);
    let turn = (TURN / seconds).min(TURN_SHARE);
    let turned = ((place.fract() - (1.0 - turn)) / turn).clamp(0.0, 1.0);
    (place.floor() + turned * turned * (3.0 - 2.0 * turned)) * seconds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::Composition;

    fn layout() -> Layout {
        Layout::new((1600, 900), &Composition::default(), None)
    }

    #[test]
    fn notes_flow_past_a_head_that_stands() {
        let roll = PianoRoll {
            seconds: 8.0,
            play_head: 0.25,
            ..PianoRoll::default()
        };
        for now in [-1.0, 0.0, 3.7] {
            let timeline = Timeline::new(&roll, &layout(), now);
            assert_eq!(timeline.head(), 400.0);
            assert_eq!(timeline.x(now + 2.0), 800.0);
            assert!((timeline.time(800.0) - now - 2.0).abs() < 1e-9);
        }
    }

    #[test]
    fn pages_turn_without_a_jump_and_keep_the_head_in_sight() {
        let roll = PianoRoll {
            motion: RollMotion::Pages,
            seconds: 4.0,
            ..PianoRoll::default()
        };
        let heads = (0..2400).map(|i| Timeline::new(&roll, &layout(), f64::from(i) / 100.0));
        let heads: Vec<_> = heads.map(|timeline| (timeline.head(), timeline.x(0.0))).collect();
        for pair in heads.windows(2) {
            assert!((0.0..=1600.0).contains(&pair[0].0));
            assert!((pair[1].1 - pair[0].1).abs() < 60.0, "{pair:?} jumps");
        }
        assert_eq!(
            Timeline::new(&roll, &layout(), -2.0).x(0.0),
            80.0,
            "the first page waits"
        );
    }
}
