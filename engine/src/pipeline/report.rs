//! Figures of a finished video.

use crate::mux::{self, Muxed, Streams};
use crate::plan::RenderPlan;
use crate::render::RenderTimes;
use serde::Serialize;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// Figures of a finished video.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Frames in the video.
    pub frames: u64,
    /// How long the video plays, in seconds.
    pub duration_s: f64,
    /// How long the work took, in seconds.
    pub wall_s: f64,
    /// Size of the file.
    pub bytes: u64,
    /// Processor seconds by stage.
    pub stages: StageSeconds,
    /// What is in the file, as the `codecs` parameter of its media type (RFC 6381).
    pub codecs: String,
    /// What could not be shown as it was asked for.
    pub warnings: Vec<String>,
}

/// Processor seconds by stage, over all of the engine's threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct StageSeconds {
    /// Preparing and submitting the drawing; what a software adapter's own threads draw is not in it.
    pub draw: f64,
    /// Reading back.
    pub readback: f64,
    /// Converting to YUV.
    pub convert: f64,
    /// Encoding the picture.
    pub encode: f64,
    /// Decoding or synthesising, resampling and encoding the sound.
    pub audio: f64,
    /// Joining and writing the file.
    pub mux: f64,
}

impl StageSeconds {
    /// All stages together.
    pub fn sum(&self) -> f64 {
        self.draw + self.readback + self.convert + self.encode + self.audio + self.mux
    }
}

/// Sums up the stages' times as the workers hand them in, and what they warn of.
#[derive(Default)]
pub(super) struct Times {
    sum: Mutex<StageSeconds>,
    warnings: Mutex<Vec<String>>,
    codecs: OnceLock<String>,
}

impl Times {
    pub(super) fn rendered(&self, times: RenderTimes, encode: Duration) {
        self.add(|sum| {
            sum.draw += times.draw.as_secs_f64();
            sum.readback += times.readback.as_secs_f64();
            sum.convert += times.convert.as_secs_f64();
            sum.encode += encode.as_secs_f64();
        });
    }

    pub(super) fn sounded(&self, time: Duration) {
        self.add(|sum| sum.audio += time.as_secs_f64());
    }

    pub(super) fn joined(&self, time: Duration) {
        self.add(|sum| sum.mux += time.as_secs_f64());
    }

    /// Notes what is in the file.
    pub(super) fn streams(&self, streams: &Streams) {
        // There is one file, so it is said once.
        let _ = self.codecs.set(mux::codecs(streams));
    }

    /// Notes what a worker warns of; all draw the same picture, so each warning is told once.
    pub(super) fn warned(&self, warnings: &[String]) {
        let mut all = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        for warning in warnings {
            if !all.contains(warning) {
                all.push(warning.clone());
            }
        }
    }

    fn warnings(&self) -> Vec<String> {
        self.warnings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn add(&self, add: impl FnOnce(&mut StageSeconds)) {
        add(&mut self.sum.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn sum(&self) -> StageSeconds {
        *self.sum.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Report {
    pub(super) fn new(plan: &RenderPlan, muxed: Muxed, wall: Duration, times: &Times) -> Self {
        Self {
            frames: plan.frames,
            duration_s: muxed.duration.seconds(),
            wall_s: wall.as_secs_f64(),
            bytes: muxed.bytes,
            stages: times.sum(),
            codecs: times.codecs.get().cloned().unwrap_or_default(),
            warnings: times.warnings(),
        }
    }
}
