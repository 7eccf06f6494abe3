//! Webhooks.

use super::text::bounded;
use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection, DeliveryStatus, webhooks};
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use crate::graphql::types::{Webhook, WebhookDelivery, WebhookEvent};
use crate::outside::Outside;
use crate::webhooks::{EVENTS, TEST, Webhooks, new_secret};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::TimeDelta;
use serde_json::json;

/// The longest address, in characters.
const MAX_URL: usize = 2000;
/// How long a secret signs beside the one that took its place.
const OVERLAP: TimeDelta = TimeDelta::hours(24);

/// The part of [`Mutation`](super::Mutation) about webhooks.
#[derive(Default)]
pub struct WebhookMutation;

/// A webhook to make.
#[derive(InputObject)]
pub struct CreateWebhookInput {
    /// Where messages are sent: an http or https address on the open internet.
    url: String,
    /// What it is for, up to 500 characters.
    #[graphql(default)]
    description: String,
    /// What it hears of; none given means all.
    #[graphql(default)]
    events: Vec<WebhookEvent>,
}

/// What to change in a webhook; what is left out stays.
#[derive(InputObject)]
pub struct UpdateWebhookInput {
    /// The webhook.
    id: ID,
    /// Another address.
    url: Option<String>,
    /// Another description, up to 500 characters.
    description: Option<String>,
    /// What it hears of from now on; empty means all.
    events: Option<Vec<WebhookEvent>>,
    /// Whether messages are sent to it: one that was switched off is switched on again so.
    enabled: Option<bool>,
}

/// A webhook to delete.
#[derive(InputObject)]
pub struct DeleteWebhookInput {
    /// The webhook.
    id: ID,
}

/// A webhook that is to have another secret.
#[derive(InputObject)]
pub struct RotateWebhookSecretInput {
    /// The webhook.
    id: ID,
}

/// A webhook to test.
#[derive(InputObject)]
pub struct TestWebhookInput {
    /// The webhook.
    id: ID,
}

/// A message to send again.
#[derive(InputObject)]
pub struct RedeliverWebhookInput {
    /// The delivery.
    delivery_id: ID,
}

/// What came of making a webhook.
#[derive(SimpleObject)]
pub struct CreateWebhookPayload {
    /// The new webhook.
    webhook: Webhook,
    /// What its messages are signed with: `whsec_` and base64. It is told this once.
    secret: String,
}

/// What came of changing a webhook.
#[derive(SimpleObject)]
pub struct UpdateWebhookPayload {
    /// The webhook as it is now.
    webhook: Webhook,
}

/// What came of deleting a webhook.
#[derive(SimpleObject)]
pub struct DeleteWebhookPayload {
    /// The id that names nothing any more.
    deleted_webhook_id: ID,
}

/// What came of changing a webhook's secret.
#[derive(SimpleObject)]
pub struct RotateWebhookSecretPayload {
    /// The webhook.
    webhook: Webhook,
    /// The new secret. It is told this once; the old one signs beside it for 24 hours more.
    secret: String,
}

/// What came of testing a webhook.
#[derive(SimpleObject)]
pub struct TestWebhookPayload {
    /// The message, which is sent now.
    delivery: WebhookDelivery,
}

/// What came of sending a message again.
#[derive(SimpleObject)]
pub struct RedeliverWebhookPayload {
    /// The message, which is sent now.
    delivery: WebhookDelivery,
}

