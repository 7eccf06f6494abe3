//! Taking a job from the queue: whoever changes its row first has it.

use super::insert::hold;
use super::row::unreadable;
use super::{RUNNING, Store, status, touched};
use crate::job::turn::Candidate;
use crate::job::work::Assignment;
use crate::job::{ExportStatus, JobError, JobSnapshot};
use chrono::{DateTime, Utc};
use phonoglyph_entities::export_job::{Column, Entity, Model};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, TransactionTrait,
};
use std::collections::HashMap;
use std::time::Duration;

/// A job that is now this process's to run.
#[derive(Debug)]
pub(in crate::job) struct Claimed {
    /// The job as it stands.
    pub(in crate::job) snapshot: JobSnapshot,
    /// What is to be done.
    pub(in crate::job) assignment: Assignment,
}

impl Store {
    /// The due preview and the due export of each user that go first: the oldest of the highest priority.
    pub(in crate::job) async fn candidates(&self, now: DateTime<Utc>) -> Result<Vec<Candidate>, JobError> {
        let heads: Vec<(String, bool, i32, String)> = Entity::find()
            .select_only()
            .column(Column::UserId)
            .column(Column::Preview)
            .column(Column::Priority)
            .column_as(Column::Id.min(), "id")
            .filter(Column::Status.eq(ExportStatus::Queued))
            .filter(due(now))
            .group_by(Column::UserId)
            .group_by(Column::Preview)
            .group_by(Column::Priority)
            .order_by_desc(Column::Priority)
            .into_tuple()
            .all(&self.db)
            .await?;
        if heads.is_empty() {
            return Ok(Vec::new());
        }
        let running = self.running().await?;
        let mut first: HashMap<(String, bool), String> = HashMap::new();
        for (user, preview, _, id) in heads {
            first.entry((user, preview)).or_insert(id);
        }
        let candidate = |((user_id, preview), id): ((String, bool), String)| Candidate {
            running: running.get(&user_id).copied().unwrap_or(0),
            id,
            user_id,
            preview,
        };
        Ok(first.into_iter().map(candidate).collect())
    }

    /// How many jobs each user has running.
    pub(super) async fn running(&self) -> Result<HashMap<String, u64>, JobError> {
        let counts: Vec<(String, i64)> = Entity::find()
            .select_only()
            .column(Column::UserId)
            .column_as(Column::Id.count(), "running")
            .filter(Column::Status.is_in(RUNNING))
            .group_by(Column::UserId)
            .into_tuple()
            .all(&self.db)
            .await?;
        let count = |(user, count): (String, i64)| (user, count.unsigned_abs());
        Ok(counts.into_iter().map(count).collect())
    }

