//! The seam between the queue and what it queues: a piece of work that blocks a thread of its own.

use super::snapshot::JobSource;
use crate::export::ExportConfig;
use crate::pipeline::Control;
use crate::time::FrameIndex;
use crate::workshop::WorkshopError;
use std::path::{Path, PathBuf};

/// What a thread is to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Assignment {
    /// The job.
    pub(super) id: String,
    /// How to export.
    pub(super) config: ExportConfig,
    /// What to render.
    pub(super) source: JobSource,
    /// When it was queued, in seconds of Unix time.
    pub(super) created: i64,
}

/// A finished file in the scratch folder.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rendered {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its size.
    pub(super) bytes: u64,
    /// How long it plays.
    pub(super) duration_seconds: f64,
    /// SHA-256 of its content, in hexadecimal.
    pub(super) sha256: String,
    /// What is in it, as the `codecs` parameter of a media type.
    pub(super) codecs: String,
    /// What could not be shown as it was asked for.
    pub(super) warnings: Vec<String>,
    /// Pictures of it, if they could be made.
    pub(super) stills: Option<MadeStills>,
}

/// Pictures of a finished video in the scratch folder.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MadeStills {
    /// The frame they show.
    pub(super) frame: FrameIndex,
    /// The frame in full size.
    pub(super) poster: PathBuf,
    /// The frame, small.
    pub(super) thumbnail: PathBuf,
}

/// Why there is no file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum WorkError {
    /// It was asked to stop.
    #[error("stopped")]
    Cancelled,
    /// It failed.
    #[error("{code}: {message}")]
    Failed {
        /// A word for programs.
        code: &'static str,
        /// A sentence for people.
        message: String,
        /// Whether trying again may help.
        may_pass: bool,
    },
    /// It panicked, with this message.
    #[error("it panicked: {0}")]
    Panicked(String),
}

impl From<WorkshopError> for WorkError {
    fn from(error: WorkshopError) -> Self {
        match error {
            WorkshopError::Stopped => Self::Cancelled,
            WorkshopError::Failed {
                code,
                message,
                may_pass,
            } => Self::Failed {
                code,
                message,
                may_pass,
            },
        }
    }
}

/// What is done for a job.
pub(super) trait Work: Send + Sync + 'static {
    /// Makes the file of a job, with all that it needs on disk in `scratch`, a folder of its own. Blocks the calling
    /// thread; stops soon after `control.cancel` is set.
    ///
    /// # Errors
    /// The first cause that stopped the work.
    fn render(&self, job: &Assignment, scratch: &Path, control: &Control) -> Result<Rendered, WorkError>;
}
