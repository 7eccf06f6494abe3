//! Removing what is not kept any longer: results whose time is over, those of deleted exports, and old keys.

use super::JobError;
use super::queue::Context;
use super::store::{Removable, now};
use crate::storage::{StorageError, keys};
use std::sync::Weak;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How often it is looked for what is over.
const PACE: Duration = Duration::from_secs(60);

/// Sweeps at the start and then now and then, for as long as the queue is there.
pub(super) async fn keep_swept(context: Weak<Context>) {
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        pace.tick().await;
        let Some(context) = context.upgrade() else { return };
        if let Err(error) = sweep(&context).await {
            tracing::warn!(%error, "what is not kept any longer cannot be removed");
        }
    }
}

/// Removes all that is over now.
pub(super) async fn sweep(context: &Context) -> Result<(), JobError> {
    context.store.forget_keys(now()).await?;
    loop {
        let due = context.store.removable(now()).await?;
        let mut removed = 0;
        for job in &due {
            removed += usize::from(remove(context, job).await?);
        }
        // Where storage fails nothing is lost: the next sweep finds the same.
        if removed == 0 {
            return Ok(());
        }
    }
}

/// Removes the files first and notes it after: what is noted is gone, and what is not is removed again.
async fn remove(context: &Context, job: &Removable) -> Result<bool, JobError> {
    if let Err(error) = remove_files(context, job).await {
        tracing::warn!(job = job.id, %error, "the files of an export cannot be removed");
        return Ok(false);
    }
    context.store.removed(&job.id, now()).await?;
    if !job.deleted {
        match context.store.find(&job.user_id, &job.id).await {
            Ok(job) => context.announce(job),
            // Deleted meanwhile, or unreadable: there is nobody to tell.
            Err(error) => tracing::debug!(job = job.id, %error, "an expired export is not announced"),
        }
    }
    Ok(true)
}

async fn remove_files(context: &Context, job: &Removable) -> Result<(), StorageError> {
    for key in keys::of_attempt(&job.id, job.attempt)? {
        context.storage.delete(&key).await?;
    }
    Ok(())
}