    /// When the next job that is not yet due will be.
    pub(in crate::job) async fn next_due(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, JobError> {
        let next: Option<Option<DateTime<Utc>>> = Entity::find()
            .select_only()
            .column_as(Column::NotBefore.min(), "next")
            .filter(Column::Status.eq(ExportStatus::Queued))
            .filter(Column::NotBefore.gt(now))
            .into_tuple()
            .one(&self.db)
            .await?;
        Ok(next.flatten())
    }

    /// Takes a candidate as [`claim`](Self::claim) does, if its user has fewer than `most` exports running then,
    /// whichever servers run them; previews do not count and are taken in any case.
    pub(in crate::job) async fn claim_within(
        &self,
        candidate: &Candidate,
        most: Option<u64>,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Option<Claimed>, JobError> {
        let Some(most) = most.filter(|_| !candidate.preview) else {
            return self.claim(&candidate.id, lease, now).await;
        };
        let user = &candidate.user_id;
        // Whoever waits for a place is looked at often, and mostly this is enough.
        if exports_running(&self.db, user).await? >= most {
            return Ok(None);
        }
        let transaction = self.db.begin().await?;
        hold(&transaction, user, now).await?;
        let free = exports_running(&transaction, user).await? < most;
        let started = free && self.start(&transaction, &candidate.id, lease, now).await?;
        transaction.commit().await?;
        match started {
            true => self.started(&candidate.id, now).await,
            false => Ok(None),
        }
    }

    /// Takes a queued, due job for the next attempt; none if someone was faster or what is stored of it cannot be
    /// read (it has then failed).
    pub(in crate::job) async fn claim(
        &self,
        id: &str,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<Option<Claimed>, JobError> {
        match self.start(&self.db, id, lease, now).await? {
            true => self.started(id, now).await,
            false => Ok(None),
        }
    }

    /// Makes a queued, due job this process's; false if it is none any more.
    async fn start(
        &self,
        db: &impl ConnectionTrait,
        id: &str,
        lease: Duration,
        now: DateTime<Utc>,
    ) -> Result<bool, JobError> {
        let claimed = touched(now)
            .col_expr(Column::Status, status(ExportStatus::Rendering))
            .col_expr(Column::Stage, Expr::value("preparing"))
            .col_expr(Column::Attempt, Expr::col(Column::Attempt).add(1))
            .col_expr(Column::LeaseOwner, Expr::value(self.owner.clone()))
            .col_expr(Column::LeaseUntil, Expr::value(now + lease))
            .col_expr(Column::NotBefore, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::StartedAt, Expr::value(now))
            .col_expr(Column::StageSeconds, Expr::value(None::<serde_json::Value>))
            .filter(Column::Id.eq(id))
            .filter(Column::Status.eq(ExportStatus::Queued))
            .filter(due(now))
            .exec(db)
            .await?;
        Ok(claimed.rows_affected == 1)
    }

    /// A job that has become this process's.
    async fn started(&self, id: &str, now: DateTime<Utc>) -> Result<Option<Claimed>, JobError> {
        let Some(row) = Entity::find_by_id(id).one(&self.db).await? else {
            return Ok(None);
        };
        if row.lease_owner.as_deref() != Some(&self.owner) {
            // Cancelled between the two statements.
            return Ok(None);
        }
        match read(row) {
            Ok(claimed) => Ok(Some(claimed)),
            Err(error) => {
                tracing::error!(job = id, %error, "what is stored of a job cannot be read");
                self.condemn(id, now).await?;
                Ok(None)
            }
        }
    }

    /// Fails a job that this process has taken but cannot read.
    async fn condemn(&self, id: &str, now: DateTime<Utc>) -> Result<(), JobError> {
        let update = touched(now)
            .col_expr(Column::Status, status(ExportStatus::Failed))
            .col_expr(Column::Stage, Expr::value(None::<String>))
            .col_expr(Column::ErrorCode, Expr::value("BAD_JOB"))
            .col_expr(
                Column::ErrorMessage,
                Expr::value("what is stored of this export cannot be read: queue it anew"),
            )
            .col_expr(Column::CompletedAt, Expr::value(now))
            .filter(Column::Id.eq(id))
            .filter(Column::LeaseOwner.eq(self.owner.clone()))
            .filter(Column::Status.is_in(RUNNING));
        self.change_and_tell(id, update, now).await.map(drop)
    }
}

/// How many exports of a user run, in any process; previews do not count.
pub(super) async fn exports_running(db: &impl ConnectionTrait, user: &str) -> Result<u64, JobError> {
    let running = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::Preview.eq(false))
        .filter(Column::Status.is_in(RUNNING));
    Ok(running.count(db).await?)
}

fn due(now: DateTime<Utc>) -> Condition {
    Condition::any()
        .add(Column::NotBefore.is_null())
        .add(Column::NotBefore.lte(now))
}

fn read(row: Model) -> Result<Claimed, sea_orm::DbErr> {
    let source = serde_json::from_value(row.source.clone()).map_err(unreadable)?;
    let snapshot = JobSnapshot::try_from(row)?;
    let assignment = Assignment {
        id: snapshot.id.clone(),
        config: snapshot.config.clone(),
        source,
        created: snapshot.created_at.timestamp(),
    };
    Ok(Claimed { snapshot, assignment })
}
