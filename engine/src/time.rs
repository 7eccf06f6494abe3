//! Time as the engine counts it: integer nanoseconds on the media clock, frames at a rational rate.
//!
//! A time is always computed from an index (`frame * den / num`), never accumulated, so it cannot drift.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, Sub};

const NANOS: i128 = 1_000_000_000;

/// A point or span on the media clock, in integer nanoseconds.
///
/// The range is that of `i64`, about 292 years; arithmetic saturates at its ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MediaTime(i64);

impl MediaTime {
    /// The start of the media clock.
    pub const ZERO: Self = Self(0);
    /// The latest time that can be written.
    pub const MAX: Self = Self(i64::MAX);

    /// A time of so many nanoseconds.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// A time of so many milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// The nearest time to so many seconds; NaN becomes zero and what is out of range saturates.
    pub fn from_seconds(seconds: f64) -> Self {
        Self((seconds * NANOS as f64).round() as i64)
    }

    /// `count / rate` seconds, rounded to the nearest nanosecond. `rate` is in Hz and must not be zero.
    pub fn from_ticks(count: u64, rate: u32) -> Self {
        debug_assert!(rate > 0, "a rate of 0 Hz has no ticks");
        Self::from_wide(div_round(i128::from(count) * NANOS, i128::from(rate.max(1))))
    }

    fn from_wide(nanos: i128) -> Self {
        Self(nanos.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64)
    }

    /// Nanoseconds.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Seconds; exact to about a nanosecond below 100 days.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / NANOS as f64
    }

    /// This time in ticks of `rate` Hz, rounded to the nearest; negative times give zero.
    pub fn ticks(self, rate: u32) -> u64 {
        div_round(i128::from(self.0.max(0)) * i128::from(rate), NANOS) as u64
    }
}

impl Add for MediaTime {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for MediaTime {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for MediaTime {
    /// Minutes, seconds and milliseconds, as `3:07.250`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0 / 1_000_000;
        let sign = if millis < 0 { "-" } else { "" };
        let millis = millis.unsigned_abs();
        write!(
            f,
            "{sign}{}:{:02}.{:03}",
            millis / 60_000,
            millis / 1000 % 60,
            millis % 1000
        )
    }
}

/// The number of a frame, counted from 0 at the start of the video.
pub type FrameIndex = u64;

/// Frames per second as a fraction, so that rates such as 30000/1001 are exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FrameRate {
    /// Frames in `den` seconds. It is also the timescale of the video track.
    pub num: u32,
    /// Seconds that hold `num` frames. It is also the duration of a frame in that timescale.
    pub den: u32,
}

impl FrameRate {
    /// A whole number of frames a second; `fps` must not be zero.
    pub const fn whole(fps: u32) -> Self {
        Self { num: fps, den: 1 }
    }

    /// When frame `index` is shown, counted from the start of the video.
    pub fn time_of(self, index: FrameIndex) -> MediaTime {
        let nanos = i128::from(index) * NANOS * i128::from(self.den);
        MediaTime::from_wide(div_round(nanos, i128::from(self.num.max(1))))
    }

    /// How many frames cover `duration`: the last frame may reach past its end. Never less than one.
    pub fn frames_covering(self, duration: MediaTime) -> u64 {
        let scaled = i128::from(duration.nanos().max(0)) * i128::from(self.num);
        let unit = NANOS * i128::from(self.den.max(1));
        (((scaled + unit - 1) / unit) as u64).max(1)
    }

    /// The frame that is shown at `time`; the first one at times before it.
    pub fn frame_at(self, time: MediaTime) -> FrameIndex {
        let scaled = i128::from(time.nanos().max(0)) * i128::from(self.num);
        let index = (scaled / (NANOS * i128::from(self.den.max(1)))) as u64;
        // A frame's time is rounded to nanoseconds, and may so lie before its exact one.
        index + u64::from(self.time_of(index + 1) <= time)
    }

    /// Frames per second as a decimal number.
    pub fn fps(self) -> f64 {
        f64::from(self.num) / f64::from(self.den.max(1))
    }
}

fn div_round(value: i128, by: i128) -> i128 {
    (value + by / 2).div_euclid(by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_is_found_at_its_time_and_until_the_next() {
        let ntsc = FrameRate {
            num: 30_000,
            den: 1001,
        };
        for rate in [
            FrameRate::whole(24),
            FrameRate::whole(30),
            FrameRate::whole(60),
            ntsc,
        ] {
            for index in [0, 1, 2, 3, 1000, 5_184_000] {
                let time = rate.time_of(index);
                assert_eq!(rate.frame_at(time), index);
                let last = rate.time_of(index + 1) - MediaTime::from_nanos(1);
                assert_eq!(rate.frame_at(last), index);
            }
        }
        assert_eq!(FrameRate::whole(30).frame_at(MediaTime::from_nanos(-5)), 0);
    }

    #[test]
    fn frame_times_do_not_drift() {
        let ntsc = FrameRate {
            num: 30_000,
            den: 1001,
        };
        assert_eq!(ntsc.time_of(30_000), MediaTime::from_seconds(1001.0));
        assert_eq!(FrameRate::whole(30).time_of(1).nanos(), 33_333_333);
        assert_eq!(
            FrameRate::whole(30).time_of(108_000),
            MediaTime::from_seconds(3600.0)
        );
    }

    #[test]
    fn frames_cover_the_whole_duration() {
        let rate = FrameRate::whole(30);
        assert_eq!(rate.frames_covering(MediaTime::ZERO), 1);
        assert_eq!(rate.frames_covering(MediaTime::from_seconds(1.0)), 30);
        assert_eq!(rate.frames_covering(MediaTime::from_nanos(1_000_000_001)), 31);
    }

    #[test]
    fn ticks_round_trip_at_audio_rates() {
        for count in [0_u64, 1, 44_099, 44_100, 158_760_001] {
            assert_eq!(MediaTime::from_ticks(count, 44_100).ticks(44_100), count);
        }
    }

    #[test]
    fn times_read_as_a_clock() {
        assert_eq!(MediaTime::from_millis(187_250).to_string(), "3:07.250");
        assert_eq!(MediaTime::from_millis(-1_500).to_string(), "-0:01.500");
    }
}
