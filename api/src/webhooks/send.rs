//! Sending one message, and what follows from how that went.

use super::{WebhookSettings, message, schedule, sign};
use crate::data::{DatabaseConnection, DbErr, Delivery, DeliveryStatus, Webhook, webhooks};
use crate::outside::{Outside, OutsideError};
use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a webhook may take to answer; the specification asks for 15 to 30 seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// After so long a message that was being sent is sent by somebody else.
pub(super) const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How many attempts the log of a message keeps.
const LOGGED: usize = 30;

/// Sends messages. Cheap to clone.
#[derive(Clone)]
pub(super) struct Sender {
    pub(super) db: DatabaseConnection,
    outside: Outside,
    settings: Arc<WebhookSettings>,
}

/// How an attempt went: the status that was answered, or why there was none.
type Outcome = Result<u16, OutsideError>;

impl Sender {
    pub(super) fn new(db: DatabaseConnection, outside: Outside, settings: WebhookSettings) -> Self {
        Self {
            db,
            outside,
            settings: Arc::new(settings),
        }
    }

    /// Sends a message that was claimed. If the database fails, it is claimed again later.
    pub(super) async fn send(&self, delivery: Delivery) {
        let id = delivery.id.clone();
        if let Err(error) = self.try_send(delivery).await {
            tracing::warn!(delivery = id, %error, "how a message to a webhook went cannot be written");
        }
    }

    async fn try_send(&self, delivery: Delivery) -> Result<(), DbErr> {
        let Some(webhook) = webhooks::of_delivery(&self.db, &delivery).await? else {
            // Deleted meanwhile, and its messages with it.
            return Ok(());
        };
        let begun = Instant::now();
        let outcome = self.post(&webhook, &delivery).await;
        self.note(&webhook, delivery, &outcome, begun.elapsed()).await
    }

    async fn post(&self, webhook: &Webhook, delivery: &Delivery) -> Outcome {
        let body = message::body(delivery);
        let now = webhooks::now();
        let old = webhook.old_secret.as_deref();
        let old = old.filter(|_| webhook.old_secret_until.is_some_and(|until| now < until));
        let secrets = std::iter::once(webhook.secret.as_str()).chain(old);
        let timestamp = now.timestamp();
        let id = format!("msg_{}", delivery.id);
        let headers = [
            ("webhook-id", id.clone()),
            ("webhook-timestamp", timestamp.to_string()),
            (
                "webhook-signature",
                sign::signatures(secrets, &id, timestamp, &body),
            ),
        ];
        self.outside.post(&webhook.url, &headers, body, PATIENCE).await
    }

    /// Writes how it went, and when it goes on.
    async fn note(
        &self,
        webhook: &Webhook,
        mut delivery: Delivery,
        outcome: &Outcome,
        took: Duration,
    ) -> Result<(), DbErr> {
        let now = webhooks::now();
        log(&mut delivery, outcome, took);
        delivery.updated_at = now;
        delivery.next_at = None;
        let taken = matches!(outcome, Ok(200..=299));
        let wait = schedule::wait(&self.settings.waits, delivery.round, &delivery.id);
        delivery.status = match wait {
            _ if taken => DeliveryStatus::Delivered,
            Some(wait) => {
                delivery.next_at = Some(now + wait);
                DeliveryStatus::Pending
            }
            None => DeliveryStatus::Failed,
        };
        if !webhooks::finish(&self.db, &delivery).await? {
            return Ok(());
        }
        if taken {
            return webhooks::healthy(&self.db, &webhook.id).await;
        }
        if matches!(outcome, Ok(410)) {
            let reason = "it answered 410 Gone";
            return webhooks::disable(&self.db, &webhook.id, reason, now).await;
        }
        let since = webhook.failing_since.unwrap_or(now);
        if (now - since)
            .to_std()
            .is_ok_and(|failing| failing >= self.settings.patience)
            && webhook.failing_since.is_some()
        {
            let reason = format!(
                "every message failed since {}",
                since.to_rfc3339_opts(SecondsFormat::Secs, true)
            );
            return webhooks::disable(&self.db, &webhook.id, &reason, now).await;
        }
        webhooks::failing(&self.db, &webhook.id, now).await
    }
}

/// Adds how it went to the message's log.
fn log(delivery: &mut Delivery, outcome: &Outcome, took: Duration) {
    let entry = json!({
        "at": webhooks::now().to_rfc3339_opts(SecondsFormat::Millis, true),
        "attempt": delivery.attempts,
        "status": outcome.as_ref().ok(),
        "error": outcome.as_ref().err().map(ToString::to_string),
        "millis": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    });
    if let Value::Array(entries) = &mut delivery.log {
        entries.push(entry);
        let too_many = entries.len().saturating_sub(LOGGED);
        entries.drain(..too_many);
    }
}
