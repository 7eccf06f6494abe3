//! What the outside may do to a running pipeline, and hears of it.

use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What the work is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Reading the score, opening the sound, preparing the drawing.
    Preparing,
    /// Drawing and encoding.
    Rendering,
    /// Joining the segments and the sound into the file.
    Joining,
}

/// How far the work is; it never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// What the work is at.
    pub stage: Stage,
    /// Frames drawn and encoded.
    pub frames_done: u64,
    /// Frames in all.
    pub frames_total: u64,
}

/// What the outside may do to a running pipeline, and hears of it.
#[derive(Clone)]
pub struct Control {
    /// Set to stop the work at the next frame.
    pub cancel: Arc<AtomicBool>,
    /// Called from worker threads after each frame; must not block.
    pub progress: Arc<dyn Fn(Progress) + Send + Sync>,
}

/// Counts finished frames of all workers and tells the outside.
pub(super) struct Counter<'a> {
    control: &'a Control,
    done: AtomicU64,
    total: u64,
}

impl<'a> Counter<'a> {
    pub(super) fn new(control: &'a Control, total: u64) -> Self {
        let counter = Self {
            control,
            done: AtomicU64::new(0),
            total,
        };
        counter.tell(Stage::Preparing);
        counter
    }

    /// Another frame is drawn and encoded.
    pub(super) fn frame(&self) {
        // What is done once more does not count again.
        let _ = self
            .done
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |done| {
                (done < self.total).then_some(done + 1)
            });
        self.tell(Stage::Rendering);
    }

    /// Every segment has been handed to the muxer.
    pub(super) fn joining(&self) {
        self.tell(Stage::Joining);
    }

    fn tell(&self, stage: Stage) {
        let frames_done = self.done.load(Ordering::Relaxed);
        (self.control.progress)(Progress {
            stage,
            frames_done,
            frames_total: self.total,
        });
    }
}
