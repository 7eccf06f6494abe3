//! The rows: the only part of the queue that knows SeaORM.
//!
//! Every write says what must still be true for it to happen, in the same statement, and tells whether it did; no
//! transaction outlasts a call. That holds for one process on SQLite and for several on PostgreSQL.

mod claim;
mod database;
mod fenced;
mod read;
mod recover;
mod row;

#[cfg(test)]
mod tests;

pub use database::connect;

pub(super) use claim::Claimed;
pub(super) use fenced::Next;
pub(super) use recover::Abandoned;

use super::{ExportStatus, JobError, JobSnapshot, NewJob};
use chrono::{DateTime, SubsecRound, Utc};
use phonoglyph_entities::export_job::{ActiveModel, Column, Entity};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::{ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, TransactionTrait, UpdateMany,
};
use uuid::Uuid;

/// By how much a row's sequence rises with each write; the numbers between are for what is announced between writes.
pub(super) const SEQUENCE_STEP: u64 = 16;

/// Statuses of a job that runs somewhere.
const RUNNING: [ExportStatus; 2] = [ExportStatus::Rendering, ExportStatus::Uploading];
/// Statuses of a job that has not ended.
const ACTIVE: [ExportStatus; 3] = [
    ExportStatus::Queued,
    ExportStatus::Rendering,
    ExportStatus::Uploading,
];
/// Rows of one INSERT: SQLite takes 32766 values in a statement.
const ROWS_AT_ONCE: usize = 500;

/// Now, no finer than every database keeps it.
pub(super) fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// The table of jobs, seen by one process.
#[derive(Clone)]
pub(super) struct Store {
    db: DatabaseConnection,
    /// This process; another run of the program is another owner.
    owner: String,
}

impl Store {
    pub(super) fn new(db: DatabaseConnection) -> Self {
        let owner = Uuid::now_v7().to_string();
        Self { db, owner }
    }

    /// Adds jobs, all or none, in their order.
    pub(super) async fn insert(
        &self,
        jobs: Vec<NewJob>,
        now: DateTime<Utc>,
    ) -> Result<Vec<JobSnapshot>, JobError> {
        let rows: Vec<_> = jobs
            .into_iter()
            .map(|job| new_row(job, now))
            .collect::<Result<_, _>>()?;
        // The first statement writes, so SQLite's lock is waited for rather than found taken half-way.
        let transaction = self.db.begin().await?;
        for rows in rows.chunks(ROWS_AT_ONCE) {
            Entity::insert_many(rows.iter().map(|(row, _)| row.clone()))
                .exec_without_returning(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(rows.into_iter().map(|(_, snapshot)| snapshot).collect())
    }

    /// Cancels a job that has not ended; false if there is none such.
    pub(super) async fn cancel(&self, user: &str, id: &str, now: DateTime<Utc>) -> Result<bool, JobError> {
        let done = touched(now)
            .col_expr(Column::Status, status(ExportStatus::Cancelled))
            .col_expr(Column::Stage, Expr::value(None::<String>))
            .col_expr(Column::CompletedAt, Expr::value(now))
            .col_expr(Column::LeaseOwner, Expr::value(None::<String>))
            .filter(Column::Id.eq(id))
            .filter(Column::UserId.eq(user))
            .filter(Column::Status.is_in(ACTIVE))
            .exec(&self.db)
            .await?;
        Ok(done.rows_affected == 1)
    }
}

/// An update that its reader can see.
fn touched(now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .col_expr(
            Column::Sequence,
            Expr::col(Column::Sequence).add(SEQUENCE_STEP as i64),
        )
}

/// A status as a value in an update.
fn status(status: ExportStatus) -> SimpleExpr {
    Expr::value(status.to_value())
}

fn new_row(job: NewJob, now: DateTime<Utc>) -> Result<(ActiveModel, JobSnapshot), JobError> {
    let snapshot = JobSnapshot {
        id: Uuid::now_v7().to_string(),
        user_id: job.user_id,
        composition_id: job.composition_id,
        config: job.config,
        preview: job.preview,
        status: ExportStatus::Queued,
        stage: None,
        progress: 0.0,
        frames_done: 0,
        frames_total: None,
        attempt: 0,
        sequence: 0,
        error: None,
        result: None,
        created_at: now,
        updated_at: now,
        completed_at: None,
    };
    let json = |error: serde_json::Error| JobError::Database(row::unreadable(error));
    let row = ActiveModel {
        id: Set(snapshot.id.clone()),
        user_id: Set(snapshot.user_id.clone()),
        composition_id: Set(snapshot.composition_id.clone()),
        config: Set(serde_json::to_value(&snapshot.config).map_err(json)?),
        source: Set(serde_json::to_value(&job.source).map_err(json)?),
        preview: Set(snapshot.preview),
        status: Set(snapshot.status),
        progress: Set(0.0),
        frames_done: Set(0),
        attempt: Set(0),
        sequence: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        stage: NotSet,
        frames_total: NotSet,
        error_code: NotSet,
        error_message: NotSet,
        download_url: NotSet,
        file_size: NotSet,
        duration_seconds: NotSet,
        sha256: NotSet,
        warnings: NotSet,
        poster_frame: NotSet,
        lease_owner: NotSet,
        lease_until: NotSet,
        not_before: NotSet,
        completed_at: NotSet,
    };
    Ok((row, snapshot))
}
