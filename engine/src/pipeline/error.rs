//! Why no video came out.

use crate::audio::AudioError;
use crate::encode::EncodeError;
use crate::mux::MuxError;
use crate::render::RenderError;

/// Why no video came out.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// It was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A frame could not be drawn.
    #[error("drawing failed: {0}")]
    Render(#[from] RenderError),
    /// The sound could not be read or made.
    #[error("the sound cannot be used: {0}")]
    Audio(#[from] AudioError),
    /// A codec failed.
    #[error("encoding failed: {0}")]
    Encode(#[from] EncodeError),
    /// The file could not be written.
    #[error("writing the file failed: {0}")]
    Mux(#[from] MuxError),
    /// Two segments came out with different codec parameters and cannot be joined.
    #[error("segment {segment} has other codec parameters than the first")]
    ParametersDiffer {
        /// The segment that differs.
        segment: usize,
    },
    /// The file is larger than is wanted, and cannot be made smaller, or is still too large after it was.
    #[error(
        "the file has {bytes} bytes, and at most {limit} are wanted: choose a lower rate, size or a shorter part"
    )]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The largest that is wanted.
        limit: u64,
    },
    /// A worker thread panicked; a defect of ours.
    #[error("the {stage} worker stopped unexpectedly: {message}")]
    Panicked {
        /// The stage.
        stage: &'static str,
        /// What it said.
        message: String,
    },
}

impl PipelineError {
    /// Whether trying again may help: the device or the disk may recover, bad input never gets better.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Render(_)
                | Self::Mux(MuxError::Io(_) | MuxError::Samples(_))
                | Self::Audio(AudioError::Scratch(_))
        )
    }
}
