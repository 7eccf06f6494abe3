//! Taking up what a process that is gone has left.

use super::JobError;
use super::queue::Context;
use super::store::{Abandoned, now};
use crate::storage::{StorageError, keys};

/// Which running jobs are taken for abandoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// All of other runs of the program: there is no other now.
    AllOthers,
    /// Those whose lease has run out.
    Expired,
}

/// Takes back abandoned jobs, except those in `here`, and removes what they may have stored.
pub(super) async fn take_back(context: &Context, which: Which, here: &[String]) -> Result<(), JobError> {
    let now = now();
    let expired_at = (which == Which::Expired).then_some(now);
    let attempts = context.settings.attempts;
    for job in context.store.take_back(expired_at, here, attempts, now).await? {
        tracing::warn!(
            job = job.id,
            attempt = job.attempt,
            "taken up again after its process stopped"
        );
        discard(context, &job).await;
        match context.store.find(&job.user_id, &job.id).await {
            Ok(job) => context.announce(job),
            // One row that cannot be read must not keep the others, or the whole queue, from going on.
            Err(error) => {
                tracing::warn!(job = job.id, %error, "a job that was taken up again cannot be read")
            }
        }
    }
    Ok(())
}

async fn discard(context: &Context, job: &Abandoned) {
    if let Err(error) = remove(context, job).await {
        tracing::warn!(job = job.id, %error, "what an attempt stored cannot be removed");
    }
}

async fn remove(context: &Context, job: &Abandoned) -> Result<(), StorageError> {
    for key in keys::of_attempt(&job.id, job.attempt)? {
        context.storage.delete(&key).await?;
    }
    Ok(())
}
