//! Jobs whose process is gone: back into the queue, or failed if that happened too often.

use super::{RUNNING, Store, status, touched};
use crate::job::{ExportStatus, JobError, JobFailure, LastFailure};
use chrono::{DateTime, Utc};
use phonoglyph_entities::export_job::{Column, Entity, Model};
use sea_orm::prelude::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

/// An attempt whose process is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::job) struct Abandoned {
    /// The job.
    pub(in crate::job) id: String,
    /// Whose it is.
    pub(in crate::job) user_id: String,
    /// The attempt that was cut off.
    pub(in crate::job) attempt: u32,
}

impl Store {
    /// Takes back jobs whose lease has run out at `now` (`None`: all that another owner was running), except those
    /// in `here`, which run in this process whatever their lease says. Those with attempts left are queued again.
    pub(in crate::job) async fn take_back(
        &self,
        expired_at: Option<DateTime<Utc>>,
        here: &[String],
        attempts: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<Abandoned>, JobError> {
        let mut taken = Vec::new();
        for row in self.silent(expired_at).await? {
            if !here.contains(&row.id) && self.requeue(&row, attempts, now).await? {
                taken.push(Abandoned {
                    id: row.id,
                    user_id: row.user_id,
                    attempt: row.attempt.try_into().unwrap_or(0),
                });
            }
        }
        Ok(taken)
    }

    async fn silent(&self, expired_at: Option<DateTime<Utc>>) -> Result<Vec<Model>, JobError> {
        let condition = match expired_at {
            Some(now) => Condition::any()
                .add(Column::LeaseUntil.is_null())
                .add(Column::LeaseUntil.lt(now)),
            None => Condition::any()
                .add(Column::LeaseOwner.is_null())
                .add(Column::LeaseOwner.ne(&self.owner)),
        };
        let rows = Entity::find()
            .filter(Column::Status.is_in(RUNNING))
            .filter(condition)
            .all(&self.db)
            .await?;
        Ok(rows)
    }

    /// Ends the attempt that the row shows, unless it has changed since it was read.
    async fn requeue(&self, row: &Model, attempts: u32, now: DateTime<Utc>) -> Result<bool, JobError> {
        let mut update = touched(now)
            .col_expr(Column::Stage, Expr::value(None::<String>))
            .col_expr(Column::LeaseOwner, Expr::value(None::<String>))
            .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::FramesPerSecond, Expr::value(None::<f64>))
            .col_expr(Column::SecondsLeft, Expr::value(None::<f64>))
            .col_expr(Column::LastFailure, Expr::value(interrupted(row, now)));
        update = if i64::from(row.attempt) < i64::from(attempts) {
            update.col_expr(Column::Status, status(ExportStatus::Queued))
        } else {
            let message = format!(
                "the program stopped while it rendered this, {} times",
                row.attempt
            );
            update
                .col_expr(Column::Status, status(ExportStatus::Failed))
                .col_expr(Column::ErrorCode, Expr::value("INTERRUPTED"))
                .col_expr(Column::ErrorMessage, Expr::value(message))
                .col_expr(Column::CompletedAt, Expr::value(now))
        };
        let mut unchanged = Condition::all()
            .add(Column::Id.eq(&row.id))
            .add(Column::Attempt.eq(row.attempt))
            .add(Column::Status.is_in(RUNNING));
        unchanged = match (&row.lease_owner, row.lease_until) {
            (Some(owner), Some(until)) => unchanged
                .add(Column::LeaseOwner.eq(owner))
                .add(Column::LeaseUntil.eq(until)),
            _ => unchanged,
        };
        self.change_and_tell(&row.id, update.filter(unchanged), now).await
    }
}

/// The failure of an attempt whose process is gone.
fn interrupted(row: &Model, now: DateTime<Utc>) -> serde_json::Value {
    let failure = JobFailure {
        code: "INTERRUPTED".to_owned(),
        message: "the program stopped while it rendered this".to_owned(),
    };
    let last = LastFailure {
        failure,
        attempt: row.attempt.try_into().unwrap_or(0),
        at: now,
    };
    serde_json::to_value(last).unwrap_or_default()
}
