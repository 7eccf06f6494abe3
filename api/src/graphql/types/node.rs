//! Everything that has a global id.

use super::{ApiKey, Asset, Composition, CustomPreset, ExportJob, ExportTemplate, Webhook, WebhookDelivery};
use async_graphql::{ID, Interface};

/// Something with a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The opaque id, good for the query `node`."))]
#[allow(
    clippy::large_enum_variant,
    reason = "one lives as long as it takes to write it down"
)]
pub enum Node {
    /// A personal API key.
    ApiKey(ApiKey),
    /// An uploaded file.
    Asset(Asset),
    /// A song and what is drawn to it.
    Composition(Composition),
    /// An export.
    ExportJob(ExportJob),
    /// An export template.
    ExportTemplate(ExportTemplate),
    /// A preset of one's own.
    CustomPreset(CustomPreset),
    /// A webhook.
    Webhook(Webhook),
    /// A message to a webhook.
    WebhookDelivery(WebhookDelivery),
}
