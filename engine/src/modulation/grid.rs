//! Curves over the whole song, from which a value is read at any moment.

use crate::plan::RenderPlan;

/// Points a second: a multiple of the usual frame rates, so that a flash stands on a frame.
pub(super) const RATE: f64 = 120.0;
/// Seconds before the start of the song at which every curve begins, wherever a video does: curves that remember
/// are then the same in every part of a song.
const BEFORE: f64 = 2.0;

/// The times at which curves have points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grid {
    /// How many points there are.
    pub len: usize,
}

impl Grid {
    pub fn of(plan: &RenderPlan) -> Self {
        Self::until((plan.start + plan.duration).seconds() + 1.0)
    }

    pub fn until(end: f64) -> Self {
        Self {
            len: ((end + BEFORE).max(0.0) * RATE).ceil() as usize + 2,
        }
    }

    /// The time of a point, in seconds from the start of the song.
    pub fn time(self, point: usize) -> f64 {
        point as f64 / RATE - BEFORE
    }

    /// The first point at or after a time; past the last one if there is none.
    pub fn after(self, seconds: f64) -> usize {
        let point = ((seconds + BEFORE) * RATE - 1e-6).ceil();
        (point.max(0.0) as usize).min(self.len)
    }

    /// A curve from its value at each time.
    pub fn curve(self, value: impl Fn(f64) -> f32) -> Vec<f32> {
        (0..self.len).map(|point| value(self.time(point))).collect()
    }

    /// What a curve says at a time, between its points.
    pub fn read(self, curve: &[f32], seconds: f64) -> f32 {
        let place = ((seconds + BEFORE) * RATE).clamp(0.0, (self.len - 1) as f64);
        let point = (place as usize).min(self.len - 2);
        let part = (place - point as f64) as f32;
        curve[point] + (curve[point + 1] - curve[point]) * part
    }
}
