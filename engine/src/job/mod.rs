//! The queue of exports: an actix supervisor that owns it, one render actor for each running job, and the rows that
//! are the truth about them. Only this module knows actix.
//!
//! Enters: jobs, cancellations. Leaves: snapshots of jobs, and files in storage. Always holds: a job has an attempt
//! number and a lease, and whatever an attempt writes is written only while both are its own, so a late result of an
//! older attempt is thrown away with its file. Actors decide, threads render: a panic there fails that job alone.
//! Messages only hurry things along; a queue that lost all of them would still work from the rows.

mod actor;
mod attempt;
mod engine_work;
mod live;
mod messages;
mod progress;
mod queue;
mod rate;
mod recover;
mod retry;
mod scratch;
mod service;
mod settings;
mod snapshot;
mod stop;
mod store;
mod supervisor;
mod sweep;
mod thread;
mod turn;
mod usage;
mod work;

#[cfg(test)]
mod tests;

pub use phonoglyph_entities::export_job::ExportStatus;
pub use service::ExportService;
pub use settings::{JobSettings, Quotas};
pub use snapshot::{
    HistoryFilter, JobFailure, JobResult, JobSnapshot, JobSource, JobStills, LastFailure, NewJob, Once,
    Priority, StageTimes, StoredMaterial,
};
pub use store::{connect, event};
pub use usage::{Tally, Usage};

/// How many previews of a user may wait or run at once.
pub const MAX_PREVIEWS: u64 = 8;

/// What there is a bound for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// Exports that wait.
    Waiting,
    /// Bytes of uploads and results.
    Bytes,
    /// Minutes of video in a day.
    Minutes,
}

impl std::fmt::Display for Quota {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Waiting => "exports waiting",
            Self::Bytes => "bytes stored",
            Self::Minutes => "minutes of video today",
        })
    }
}

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
    /// The key was used for something else.
    #[error("the idempotency key was used for something else within 24 hours")]
    KeyReused,
    /// The key was used for exports that were deleted since.
    #[error("the idempotency key was used for an export that was deleted since")]
    KeySpent,
    /// The user would have more than one may.
    #[error("{quota}: {value} with this, and {limit} are allowed")]
    Quota {
        /// Of what.
        quota: Quota,
        /// How much it would be.
        value: f64,
        /// How much may be.
        limit: f64,
    },
    /// The user has as many previews waiting or running as one may have.
    #[error("{MAX_PREVIEWS} previews wait or are rendered already: wait for one to end, or cancel it")]
    TooManyPreviews,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    /// The queue cannot be started: no scratch folder, or no thread.
    #[error("the queue cannot be started")]
    Start(#[source] std::io::Error),
    /// The service is stopping.
    #[error("the service is shutting down")]
    Stopping,
}
