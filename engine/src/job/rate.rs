//! How fast frames are made now.

use std::collections::VecDeque;
use std::time::Duration;

/// Speed is measured over so much of the last time.
const WINDOW: Duration = Duration::from_secs(5);
/// Over less than this nothing is said.
const LEAST: Duration = Duration::from_millis(500);

/// Counts frames over the last few seconds.
#[derive(Debug, Default)]
pub(super) struct Rate {
    /// When so many frames were done, the oldest first.
    seen: VecDeque<(Duration, u64)>,
}

impl Rate {
    /// Notes that `frames` are done `at` this time since the attempt began, and gives the frames a second in steps of a
    /// tenth; none before enough was seen.
    pub(super) fn note(&mut self, at: Duration, frames: u64) -> Option<f64> {
        self.seen.push_back((at, frames));
        // One that is older than the window stays, so that a slow job has a speed too.
        while self
            .seen
            .get(1)
            .is_some_and(|(then, _)| at.saturating_sub(*then) >= WINDOW)
        {
            self.seen.pop_front();
        }
        let (then, before) = *self.seen.front()?;
        let span = at.saturating_sub(then);
        let rate = frames.saturating_sub(before) as f64 / span.as_secs_f64();
        (span >= LEAST).then(|| (rate * 10.0).round() / 10.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_is_that_of_the_last_seconds() {
        let mut rate = Rate::default();
        let at = |seconds: f64| Duration::from_secs_f64(seconds);
        assert_eq!(rate.note(at(1.0), 0), None, "nothing to compare with");
        assert_eq!(rate.note(at(1.2), 10), None, "too short to tell");
        assert_eq!(rate.note(at(2.0), 30), Some(30.0));
        for step in 1..=20_u32 {
            rate.note(at(2.0 + f64::from(step) * 0.5), 30 + u64::from(step) * 5);
        }
        assert_eq!(
            rate.note(at(12.5), 135),
            Some(10.0),
            "what was before is forgotten"
        );
        assert_eq!(rate.note(at(60.0), 135), Some(0.0), "and it may stand still");
        assert!(rate.seen.len() < 20);
    }
}
