//! Queueing: all or none, within the user's quotas, and once for each idempotency key.

use super::row::unreadable;
use super::{Store, usage};
use crate::export::ExportConfig;
use crate::job::{ExportStatus, JobError, JobSnapshot, NewJob, Once, Quotas, StageTimes};
use chrono::{DateTime, TimeDelta, Utc};
use phonoglyph_entities::export_job::{ActiveModel, Entity};
use phonoglyph_entities::{export_user, idempotency_key};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, SqlErr, TransactionTrait};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Rows of one INSERT: SQLite takes 32766 values in a statement.
const ROWS_AT_ONCE: usize = 500;
/// How long an idempotency key is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// What came of queueing.
#[derive(Debug, PartialEq)]
pub(in crate::job) enum Queued {
    /// These jobs are new.
    New(Vec<JobSnapshot>),
    /// The same was asked for before under the same key: these are the jobs that came of it.
    Before(Vec<JobSnapshot>),
}

impl Store {
    /// Adds jobs, all or none, in their order.
    #[cfg(test)]
    pub(in crate::job) async fn insert(
        &self,
        jobs: Vec<NewJob>,
        now: DateTime<Utc>,
    ) -> Result<Vec<JobSnapshot>, JobError> {
        match self.queue(jobs, None, &Quotas::default(), now).await? {
            Queued::New(jobs) | Queued::Before(jobs) => Ok(jobs),
        }
    }

