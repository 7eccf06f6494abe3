//! What all parts of the queue share, and taking the next job from it.

use super::settings::JobSettings;
use super::store::{Claimed, Store, now};
use super::turn::Turns;
use super::work::Work;
use super::{JobError, JobSnapshot};
use crate::storage::Storage;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::broadcast;

/// The pause between two events of mere progress: for each reader so much, and in all from the shortest to the longest.
const READER_PACE: Duration = Duration::from_millis(2);
const SHORTEST_PACE: Duration = Duration::from_millis(90);
const LONGEST_PACE: Duration = Duration::from_secs(2);

/// What all parts of the queue share.
pub(super) struct Context {
    pub(super) store: Store,
    pub(super) storage: Storage,
    pub(super) settings: JobSettings,
    pub(super) work: Arc<dyn Work>,
    pub(super) events: broadcast::Sender<JobSnapshot>,
    /// Where the database and storage are waited for; the actors' own thread only decides.
    pub(super) runtime: Handle,
}

impl Context {
    /// How long to wait between two events of mere progress: the more read them, the longer, so that telling a
    /// thousand readers takes a small share of the time that drawing takes.
    pub(super) fn pace(&self) -> Duration {
        let readers = u32::try_from(self.events.receiver_count()).unwrap_or(u32::MAX);
        READER_PACE
            .saturating_mul(readers)
            .clamp(SHORTEST_PACE, LONGEST_PACE)
    }

    /// Tells every reader how a job stands.
    pub(super) fn announce(&self, snapshot: JobSnapshot) {
        // Without readers there is nobody to tell.
        let _ = self.events.send(snapshot);
    }
}

/// What a look into the queue brought.
pub(super) enum Pick {
    /// A job that is now ours.
    Job(Box<Claimed>),
    /// Nothing is due; this is when something will be.
    Idle(Option<DateTime<Utc>>),
}

/// Which jobs there is a place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Any.
    Any,
    /// Previews alone.
    Preview,
}

/// Takes the job whose turn it is, of those that there is a place for.
pub(super) async fn pick(context: Arc<Context>, turns: Turns, place: Place) -> Result<Pick, JobError> {
    let now = now();
    let mut candidates = context.store.candidates(now).await?;
    candidates.retain(|candidate| candidate.preview || place == Place::Any);
    let (most, lease) = (context.settings.quotas.running, context.settings.lease);
    for candidate in turns.order(candidates) {
        let claimed = context.store.claim_within(&candidate, most, lease, now).await?;
        if let Some(claimed) = claimed {
            context.announce(claimed.snapshot.clone());
            return Ok(Pick::Job(Box::new(claimed)));
        }
    }
    Ok(Pick::Idle(context.store.next_due(now).await?))
}
