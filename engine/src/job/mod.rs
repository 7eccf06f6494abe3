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
mod recover;
mod retry;
mod scratch;
mod service;
mod settings;
mod snapshot;
mod stop;
mod store;
mod supervisor;
mod thread;
mod turn;
mod work;

#[cfg(test)]
mod tests;

pub use phonoglyph_entities::export_job::ExportStatus;
pub use service::ExportService;
pub use settings::JobSettings;
pub use snapshot::{
    HistoryFilter, JobFailure, JobResult, JobSnapshot, JobSource, JobStills, NewJob, StoredMaterial,
};
pub use store::connect;

/// How many previews of a user may wait or run at once.
pub const MAX_PREVIEWS: u64 = 8;

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
