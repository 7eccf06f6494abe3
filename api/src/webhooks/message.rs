//! What is said to a webhook.

use crate::data::Delivery;
use crate::graphql;
use chrono::SecondsFormat;
use serde_json::{Value, json};

/// What happened, as webhooks may listen to it.
pub const EVENTS: [&str; 3] = ["export.completed", "export.failed", "export.cancelled"];
/// The event of a test.
pub const TEST: &str = "webhook.test";

/// The body of a message: `type`, `timestamp` and `data`, as the specification recommends. It is the same however often
/// it is sent. Ids are those of the API.
pub fn body(delivery: &Delivery) -> String {
    let mut data = delivery.facts.clone();
    if let Some(fields) = data.as_object_mut() {
        for (from, to, id) in [
            ("job", "jobId", graphql::job_id as fn(&str) -> String),
            ("composition", "compositionId", graphql::composition_id),
        ] {
            if let Some(Value::String(row)) = fields.remove(from) {
                fields.insert(to.to_owned(), id(&row).into());
            }
        }
    }
    let body = json!({
        "type": delivery.event,
        "timestamp": delivery.created_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "data": data,
    });
    body.to_string()
}
