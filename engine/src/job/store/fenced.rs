//! What a running attempt writes: only while the row is still its own.

use super::{RUNNING, Store, event};
use crate::job::{ExportStatus, JobError, JobSnapshot};
use chrono::{DateTime, Utc};
use phonoglyph_entities::export_job::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::prelude::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use std::time::Duration;

/// What a queued job waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::job) enum Next {
    /// It still runs, or has ended.
    Nothing,
    /// Another attempt, not before this time.
    Attempt(DateTime<Utc>),
    /// The same attempt, as if it had never begun.
    Restart,
}

impl Store {
    /// Writes how a job stands on behalf of attempt `snapshot.attempt` of this process; false if the row is no
    /// longer that attempt's.
    pub(in crate::job) async fn save(&self, snapshot: &JobSnapshot, next: Next) -> Result<bool, JobError> {
        let attempt = number(snapshot.attempt);
        let mut row = columns(snapshot);
        match next {
            Next::Nothing => {}
            Next::Attempt(not_before) => row.not_before = Set(Some(not_before)),
            Next::Restart => row.attempt = Set(attempt.saturating_sub(1)),
        }
        if !RUNNING.contains(&snapshot.status) {
            row.lease_owner = Set(None);
            row.lease_until = Set(None);
        }
        let update = Entity::update_many()
            .set(row)
            .filter(self.fence(&snapshot.id, snapshot.attempt));
        if event(snapshot.status).is_some() {
            return self
                .change_and_tell(&snapshot.id, update, snapshot.updated_at)
                .await;
        }
        Ok(update.exec(&self.db).await?.rows_affected == 1)
    }

    /// Renews the lease of an attempt of this process; false if the row is no longer that attempt's.
    pub(in crate::job) async fn renew(
        &self,
        id: &str,
        attempt: u32,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<bool, JobError> {
        let done = Entity::update_many()
            .col_expr(Column::LeaseUntil, Expr::value(now + lease))
            .filter(self.fence(id, attempt))
            .exec(&self.db)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// The row of a job, as long as it is that attempt of this process that runs it.
    fn fence(&self, id: &str, attempt: u32) -> Condition {
        Condition::all()
            .add(Column::Id.eq(id))
            .add(Column::Attempt.eq(number(attempt)))
            .add(Column::LeaseOwner.eq(&self.owner))
            .add(Column::Status.is_in(RUNNING))
    }
}

/// An attempt as its column holds it.
fn number(attempt: u32) -> i32 {
    signed(u64::from(attempt)) as i32
}

/// All that changes while a job runs.
fn columns(snapshot: &JobSnapshot) -> ActiveModel {
    let mut row = ActiveModel {
        status: Set(snapshot.status),
        stage: Set(snapshot.stage.clone()),
        progress: Set(snapshot.progress),
        frames_done: Set(signed(snapshot.frames_done)),
        frames_total: Set(snapshot.frames_total.map(signed)),
        frames_per_second: Set(snapshot.frames_per_second),
        seconds_left: Set(snapshot.seconds_left),
        // Plain data, which always becomes JSON.
        last_failure: Set(snapshot
            .last_failure
            .as_ref()
            .and_then(|last| serde_json::to_value(last).ok())),
        stage_seconds: Set(serde_json::to_value(snapshot.stages).ok()),
        work_seconds: Set(worked(snapshot)),
        expires_at: Set(snapshot.expires_at),
        sequence: Set(signed(snapshot.sequence)),
        error_code: Set(snapshot.error.as_ref().map(|error| error.code.clone())),
        error_message: Set(snapshot.error.as_ref().map(|error| error.message.clone())),
        updated_at: Set(snapshot.updated_at),
        completed_at: Set(snapshot.completed_at),
        ..ActiveModel::default()
    };
    if let Some(result) = &snapshot.result
        && snapshot.status == ExportStatus::Completed
    {
        row.download_url = Set(Some(format!("/exports/{}/file", snapshot.id)));
        row.file_size = Set(Some(signed(result.bytes)));
        row.duration_seconds = Set(Some(result.duration_seconds));
        row.sha256 = Set(Some(result.sha256.clone()));
        row.codecs = Set(result.codecs.clone());
        row.warnings = Set(Some(result.warnings.clone().into()));
        row.poster_frame = Set(result.stills.as_ref().map(|stills| signed(stills.frame)));
    }
    row
}

/// How long the attempt took, once it has ended.
fn worked(snapshot: &JobSnapshot) -> Option<f64> {
    let took = snapshot.completed_at? - snapshot.started_at?;
    took.to_std().ok().map(|took| took.as_secs_f64())
}

/// Databases have no unsigned numbers; ours are far below the limit.
fn signed(value: u64) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}
