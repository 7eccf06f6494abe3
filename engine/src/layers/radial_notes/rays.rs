//! Where on the picture notes are: rays by key, radii by time.

use crate::composition::{RadialMotion, RadialNotes};
use crate::layers::layout::Layout;
use std::f32::consts::FRAC_PI_2;

/// Length of a white key in radii of the circle, where the circle is small and where it is large.
const KEY_LENGTH: f32 = 0.2;
/// Length of a black key as a share of a white one's.
const BLACK_LENGTH: f32 = 0.62;
/// How far rays reach, in half diagonals of the box.
const REACH: f32 = 0.8;

/// The rays at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rays {
    motion: RadialMotion,
    now: f64,
    seconds: f64,
    /// The radius that notes strike, in pixels.
    pub circle: f32,
    /// Where the rays end on the other side, in pixels.
    pub far: f32,
    /// Where keys end on the side that notes do not come to, in pixels.
    pub keys: f32,
    first: f32,
    step: f32,
    low: u8,
}

impl Rays {
    pub fn new(parameters: &RadialNotes, layout: &Layout, now: f64) -> Self {
        let side = layout.width.min(layout.height);
        let from_middle = parameters.motion == RadialMotion::FromMiddle;
        let usual = if from_middle { 0.4 } else { 0.21 };
        let circle = parameters.radius.unwrap_or(usual) * side;
        let count = f32::from(layout.keys.end() - layout.keys.start() + 1);
        let sweep = parameters.sweep.to_radians();
        let turn = (f64::from(parameters.turn) * now % 360.0) as f32;
        let step = sweep / count;
        let length = KEY_LENGTH * side * 0.21;
        let diagonal = layout.width.hypot(layout.height) / 2.0;
        Self {
            motion: parameters.motion,
            now,
            seconds: f64::from(parameters.seconds * layout.shape.patience()),
            circle,
            far: if from_middle {
                circle * 0.02
            } else {
                (diagonal * REACH).max(circle * 1.2)
            },
            keys: if from_middle {
                circle + length
            } else {
                circle - length
            },
            // The gap is at the bottom: half the sweep lies on each side of the top.
            first: turn.to_radians() - FRAC_PI_2 - (sweep - step) / 2.0,
            step,
            low: *layout.keys.start(),
        }
    }

    /// The direction of a key: cosine and sine, clockwise from the right.
    pub fn direction(&self, key: u8) -> [f32; 2] {
        let angle = self.first + (f32::from(key) - f32::from(self.low)) * self.step;
        [angle.cos(), angle.sin()]
    }

    /// Half the width of a key in radii.
    pub fn half_width(&self) -> f32 {
        (self.step / 2.0).tan()
    }

    /// The inner and outer radius of a key, in pixels.
    pub fn key(&self, black: bool) -> [f32; 2] {
        let length = if black { BLACK_LENGTH } else { 1.0 };
        let end = self.circle + (self.keys - self.circle) * length;
        [end.min(self.circle), end.max(self.circle)]
    }

    /// The inner and outer radius of what sounds from `onset` to `release`, in pixels; none where nothing is seen.
    pub fn span(&self, onset: f64, release: f64) -> Option<[f32; 2]> {
        let place = |time: f64| {
            let away = if self.motion == RadialMotion::Outward {
                self.now - time
            } else {
                time - self.now
            };
            let share = (away / self.seconds).clamp(0.0, 1.0) as f32;
            self.circle + (self.far - self.circle) * share
        };
        let (a, b) = (place(onset), place(release));
        (a != b).then(|| [a.min(b), a.max(b)])
    }

    /// From which to which time things are on the rays.
    pub fn times(&self) -> (f64, f64) {
        match self.motion {
            RadialMotion::Outward => (self.now - self.seconds, self.now),
            _ => (self.now, self.now + self.seconds),
        }
    }

    /// The radii between which notes fade in from their far end.
    pub fn fade(&self) -> [f32; 2] {
        let share = if self.motion == RadialMotion::FromMiddle {
            0.45
        } else {
            0.3
        };
        [self.far, self.far + (self.circle - self.far) * share]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::Composition;

    fn rays(motion: RadialMotion, now: f64) -> Rays {
        let parameters = RadialNotes {
            motion,
            ..RadialNotes::default()
        };
        let layout = Layout::new((1080, 1080), &Composition::default(), Some(48..=72));
        Rays::new(&parameters, &layout, now)
    }

    #[test]
    fn notes_strike_the_circle_on_time_and_go_into_it() {
        for motion in [RadialMotion::Inward, RadialMotion::FromMiddle] {
            let circle = rays(motion, 0.0).circle;
            let reach = |now| {
                rays(motion, now)
                    .span(5.0, 6.0)
                    .map(|[a, b]| [a == circle, b == circle])
            };
            assert_eq!(reach(1.0), None, "it is not there yet");
            assert_eq!(reach(4.5), Some([false, false]));
            let struck = Some([motion == RadialMotion::Inward, motion == RadialMotion::FromMiddle]);
            assert_eq!(reach(5.5), struck);
            assert_eq!(reach(6.0), None);
        }
    }

    #[test]
    fn notes_leave_the_circle_while_they_sound() {
        let span = |now| rays(RadialMotion::Outward, now).span(5.0, 6.0);
        let circle = rays(RadialMotion::Outward, 0.0).circle;
        assert_eq!(span(4.9), None);
        assert!(span(5.5).is_some_and(|[inner, outer]| inner == circle && outer > circle));
        assert!(span(6.5).is_some_and(|[inner, _]| inner > circle));
    }

    #[test]
    fn the_gap_is_at_the_bottom() {
        let rays = rays(RadialMotion::Inward, 0.0);
        let layout = Layout::new((1080, 1080), &Composition::default(), Some(48..=72));
        let (low, high) = (
            rays.direction(*layout.keys.start()),
            rays.direction(*layout.keys.end()),
        );
        assert!((low[0] + high[0]).abs() < 1e-4 && (low[1] - high[1]).abs() < 1e-4);
        assert!(
            low[0] < 0.0 && low[1] > 0.9,
            "low keys are at the left of the gap: {low:?}"
        );
    }
}