#[Object]
impl WebhookMutation {
    /// Has an address hear of one's exports when they end, up to 20 of them.
    async fn create_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: CreateWebhookInput,
    ) -> Result<CreateWebhookPayload> {
        let url = address(ctx, &input.url)?;
        let description = bounded(&input.description, "input.description", 0, 500)?;
        if webhooks::count(db(ctx), user(ctx)).await? >= webhooks::MOST {
            return Err(Problem::Conflict {
                message: format!("there are {} webhooks already: delete one first", webhooks::MOST),
                field: "input".to_owned(),
            });
        }
        let (now, secret) = (webhooks::now(), secret()?);
        let row = data::Webhook {
            id: data::new_id(),
            user_id: user(ctx).to_owned(),
            url,
            description,
            events: names(&input.events),
            secret: secret.clone(),
            old_secret: None,
            old_secret_until: None,
            failing_since: None,
            disabled_at: None,
            disabled_reason: None,
            created_at: now,
            updated_at: now,
        };
        webhooks::insert(db(ctx), row.clone()).await?;
        Ok(CreateWebhookPayload {
            webhook: Webhook(row),
            secret,
        })
    }

    /// Changes a webhook.
    async fn update_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook and what to change in it.")] input: UpdateWebhookInput,
    ) -> Result<UpdateWebhookPayload> {
        let mut row = own(ctx, &input.id).await?;
        if let Some(url) = &input.url {
            row.url = address(ctx, url)?;
        }
        if let Some(text) = &input.description {
            row.description = bounded(text, "input.description", 0, 500)?;
        }
        if let Some(events) = &input.events {
            row.events = names(events);
        }
        match input.enabled {
            Some(true) => (row.disabled_at, row.disabled_reason, row.failing_since) = (None, None, None),
            Some(false) if row.disabled_at.is_none() => {
                let reason = "its owner switched it off";
                webhooks::disable(db(ctx), &row.id, reason, webhooks::now()).await?;
                (row.disabled_at, row.disabled_reason) = (Some(webhooks::now()), Some(reason.to_owned()));
            }
            _ => {}
        }
        let webhook = written(ctx, row).await?;
        Ok(UpdateWebhookPayload { webhook })
    }

    /// Deletes a webhook with its messages; nothing more is sent to it.
    async fn delete_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: DeleteWebhookInput,
    ) -> Result<DeleteWebhookPayload> {
        let row = own(ctx, &input.id).await?;
        if !webhooks::delete(db(ctx), user(ctx), &row.id).await? {
            return Err(missing());
        }
        Ok(DeleteWebhookPayload {
            deleted_webhook_id: input.id,
        })
    }

    /// Gives a webhook another secret. For 24 hours messages are signed with both, so that the receiver can change over.
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: RotateWebhookSecretInput,
    ) -> Result<RotateWebhookSecretPayload> {
        let mut row = own(ctx, &input.id).await?;
        let secret = secret()?;
        row.old_secret = Some(std::mem::replace(&mut row.secret, secret.clone()));
        row.old_secret_until = Some(webhooks::now() + OVERLAP);
        Ok(RotateWebhookSecretPayload {
            webhook: written(ctx, row).await?,
            secret,
        })
    }

    /// Sends a message of the event `webhook.test` to a webhook.
    async fn test_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The webhook.")] input: TestWebhookInput,
    ) -> Result<TestWebhookPayload> {
        let webhook = enabled(own(ctx, &input.id).await?, "input.id")?;
        let now = webhooks::now();
        let row = data::Delivery {
            id: data::new_id(),
            webhook_id: webhook.id,
            user_id: webhook.user_id,
            event: TEST.to_owned(),
            job_id: None,
            facts: json!({ "events": EVENTS }),
            status: DeliveryStatus::Pending,
            attempts: 0,
            round: 0,
            next_at: Some(now),
            log: json!([]),
            created_at: now,
            updated_at: now,
        };
        webhooks::add(db(ctx), row.clone()).await?;
        ctx.data_unchecked::<Webhooks>().wake();
        Ok(TestWebhookPayload {
            delivery: WebhookDelivery(row),
        })
    }

    /// Sends a message again, with the same id and the same content; if need be as often as one that is new.
    async fn redeliver_webhook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The message.")] input: RedeliverWebhookInput,
    ) -> Result<RedeliverWebhookPayload> {
        let field = "input.deliveryId";
        let id = ids::expect(Kind::WebhookDelivery, &input.delivery_id, field)?;
        let missing = || Problem::not_found("webhook delivery", field);
        let row = webhooks::delivery(db(ctx), user(ctx), &id)
            .await?
            .ok_or_else(missing)?;
        let webhook = webhooks::of_delivery(db(ctx), &row).await?.ok_or_else(missing)?;
        enabled(webhook, field)?;
        if !webhooks::again(db(ctx), &row, webhooks::now()).await? {
            return Err(Problem::Conflict {
                message: "the message is being sent at this moment: look again".to_owned(),
                field: field.to_owned(),
            });
        }
        ctx.data_unchecked::<Webhooks>().wake();
        let row = webhooks::delivery(db(ctx), user(ctx), &id)
            .await?
            .ok_or_else(missing)?;
        Ok(RedeliverWebhookPayload {
            delivery: WebhookDelivery(row),
        })
    }
}

/// Checks what can be seen in an address without asking anybody; its name is judged when it is asked.
fn address(ctx: &Context<'_>, url: &str) -> Result<String> {
    let url = bounded(url, "input.url", 1, MAX_URL)?;
    let checked = ctx.data_unchecked::<Outside>().check(&url);
    checked.map_err(|error| {
        let limit = format!("an http or https address on the open internet ({error})");
        Problem::field("input.url", format!("{url:?}"), limit)
    })?;
    Ok(url)
}

fn names(events: &[WebhookEvent]) -> serde_json::Value {
    let mut names: Vec<_> = events.iter().map(|event| event.name()).collect();
    names.sort_unstable();
    names.dedup();
    names.into()
}

fn secret() -> Result<String> {
    new_secret().map_err(|error| Problem::internal(&error))
}

fn enabled(webhook: data::Webhook, field: &str) -> Result<data::Webhook> {
    if webhook.disabled_at.is_none() {
        return Ok(webhook);
    }
    Err(Problem::Conflict {
        message: "the webhook is switched off: switch it on with updateWebhook first".to_owned(),
        field: field.to_owned(),
    })
}

fn missing() -> Problem {
    Problem::not_found("webhook", "input.id")
}

async fn own(ctx: &Context<'_>, id: &ID) -> Result<data::Webhook> {
    let row = ids::expect(Kind::Webhook, id, "input.id")?;
    webhooks::find(db(ctx), user(ctx), &row)
        .await?
        .ok_or_else(missing)
}

async fn written(ctx: &Context<'_>, mut row: data::Webhook) -> Result<Webhook> {
    row.updated_at = webhooks::now();
    if webhooks::update(db(ctx), row.clone()).await? {
        Ok(Webhook(row))
    } else {
        Err(missing())
    }
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}

fn db<'a>(ctx: &Context<'a>) -> &'a DatabaseConnection {
    ctx.data_unchecked()
}
