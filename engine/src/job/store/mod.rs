//! The rows: the only part of the queue that knows SeaORM.
//!
//! Every write says what must still be true for it to happen, in the same statement, and tells whether it did; no
//! transaction outlasts a call. That holds for one process on SQLite and for several on PostgreSQL.

mod claim;
mod database;
mod fenced;
mod insert;
mod outbox;
mod place;
mod read;
mod recover;
mod remove;
mod row;
mod usage;

#[cfg(test)]
mod tests;

pub use database::connect;
pub use outbox::event;

pub(super) use claim::Claimed;
pub(super) use fenced::Next;
pub(super) use insert::Queued;
pub(super) use recover::Abandoned;
pub(super) use remove::Removable;

use super::{ExportStatus, JobError};
use chrono::{DateTime, SubsecRound, Utc};
use phonoglyph_entities::export_job::{Column, Entity};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::{ExprTrait, SimpleExpr};
use sea_orm::{ActiveEnum, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, UpdateMany};
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

    /// Cancels a job that has not ended; false if there is none such.
    pub(super) async fn cancel(&self, user: &str, id: &str, now: DateTime<Utc>) -> Result<bool, JobError> {
        let update = touched(now)
            .col_expr(Column::Status, status(ExportStatus::Cancelled))
            .col_expr(Column::Stage, Expr::value(None::<String>))
            .col_expr(Column::CompletedAt, Expr::value(now))
            .col_expr(Column::LeaseOwner, Expr::value(None::<String>))
            .col_expr(Column::FramesPerSecond, Expr::value(None::<f64>))
            .col_expr(Column::SecondsLeft, Expr::value(None::<f64>))
            .filter(Column::Id.eq(id))
            .filter(Column::UserId.eq(user))
            .filter(Column::Status.is_in(ACTIVE));
        self.change_and_tell(id, update, now).await
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
