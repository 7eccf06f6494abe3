//! The stages, wired with bounded channels: frames and sound become a file.

use crate::audio::Sound;
use crate::gpu::Gpu;
use crate::plan::RenderPlan;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Why no video came out.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// It was cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl PipelineError {
    /// Whether trying again may help; bad input never gets better.
    pub fn may_pass(&self) -> bool {
        todo!()
    }
}

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
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
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
}

/// Processor seconds by stage, over all threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct StageSeconds {
    /// Preparing and submitting the drawing, and the drawing itself where the adapter draws on the processor.
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

/// Renders a plan to a file. Blocks the calling thread until the file is there or nothing of it is left.
///
/// # Errors
/// The first cause that stopped the work.
pub fn run(
    _gpu: &Gpu,
    _plan: &Arc<RenderPlan>,
    _sound: Option<&Sound>,
    _output: &Path,
    _control: &Control,
) -> Result<Report, PipelineError> {
    todo!()
}
