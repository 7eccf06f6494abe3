//! A plan and a frame's index become a picture.

use crate::gpu::{Gpu, GpuError};
use crate::media::Frame;
use crate::plan::RenderPlan;
use crate::time::FrameIndex;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::time::Duration;

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The device failed.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

/// Processor time of the calling thread by stage.
#[derive(Clone, Copy, Debug, Default)]
pub struct RenderTimes {
    /// Preparing and submitting the drawing.
    pub draw: Duration,
    /// Waiting for and mapping what was drawn.
    pub readback: Duration,
    /// Converting to YUV.
    pub convert: Duration,
}

/// Draws the frames of one plan, on one thread.
pub struct Renderer {}

impl Renderer {
    /// Prepares everything that depends on the song alone.
    ///
    /// # Errors
    /// When the device fails.
    pub fn new(_gpu: &Gpu, _plan: &Arc<RenderPlan>) -> Result<Self, RenderError> {
        todo!()
    }

    /// Draws a run of frames and gives each in order to `sink`, which may stop it. Drawing and reading back of
    /// the next frames go on while `sink` works.
    ///
    /// # Errors
    /// When the device fails.
    pub fn run(
        &mut self,
        _frames: Range<FrameIndex>,
        _sink: &mut dyn FnMut(&Frame) -> ControlFlow<()>,
    ) -> Result<RenderTimes, RenderError> {
        todo!()
    }

    /// Draws one frame as tightly packed RGBA, 8 bits each, opaque: `width * height * 4` bytes.
    ///
    /// # Errors
    /// When the device fails.
    pub fn rgba(&mut self, _frame: FrameIndex) -> Result<Vec<u8>, RenderError> {
        todo!()
    }
}
