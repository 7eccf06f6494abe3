//! How far a running attempt is: a slot that working threads write and the actor's task reads when it has time, so
//! that a thousand frames are not a thousand messages.

use super::stop::Stop;
use crate::pipeline::{Control, Progress, Stage};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// Share of the work that is done when all frames are drawn and encoded.
pub(super) const RENDERED: f64 = 0.9;
/// Share of the work that is done when the file is whole.
pub(super) const JOINED: f64 = 0.95;

/// What the working threads last reached. It never goes back, whatever the order they report in.
#[derive(Clone)]
pub(super) struct Slot {
    latest: Arc<Mutex<Progress>>,
    staged: Arc<Notify>,
}

impl Default for Slot {
    fn default() -> Self {
        let start = Progress {
            stage: Stage::Preparing,
            frames_done: 0,
            frames_total: 0,
        };
        Self {
            latest: Arc::new(Mutex::new(start)),
            staged: Arc::default(),
        }
    }
}

impl Slot {
    /// What the work is given to report into this slot and to hear of a wish to stop.
    pub(super) fn control(&self, stop: &Stop) -> Control {
        let slot = self.clone();
        Control {
            cancel: Arc::clone(&stop.flag),
            progress: Arc::new(move |progress| slot.report(progress)),
        }
    }

    fn report(&self, new: Progress) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let staged = rank(new.stage) > rank(latest.stage);
        if staged {
            latest.stage = new.stage;
        }
        latest.frames_total = latest.frames_total.max(new.frames_total);
        latest.frames_done = latest.frames_done.max(new.frames_done).min(latest.frames_total);
        if staged {
            self.staged.notify_one();
        }
    }

    /// The most that was reached.
    pub(super) fn latest(&self) -> Progress {
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a new stage is reached; one that was reached since the last wait is not missed.
    pub(super) async fn next_stage(&self) {
        self.staged.notified().await;
    }
}

fn rank(stage: Stage) -> u8 {
    match stage {
        Stage::Preparing => 0,
        Stage::Rendering => 1,
        Stage::Joining => 2,
    }
}

/// The stage's name in rows and snapshots.
pub(super) fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Preparing => "preparing",
        Stage::Rendering => "rendering",
        Stage::Joining => "joining",
    }
}

/// Share of the whole job that is done.
pub(super) fn share(progress: Progress) -> f64 {
    match progress.stage {
        Stage::Preparing => 0.0,
        Stage::Rendering => RENDERED * progress.frames_done as f64 / progress.frames_total.max(1) as f64,
        Stage::Joining => RENDERED,
    }
}

/// Whether a job that took `elapsed` for `share` of the work will be done within `grace`, or has so little left that
/// it is worth waiting for.
pub(super) fn nearly_done(share: f64, elapsed: Duration, grace: Duration) -> bool {
    let left = elapsed.as_secs_f64() * (1.0 - share) / share.max(f64::EPSILON);
    !grace.is_zero() && (share >= 0.8 || (share > 0.0 && left < grace.as_secs_f64()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(stage: Stage, frames_done: u64) -> Progress {
        Progress {
            stage,
            frames_done,
            frames_total: 100,
        }
    }

    #[test]
    fn reports_out_of_order_never_go_back() {
        let slot = Slot::default();
        let control = slot.control(&Stop::default());
        for progress in [
            at(Stage::Rendering, 30),
            at(Stage::Rendering, 20),
            at(Stage::Preparing, 0),
            at(Stage::Rendering, 900),
        ] {
            let before = share(slot.latest());
            (control.progress)(progress);
            assert!(share(slot.latest()) >= before);
        }
        assert_eq!(slot.latest(), at(Stage::Rendering, 100));
        assert_eq!(share(at(Stage::Rendering, 50)), 0.45);
        assert_eq!(share(at(Stage::Joining, 100)), RENDERED);
    }

    #[test]
    fn only_what_is_nearly_done_is_waited_for() {
        let (minute, ten) = (Duration::from_secs(60), Duration::from_secs(10));
        assert!(nearly_done(0.85, minute * 60, ten));
        assert!(nearly_done(0.5, Duration::from_secs(9), ten));
        assert!(!nearly_done(0.5, minute, ten));
        assert!(!nearly_done(0.0, Duration::ZERO, ten));
        assert!(!nearly_done(0.99, minute, Duration::ZERO));
    }
}
