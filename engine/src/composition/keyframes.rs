//! Values that are set at points in time, and the ways between them.

use super::document::{choice, part};

choice! {
    /// The way from a keyframe to the next (Penner, Robert Penner's Programming Macromedia Flash MX, chapter 7).
    pub enum Easing {
        /// Straight.
        Linear,
        /// Not at all: the value stays until the next keyframe.
        Hold,
        /// Slowly at first.
        EaseIn,
        /// Slowly at last.
        EaseOut,
        /// Slowly at first and at last.
        EaseInOut,
        /// A little beyond the next value, and back.
        Back,
        /// Swinging around the next value.
        Elastic,
        /// Falling onto the next value and springing off it.
        Bounce,
    }
}

impl Easing {
    /// How far on the way from 0 to 1 one is at `x`, 0 to 1.
    pub fn at(self, x: f32) -> f32 {
        let x = x.clamp(0.0, 1.0);
        match self {
            Self::Linear => x,
            Self::Hold => f32::from(u8::from(x >= 1.0)),
            Self::EaseIn => x * x * x,
            Self::EaseOut => 1.0 - (1.0 - x).powi(3),
            Self::EaseInOut => x * x * (3.0 - 2.0 * x),
            Self::Back => 1.0 + 2.70158 * (x - 1.0).powi(3) + 1.70158 * (x - 1.0).powi(2),
            Self::Elastic => elastic(x),
            Self::Bounce => bounce(x),
        }
    }
}

fn elastic(x: f32) -> f32 {
    if x <= 0.0 || x >= 1.0 {
        return x;
    }
    let turn = std::f32::consts::TAU / 3.0;
    2.0_f32.powf(-10.0 * x) * ((x * 10.0 - 0.75) * turn).sin() + 1.0
}

fn bounce(x: f32) -> f32 {
    let arc = |from: f32, height: f32| 7.5625 * (x - from / 2.75).powi(2) + height;
    match x * 2.75 {
        at if at < 1.0 => arc(0.0, 0.0),
        at if at < 2.0 => arc(1.5, 0.75),
        at if at < 2.5 => arc(2.25, 0.9375),
        _ => arc(2.625, 0.984_375),
    }
}

part! {
    /// A value at a point in time.
    pub struct Keyframe {
        /// Seconds from the start of the song, -60 to 36000.
        pub at: f32 = 0.0, within -60.0..=36_000.0;
        /// The value, within the limits of its parameter.
        pub value: f32 = 0.0;
        /// The way to the next keyframe.
        pub easing: Easing = Easing::EaseInOut;
    }
}

part! {
    /// A number that changes with time.
    pub struct Keyframes {
        /// Which: the name of one of the numbers, `opacity`, or `place.x`, `place.y`, `place.width`, `place.height`,
        /// `place.rotation`.
        pub parameter: String = String::new(), within 1..=64;
        /// Its values, by time: the first and the last hold before and after. 1 to 256.
        pub points: Vec<Keyframe> = Vec::new(), within 1..=256;
    }
}

impl Keyframes {
    /// The value at `seconds` from the start of the song.
    pub fn at(&self, seconds: f64) -> f32 {
        let points = &self.points;
        let next = points.partition_point(|point| f64::from(point.at) <= seconds);
        match (next.checked_sub(1).map(|last| &points[last]), points.get(next)) {
            (None, None) => 0.0,
            (Some(only), None) | (None, Some(only)) => only.value,
            (Some(last), Some(next)) => {
                let way = (seconds - f64::from(last.at)) / f64::from(next.at - last.at).max(1e-6);
                last.value + (next.value - last.value) * last.easing.at(way as f32)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_begins_at_0_and_ends_at_1() {
        for &easing in Easing::ALL {
            assert!(easing.at(0.0).abs() < 1e-4, "{easing:?}");
            assert!((easing.at(1.0) - 1.0).abs() < 1e-4, "{easing:?}");
        }
    }

    #[test]
    fn values_hold_before_the_first_and_after_the_last() {
        let point = |at, value| Keyframe {
            at,
            value,
            easing: Easing::Linear,
        };
        let keyframes = Keyframes {
            parameter: "opacity".to_owned(),
            points: vec![point(1.0, 0.2), point(3.0, 0.6)],
        };
        let seen = [0.0, 1.0, 2.0, 3.0, 9.0].map(|at| (keyframes.at(at) * 10.0).round());
        assert_eq!(seen, [2.0, 2.0, 4.0, 6.0, 6.0]);
    }
}