    /// Adds jobs of one user, all or none, in their order; none where a key says that they were added before.
    pub(in crate::job) async fn queue(
        &self,
        jobs: Vec<NewJob>,
        once: Option<&Once>,
        quotas: &Quotas,
        now: DateTime<Utc>,
    ) -> Result<Queued, JobError> {
        let users: BTreeSet<String> = jobs.iter().map(|job| job.user_id.clone()).collect();
        let rows: Vec<_> = jobs
            .into_iter()
            .map(|job| new_row(job, now))
            .collect::<Result<_, _>>()?;
        let transaction = self.db.begin().await?;
        for user in &users {
            hold(&transaction, user, now).await?;
        }
        let ids: Vec<_> = rows.iter().map(|(_, job)| job.id.as_str()).collect();
        for (user, once) in users.iter().zip(once) {
            match use_key(&transaction, user, once, &ids, now).await {
                Ok(None) => {}
                Ok(Some(before)) => {
                    transaction.rollback().await?;
                    return Ok(Queued::Before(self.all(user, &before).await?));
                }
                Err(error) => {
                    transaction.rollback().await?;
                    return Err(error);
                }
            }
        }
        for user in &users {
            let new = rows.iter().map(|(_, job)| job).filter(|job| job.user_id == *user);
            let video: f64 = rows
                .iter()
                .filter_map(|(row, job)| match &row.video_seconds {
                    Set(seconds) if job.user_id == *user => *seconds,
                    _ => None,
                })
                .sum();
            usage::check(&transaction, user, quotas, new, video, now).await?;
        }
        for rows in rows.chunks(ROWS_AT_ONCE) {
            Entity::insert_many(rows.iter().map(|(row, _)| row.clone()))
                .exec_without_returning(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(Queued::New(
            rows.into_iter().map(|(_, snapshot)| snapshot).collect(),
        ))
    }

    /// The jobs that were queued under a key; none if it was not used.
    pub(in crate::job) async fn queued_before(
        &self,
        user: &str,
        once: &Once,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<JobSnapshot>>, JobError> {
        let found = idempotency_key::Entity::find_by_id((user.to_owned(), once.key.clone()))
            .filter(idempotency_key::Column::CreatedAt.gt(now - KEPT))
            .one(&self.db)
            .await?;
        match found {
            Some(found) => Ok(Some(self.all(user, &ids_of(found, once)?).await?)),
            None => Ok(None),
        }
    }

    /// Forgets keys that are older than they are kept.
    pub(in crate::job) async fn forget_keys(&self, now: DateTime<Utc>) -> Result<u64, JobError> {
        let old =
            idempotency_key::Entity::delete_many().filter(idempotency_key::Column::CreatedAt.lte(now - KEPT));
        Ok(old.exec(&self.db).await?.rows_affected)
    }

    async fn all(&self, user: &str, ids: &[String]) -> Result<Vec<JobSnapshot>, JobError> {
        let mut jobs = Vec::new();
        for id in ids {
            jobs.push(match self.find(user, id).await {
                Err(JobError::NotFound(_)) => return Err(JobError::KeySpent),
                found => found?,
            });
        }
        Ok(jobs)
    }
}

/// Makes the transaction the only one that queues for this user, or starts what counts against a quota. It is the first
/// statement and writes, so SQLite's lock is waited for rather than found taken half-way.
pub(super) async fn hold(
    transaction: &DatabaseTransaction,
    user: &str,
    now: DateTime<Utc>,
) -> Result<(), JobError> {
    let row = export_user::ActiveModel {
        user_id: Set(user.to_owned()),
        touched_at: Set(now),
    };
    let again = OnConflict::column(export_user::Column::UserId)
        .update_column(export_user::Column::TouchedAt)
        .to_owned();
    export_user::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Takes a key for these jobs; the jobs it was taken for before, if it was. The primary key of the table is what holds
/// where the row of the user did not.
async fn use_key(
    transaction: &DatabaseTransaction,
    user: &str,
    once: &Once,
    ids: &[&str],
    now: DateTime<Utc>,
) -> Result<Option<Vec<String>>, JobError> {
    use idempotency_key::{ActiveModel as Row, Column, Entity as Keys};
    Keys::delete_many()
        .filter(Column::UserId.eq(user))
        .filter(Column::Key.eq(&once.key))
        .filter(Column::CreatedAt.lte(now - KEPT))
        .exec(transaction)
        .await?;
    let found = Keys::find_by_id((user.to_owned(), once.key.clone()))
        .one(transaction)
        .await?;
    if let Some(found) = found {
        return ids_of(found, once).map(Some);
    }
    let row = Row {
        user_id: Set(user.to_owned()),
        key: Set(once.key.clone()),
        fingerprint: Set(once.fingerprint.clone()),
        job_ids: Set(ids.into()),
        created_at: Set(now),
    };
    match Keys::insert(row).exec_without_returning(transaction).await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(JobError::KeyReused)
        }
        done => Ok(done.map(|_| None)?),
    }
}

fn ids_of(found: idempotency_key::Model, once: &Once) -> Result<Vec<String>, JobError> {
    if found.fingerprint != once.fingerprint {
        return Err(JobError::KeyReused);
    }
    Ok(serde_json::from_value(found.job_ids).map_err(unreadable)?)
}

/// Container and codecs in words, such as `mp4 h264 aac`: what exports are counted by.
fn format(config: &ExportConfig) -> String {
    let word = |value: serde_json::Result<serde_json::Value>| match value {
        Ok(serde_json::Value::String(word)) => Some(word),
        _ => None,
    };
    let words = [
        word(serde_json::to_value(config.container())),
        word(serde_json::to_value(config.video().codec)),
        config
            .audio()
            .and_then(|audio| word(serde_json::to_value(audio.codec))),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn new_row(job: NewJob, now: DateTime<Utc>) -> Result<(ActiveModel, JobSnapshot), JobError> {
    let snapshot = JobSnapshot {
        id: Uuid::now_v7().to_string(),
        user_id: job.user_id,
        composition_id: job.composition_id,
        title: job.title,
        config: job.config,
        custom_preset: job.custom_preset,
        priority: job.priority,
        preview: job.preview,
        status: ExportStatus::Queued,
        stage: None,
        progress: 0.0,
        frames_done: 0,
        frames_total: None,
        frames_per_second: None,
        seconds_left: None,
        attempt: 0,
        sequence: 0,
        error: None,
        last_failure: None,
        stages: StageTimes::default(),
        result: None,
        expires_at: None,
        expired_at: None,
        created_at: now,
        started_at: None,
        updated_at: now,
        completed_at: None,
    };
    let json = |error: serde_json::Error| JobError::Database(unreadable(error));
    let row = ActiveModel {
        id: Set(snapshot.id.clone()),
        user_id: Set(snapshot.user_id.clone()),
        composition_id: Set(snapshot.composition_id.clone()),
        config: Set(serde_json::to_value(&snapshot.config).map_err(json)?),
        source: Set(serde_json::to_value(&job.source).map_err(json)?),
        preview: Set(snapshot.preview),
        priority: Set(snapshot.priority.into()),
        title: Set(snapshot.title.clone()),
        search: Set(snapshot.title.to_lowercase()),
        preset: Set(snapshot.config.settings().preset.key().to_owned()),
        custom_preset_id: Set(snapshot.custom_preset.clone()),
        format: Set(format(&snapshot.config)),
        day: Set(usage::day(now)),
        video_seconds: Set(job.video_seconds),
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
        started_at: NotSet,
        frames_per_second: NotSet,
        seconds_left: NotSet,
        last_failure: NotSet,
        stage_seconds: NotSet,
        work_seconds: NotSet,
        codecs: NotSet,
        expires_at: NotSet,
        expired_at: NotSet,
        deleted_at: NotSet,
        lease_owner: NotSet,
        lease_until: NotSet,
        not_before: NotSet,
        completed_at: NotSet,
    };
    Ok((row, snapshot))
}
