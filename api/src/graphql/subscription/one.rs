//! Following one job.

use super::has_ended;
use futures_util::Stream;
use futures_util::stream;
use phonoglyph_engine::job::{ExportService, JobError, JobSnapshot};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

struct Follower {
    exports: ExportService,
    changes: Receiver<JobSnapshot>,
    user: String,
    id: String,
    /// The snapshot, until it is given.
    first: Option<JobSnapshot>,
    /// The sequence that was given last.
    sequence: u64,
    ended: bool,
}

/// A job as it stands, then its changes, until it has ended.
pub async fn follow(
    exports: ExportService,
    user: String,
    id: String,
) -> Result<impl Stream<Item = Result<JobSnapshot, JobError>>, JobError> {
    let changes = exports.changes();
    let first = exports.job(&user, &id).await?;
    let follower = Follower {
        exports,
        changes,
        user,
        id,
        sequence: first.sequence,
        first: Some(first),
        ended: false,
    };
    Ok(stream::unfold(follower, |mut follower| async move {
        let job = follower.next().await?;
        Some((job, follower))
    }))
}

impl Follower {
    async fn next(&mut self) -> Option<Result<JobSnapshot, JobError>> {
        if let Some(first) = self.first.take() {
            return Some(Ok(self.given(first)));
        }
        while !self.ended {
            let job = match self.changes.recv().await {
                Ok(job) if job.id == self.id && job.user_id == self.user => job,
                Ok(_) => continue,
                Err(RecvError::Closed) => return None,
                Err(RecvError::Lagged(_)) => match self.exports.job(&self.user, &self.id).await {
                    Ok(job) => job,
                    Err(error) => {
                        self.ended = true;
                        return Some(Err(error));
                    }
                },
            };
            if job.sequence > self.sequence {
                return Some(Ok(self.given(job)));
            }
        }
        None
    }

    fn given(&mut self, job: JobSnapshot) -> JobSnapshot {
        self.sequence = job.sequence;
        self.ended = has_ended(job.status);
        job
    }
}
