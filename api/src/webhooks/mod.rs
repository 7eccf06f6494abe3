//! Messages to webhooks, after the Standard Webhooks specification.
//!
//! Enters: rows of messages, written by whoever ends an export in the same transaction, and by tests and redeliveries.
//! Leaves: signed requests to addresses that users gave, through the guarded client, and a log of how each went. What
//! always holds: the table is the truth, a message is sent at least once and has one id however often that is, and
//! nobody waits for a webhook but this module.

mod message;
mod schedule;
mod send;
mod sign;

pub use message::{EVENTS, TEST};
pub use schedule::WAITS;
pub use sign::new_secret;

use crate::data::{DatabaseConnection, webhooks};
use crate::outside::Outside;
use chrono::TimeDelta;
use phonoglyph_engine::job::{JobSnapshot, event};
use send::Sender;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, broadcast};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// How many messages are sent at once.
const AT_ONCE: usize = 16;
/// The longest time between looks into the table, for what other processes wrote.
const PACE: Duration = Duration::from_secs(10);
/// How often old messages are forgotten.
const FORGET_PACE: TimeDelta = TimeDelta::hours(1);

/// How webhooks are served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookSettings {
    /// The waits before the second attempt at a message and those after.
    pub waits: Vec<Duration>,
    /// A webhook that has taken nothing for so long is switched off.
    pub patience: Duration,
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self {
            waits: WAITS.map(Duration::from_secs).to_vec(),
            patience: Duration::from_secs(5 * 24 * 3600),
        }
    }
}

/// Where it is said that there may be something to send. Cheap to clone.
#[derive(Clone, Default)]
pub struct Webhooks {
    wake: Arc<Notify>,
}

impl Webhooks {
    /// There may be something to send.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Sends until `stop`; what is under way then is sent to its end.
    pub async fn run(
        self,
        db: DatabaseConnection,
        outside: Outside,
        settings: WebhookSettings,
        mut changes: broadcast::Receiver<JobSnapshot>,
        stop: CancellationToken,
    ) {
        let sender = Sender::new(db.clone(), outside, settings);
        let mut sending = JoinSet::new();
        let mut forgotten = webhooks::now();
        loop {
            let next = match self.start_due(&sender, &mut sending).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::warn!(%error, "messages to webhooks cannot be read");
                    PACE
                }
            };
            if webhooks::now() - forgotten > FORGET_PACE {
                forgotten = webhooks::now();
                if let Err(error) = webhooks::forget_old(&db, forgotten).await {
                    tracing::warn!(%error, "old messages to webhooks cannot be removed");
                }
            }
            let alarm = Instant::now() + next;
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.wake.notified() => {}
                () = ended(&mut changes) => {}
                Some(_) = sending.join_next() => {}
                () = sleep_until(alarm) => {}
            }
        }
        while sending.join_next().await.is_some() {}
    }

    /// Starts to send what is due, and says how long to wait for what is due next.
    async fn start_due(
        &self,
        sender: &Sender,
        sending: &mut JoinSet<()>,
    ) -> Result<Duration, crate::data::DbErr> {
        let room = AT_ONCE.saturating_sub(sending.len());
        if room == 0 {
            return Ok(PACE);
        }
        let now = webhooks::now();
        for delivery in webhooks::claim(&sender.db, room as u64, send::LEASE, now).await? {
            let sender = sender.clone();
            sending.spawn(async move { sender.send(delivery).await });
        }
        let next = webhooks::next_due(&sender.db).await?;
        let wait = next.map(|next| (next - webhooks::now()).to_std().unwrap_or_default());
        Ok(wait.unwrap_or(PACE).clamp(Duration::from_millis(20), PACE))
    }
}

/// Waits until an export ends; one that is missed is found in the table.
async fn ended(changes: &mut broadcast::Receiver<JobSnapshot>) {
    loop {
        match changes.recv().await {
            Ok(job) if event(job.status).is_some() => return,
            Ok(_) => {}
            Err(broadcast::error::RecvError::Lagged(_)) => return,
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests;
