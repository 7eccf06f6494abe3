//! Results that are removed: because their time is over, or because their user deleted the export.

use super::{Store, touched};
use crate::job::{ExportStatus, JobError};
use chrono::{DateTime, Utc};
use phonoglyph_entities::export_job::{Column, Entity};
use sea_orm::prelude::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

/// How many results are removed in one go.
const AT_ONCE: u64 = 100;

/// A job whose files are to be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::job) struct Removable {
    /// The job.
    pub(in crate::job) id: String,
    /// Whose it is.
    pub(in crate::job) user_id: String,
    /// Its last attempt, whose files they are.
    pub(in crate::job) attempt: u32,
    /// Whether its user deleted it, so that nobody is told.
    pub(in crate::job) deleted: bool,
}

impl Store {
    /// Hides a job that has ended from its user for good, and forgets what it was made from; what it is counted by
    /// stays. False if there is none such.
    pub(in crate::job) async fn delete(
        &self,
        user: &str,
        id: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, JobError> {
        let ended = [
            ExportStatus::Completed,
            ExportStatus::Failed,
            ExportStatus::Cancelled,
        ];
        let none = Expr::value(None::<String>);
        let done = touched(now)
            .col_expr(Column::DeletedAt, Expr::value(now))
            .col_expr(Column::Source, Expr::value(serde_json::json!({})))
            .col_expr(Column::Title, Expr::value(""))
            .col_expr(Column::Search, Expr::value(""))
            .col_expr(Column::ErrorMessage, none.clone())
            .col_expr(Column::LastFailure, Expr::value(None::<serde_json::Value>))
            .col_expr(Column::DownloadUrl, none)
            .filter(Column::Id.eq(id))
            .filter(Column::UserId.eq(user))
            .filter(Column::DeletedAt.is_null())
            .filter(Column::Status.is_in(ended))
            .exec(&self.db)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Jobs whose files are to be removed now; some of them, if there are many.
    pub(in crate::job) async fn removable(&self, now: DateTime<Utc>) -> Result<Vec<Removable>, JobError> {
        let due = Condition::any()
            .add(Column::DeletedAt.is_not_null())
            .add(Column::ExpiresAt.lte(now));
        let rows: Vec<(String, String, i32, Option<DateTime<Utc>>)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::UserId, Column::Attempt, Column::DeletedAt])
            .filter(Column::Status.eq(ExportStatus::Completed))
            .filter(Column::ExpiredAt.is_null())
            .filter(due)
            .limit(AT_ONCE)
            .into_tuple()
            .all(&self.db)
            .await?;
        let removable = |(id, user_id, attempt, deleted): (_, _, i32, Option<DateTime<Utc>>)| Removable {
            id,
            user_id,
            attempt: attempt.try_into().unwrap_or(0),
            deleted: deleted.is_some(),
        };
        Ok(rows.into_iter().map(removable).collect())
    }

    /// Notes that a job's files are gone.
    pub(in crate::job) async fn removed(&self, id: &str, now: DateTime<Utc>) -> Result<(), JobError> {
        touched(now)
            .col_expr(Column::ExpiredAt, Expr::value(now))
            .col_expr(Column::DownloadUrl, Expr::value(None::<String>))
            .filter(Column::Id.eq(id))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}
