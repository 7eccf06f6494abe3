//! Webhooks.

use super::scalars::{DateTime, int};
use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection};
use crate::graphql::error::{Nullable, Problem, Result};
use crate::graphql::ids::{self, Kind};
use crate::graphql::page::{Connection, Wanted, page_cost};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};

/// What a webhook may hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[expect(clippy::enum_variant_names, reason = "more than exports may send messages")]
pub enum WebhookEvent {
    /// `export.completed`: an export is finished.
    ExportCompleted,
    /// `export.failed`: an export failed for good.
    ExportFailed,
    /// `export.cancelled`: an export was cancelled.
    ExportCancelled,
}

impl WebhookEvent {
    const ALL: [Self; 3] = [Self::ExportCompleted, Self::ExportFailed, Self::ExportCancelled];

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::ExportCompleted => "export.completed",
            Self::ExportFailed => "export.failed",
            Self::ExportCancelled => "export.cancelled",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

/// Where a message to a webhook stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "data::DeliveryStatus")]
pub enum WebhookDeliveryStatus {
    /// It is to be sent, for the first time or again.
    Pending,
    /// It was taken: the answer was 200 to 299.
    Delivered,
    /// It was given up.
    Failed,
}

/// A webhook.
pub struct Webhook(pub data::Webhook);

/// An address that hears of exports when they end, in signed messages after the Standard Webhooks specification.
#[Object]
impl Webhook {
    /// The opaque id of this webhook.
    pub async fn id(&self) -> ID {
        ids::encode(Kind::Webhook, &self.0.id)
    }

    /// Where messages are sent.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// What it is for.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// What it hears of; empty means all.
    async fn events(&self) -> Vec<WebhookEvent> {
        let names = self.0.events.as_array().into_iter().flatten();
        names
            .filter_map(|name| WebhookEvent::named(name.as_str()?))
            .collect()
    }

    /// Whether messages are sent to it.
    async fn enabled(&self) -> bool {
        self.0.disabled_at.is_none()
    }

    /// When it was switched off.
    async fn disabled_at(&self) -> Option<DateTime> {
        self.0.disabled_at.map(Into::into)
    }

    /// Why it was switched off.
    async fn disabled_reason(&self) -> Option<&str> {
        self.0.disabled_reason.as_deref()
    }

    /// Since when it has taken no message; null where it took the last.
    async fn failing_since(&self) -> Option<DateTime> {
        self.0.failing_since.map(Into::into)
    }

    /// Until when the secret before signs beside the new one; null where there is none.
    async fn old_secret_until(&self) -> Option<DateTime> {
        self.0.old_secret_until.map(Into::into)
    }

    /// The messages to it, newest first; those that are over are kept for 30 days.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many entries, 1 to 100.", default = 20)] first: Option<i32>,
        #[graphql(desc = "The cursor of the entry after which to go on.")] after: Option<String>,
    ) -> Result<Connection<WebhookDelivery>> {
        let wanted = Wanted::new(first, after.as_deref())?;
        let db = ctx.data_unchecked::<DatabaseConnection>();
        let rows = data::webhooks::deliveries(db, &self.0.id, &wanted.slice()).await?;
        Ok(wanted.page(rows, |row| &row.id, WebhookDelivery))
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// A message to a webhook.
pub struct WebhookDelivery(pub data::Delivery);

/// A message to a webhook, and how sending it went.
#[Object]
impl WebhookDelivery {
    /// The opaque id of this delivery.
    pub async fn id(&self) -> ID {
        ids::encode(Kind::WebhookDelivery, &self.0.id)
    }

    /// The header `webhook-id` of the message: the same however often it is sent.
    async fn message_id(&self) -> String {
        format!("msg_{}", self.0.id)
    }

    /// What it tells of, such as `export.completed`, or `webhook.test`.
    async fn event(&self) -> &str {
        &self.0.event
    }

    /// The id of the export that it tells of; null for a test.
    async fn job_id(&self) -> Option<ID> {
        let row = self.0.job_id.as_deref()?;
        Some(ids::encode(Kind::ExportJob, row))
    }

    /// Where it stands.
    async fn status(&self) -> WebhookDeliveryStatus {
        self.0.status.into()
    }

    /// How often it was sent.
    async fn attempt_count(&self) -> i32 {
        self.0.attempts
    }

    /// When it is sent next; null where it is over.
    async fn next_attempt_at(&self) -> Option<DateTime> {
        self.0.next_at.map(Into::into)
    }

    /// How each attempt went, the oldest first; the last 30 are kept.
    async fn attempts(&self) -> Vec<WebhookAttempt> {
        let entries = self.0.log.as_array().into_iter().flatten();
        entries.filter_map(WebhookAttempt::read).collect()
    }

    /// The webhook.
    #[graphql(complexity = "1 + child_complexity")]
    async fn webhook(&self, ctx: &Context<'_>) -> Nullable<Webhook> {
        let user = &ctx.data_unchecked::<Viewer>().user_id;
        let db = ctx.data_unchecked::<DatabaseConnection>();
        let found = data::webhooks::find(db, user, &self.0.webhook_id).await;
        let found = found.map_err(Problem::from).transpose()?;
        Some(found.map(Webhook))
    }

    /// When it came about.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// An attempt at sending a message.
#[derive(SimpleObject)]
pub struct WebhookAttempt {
    /// Which attempt it was, from 1.
    number: i32,
    /// When it ended.
    at: DateTime,
    /// The HTTP status that was answered; null where there was no answer.
    status: Option<i32>,
    /// Why there was no answer.
    error: Option<String>,
    /// How long it took, in milliseconds.
    milliseconds: i32,
}

impl WebhookAttempt {
    fn read(entry: &serde_json::Value) -> Option<Self> {
        let at = chrono::DateTime::parse_from_rfc3339(entry["at"].as_str()?).ok()?;
        Some(Self {
            number: int(entry["attempt"].as_i64()?),
            at: at.to_utc().into(),
            status: entry["status"].as_i64().map(int),
            error: entry["error"].as_str().map(str::to_owned),
            milliseconds: int(entry["millis"].as_i64()?),
        })
    }
}
