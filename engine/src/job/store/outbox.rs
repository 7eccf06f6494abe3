//! What webhooks are to be told: written in the transaction that ends a job, so that it is told if and only if the job
//! ended so, whatever stops meanwhile.

use super::Store;
use crate::job::{ExportStatus, JobError};
use chrono::{DateTime, Utc};
use phonoglyph_entities::export_job::{Entity, Model};
use phonoglyph_entities::webhook;
use phonoglyph_entities::webhook_delivery::{ActiveModel, DeliveryStatus, Entity as Deliveries};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, TransactionTrait, UpdateMany};
use serde_json::json;
use uuid::Uuid;

/// The name of the event that a job in this status means; none for one that has not ended.
pub fn event(status: ExportStatus) -> Option<&'static str> {
    match status {
        ExportStatus::Completed => Some("export.completed"),
        ExportStatus::Failed => Some("export.failed"),
        ExportStatus::Cancelled => Some("export.cancelled"),
        ExportStatus::Queued | ExportStatus::Rendering | ExportStatus::Uploading => None,
    }
}

impl Store {
    /// Changes the row of a job and, if the change ends the job, writes what its user's webhooks are to be told, both or
    /// neither. False if no row was changed.
    pub(super) async fn change_and_tell(
        &self,
        id: &str,
        update: UpdateMany<Entity>,
        now: DateTime<Utc>,
    ) -> Result<bool, JobError> {
        // The first statement writes, so SQLite's lock is waited for rather than found taken half-way.
        let transaction = self.db.begin().await?;
        let changed = update.exec(&transaction).await?.rows_affected == 1;
        if changed {
            tell(&transaction, id, now).await?;
        }
        transaction.commit().await?;
        Ok(changed)
    }
}

async fn tell(transaction: &DatabaseTransaction, id: &str, now: DateTime<Utc>) -> Result<(), JobError> {
    let Some(job) = Entity::find_by_id(id).one(transaction).await? else {
        return Ok(());
    };
    let Some(event) = event(job.status).filter(|_| !job.preview) else {
        return Ok(());
    };
    let webhooks = webhook::Entity::find()
        .filter(webhook::Column::UserId.eq(&job.user_id))
        .filter(webhook::Column::DisabledAt.is_null())
        .all(transaction)
        .await?;
    let facts = facts(&job);
    let rows: Vec<_> = webhooks
        .into_iter()
        .filter(|webhook| listens(webhook, event))
        .map(|webhook| ActiveModel {
            id: Set(Uuid::now_v7().to_string()),
            webhook_id: Set(webhook.id),
            user_id: Set(job.user_id.clone()),
            event: Set(event.to_owned()),
            job_id: Set(Some(job.id.clone())),
            facts: Set(facts.clone()),
            status: Set(DeliveryStatus::Pending),
            attempts: Set(0),
            round: Set(0),
            next_at: Set(Some(now)),
            log: Set(json!([])),
            created_at: Set(now),
            updated_at: Set(now),
        })
        .collect();
    if !rows.is_empty() {
        Deliveries::insert_many(rows)
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

fn listens(webhook: &webhook::Model, event: &str) -> bool {
    let events = webhook.events.as_array();
    events.is_none_or(|events| events.is_empty() || events.iter().any(|name| name == event))
}

/// What is told of a job: as it is now, whatever becomes of its row.
fn facts(job: &Model) -> serde_json::Value {
    let Model {
        id,
        composition_id,
        title,
        preset,
        status,
        attempt,
        error_code,
        error_message,
        file_size,
        duration_seconds,
        sha256,
        codecs,
        created_at,
        completed_at,
        expires_at,
        ..
    } = job;
    let error = error_code.as_ref().filter(|_| *status == ExportStatus::Failed);
    json!({
        "job": id,
        "composition": composition_id,
        "title": title,
        "preset": preset,
        "status": format!("{status:?}").to_uppercase(),
        "attempt": attempt,
        "error": error.map(|code| json!({ "code": code, "message": error_message })),
        "fileSize": file_size,
        "durationSeconds": duration_seconds,
        "sha256": sha256,
        "codecs": codecs,
        "createdAt": created_at,
        "completedAt": completed_at,
        "expiresAt": expires_at,
    })
}
