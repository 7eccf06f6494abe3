//! The queue of exports: an actix supervisor that owns it, one render actor for each running job, and the rows that
//! are the truth about them. Only this module knows actix.

use crate::composition::Composition;
use crate::export::ExportConfig;
use crate::storage::Storage;
use chrono::{DateTime, Utc};
pub use phonoglyph_entities::export_job::ExportStatus;
use sea_orm::DatabaseConnection;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::broadcast;

/// Why the queue refused.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// There is no such job, or it is another user's.
    #[error("there is no export job {0}")]
    NotFound(String),
    /// It has ended and cannot be cancelled.
    #[error("export job {id} is already {status:?}", status = .status)]
    Ended {
        /// The job.
        id: String,
        /// How it ended.
        status: ExportStatus,
    },
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    /// The service is stopping.
    #[error("the service is shutting down")]
    Stopping,
}

/// Opens the database.
///
/// # Errors
/// When it cannot be opened.
pub async fn connect(_url: &str) -> Result<DatabaseConnection, sea_orm::DbErr> {
    todo!()
}

/// How the queue works.
#[derive(Clone, Debug)]
pub struct JobSettings {
    /// Jobs that run at once.
    pub jobs: usize,
    /// Attempts at a job that fails for a reason that may pass.
    pub attempts: u32,
    /// A folder for what is being made; what is left in it from before is removed at the start.
    pub scratch: PathBuf,
    /// The SoundFont that plays scores without a recording; none is the bundled one.
    pub soundfont: Option<PathBuf>,
    /// How long a running job's process may be silent before another takes the job.
    pub lease: Duration,
    /// The pause before a second attempt.
    pub retry_delay: Duration,
    /// Whether no other process works on the database.
    pub exclusive: bool,
}

/// What is rendered, kept as it was when the job was queued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobSource {
    /// What is drawn.
    pub document: Composition,
    /// The storage key of the score.
    pub midi_key: String,
    /// The storage key of the recording, if there is one.
    pub audio_key: Option<String>,
}

/// A job to be queued.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Whose it is.
    pub user_id: String,
    /// The composition it comes from.
    pub composition_id: String,
    /// How to export.
    pub config: ExportConfig,
    /// What to render.
    pub source: JobSource,
}

/// A job as it stands at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct JobSnapshot {
    /// UUID version 7.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// The composition it was queued from.
    pub composition_id: String,
    /// How it is exported.
    pub config: ExportConfig,
    /// Where it stands.
    pub status: ExportStatus,
    /// What a running attempt is at: `preparing`, `rendering`, `joining` or `storing`.
    pub stage: Option<String>,
    /// Share of the work that is done, 0 to 1; it never goes back.
    pub progress: f64,
    /// Frames drawn and encoded.
    pub frames_done: u64,
    /// Frames in all, once the job is planned.
    pub frames_total: Option<u64>,
    /// Which attempt this is, from 1; 0 before the first.
    pub attempt: u32,
    /// Rises with every change, so that a reader can drop what comes late.
    pub sequence: u64,
    /// What ended the last attempt, if it failed.
    pub error: Option<JobFailure>,
    /// The finished file.
    pub result: Option<JobResult>,
    /// When it was queued.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFailure {
    /// A word for programs, such as `BAD_SCORE`.
    pub code: String,
    /// A sentence for people; it says what to change where they can.
    pub message: String,
}

/// A finished file.
#[derive(Clone, Debug, PartialEq)]
pub struct JobResult {
    /// Its key in storage.
    pub key: String,
    /// Its size.
    pub bytes: u64,
    /// How long it plays.
    pub duration_seconds: f64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

/// Which jobs of a user's history are wanted.
#[derive(Clone, Debug, Default)]
pub struct HistoryFilter {
    /// Only these statuses; empty is all.
    pub statuses: Vec<ExportStatus>,
    /// Only of this composition.
    pub composition_id: Option<String>,
}

/// The queue; cheap to clone.
#[derive(Clone)]
pub struct ExportService {}

impl ExportService {
    /// Starts the queue over a migrated database: jobs that were running when their process died are taken up again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(
        _db: DatabaseConnection,
        _storage: Storage,
        _settings: JobSettings,
    ) -> Result<Self, JobError> {
        todo!()
    }

    /// Queues jobs, all or none.
    ///
    /// # Errors
    /// When the database fails or the service is stopping.
    pub async fn queue(&self, _jobs: Vec<NewJob>) -> Result<Vec<JobSnapshot>, JobError> {
        todo!()
    }

    /// A user's job.
    ///
    /// # Errors
    /// [`JobError::NotFound`] also for another user's.
    pub async fn job(&self, _user_id: &str, _id: &str) -> Result<JobSnapshot, JobError> {
        todo!()
    }

    /// The job it was queued as, to be queued again.
    ///
    /// # Errors
    /// [`JobError::NotFound`] also for another user's.
    pub async fn recipe(&self, _user_id: &str, _id: &str) -> Result<NewJob, JobError> {
        todo!()
    }

    /// A user's jobs that have not ended, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn active(&self, _user_id: &str) -> Result<Vec<JobSnapshot>, JobError> {
        todo!()
    }

    /// A user's jobs, newest first, at most `limit`, beginning after the job `after`; and how many there are in all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(
        &self,
        _user_id: &str,
        _filter: &HistoryFilter,
        _after: Option<&str>,
        _limit: u64,
    ) -> Result<(Vec<JobSnapshot>, u64), JobError> {
        todo!()
    }

    /// Cancels a job: it stops within half a second and leaves no file. A job already cancelled stays as it is.
    ///
    /// # Errors
    /// [`JobError::NotFound`], or [`JobError::Ended`] if it completed or failed.
    pub async fn cancel(&self, _user_id: &str, _id: &str) -> Result<JobSnapshot, JobError> {
        todo!()
    }

    /// Changes of all jobs of all users from now on. A slow reader that lags reads the row again.
    pub fn changes(&self) -> broadcast::Receiver<JobSnapshot> {
        todo!()
    }

    /// Takes no more jobs, waits up to `grace` for those that are nearly done and hands the rest back to the queue.
    pub async fn shutdown(&self, _grace: Duration) {
        todo!()
    }
}
