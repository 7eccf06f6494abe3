//! What users have and what they exported: counted for quotas and for statistics.

use super::claim::exports_running;
use super::{ACTIVE, Store};
use crate::job::{ExportStatus, JobError, JobSnapshot, Quota, Quotas, Tally};
use chrono::{DateTime, Utc};
use phonoglyph_entities::asset;
use phonoglyph_entities::export_job::{Column, Entity};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::{ExprTrait, Func, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

/// The most different tallies that are read: days, statuses, presets, formats and failures multiply.
const MAX_TALLIES: u64 = 20_000;

/// From how many exports the speed is told.
const LATEST: u64 = 20;

/// A day in UTC, as rows have it.
pub(super) fn day(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

/// Refuses what would be more than the user may have.
pub(super) async fn check<'a>(
    db: &impl ConnectionTrait,
    user: &str,
    quotas: &Quotas,
    new: impl Iterator<Item = &'a JobSnapshot>,
    video_seconds: f64,
    now: DateTime<Utc>,
) -> Result<(), JobError> {
    let new = new.filter(|job| !job.preview).count() as u64;
    if new == 0 {
        return Ok(());
    }
    if let Some(limit) = quotas.waiting {
        within(
            Quota::Waiting,
            (waiting(db, user).await? + new) as f64,
            limit as f64,
        )?;
    }
    if let Some(limit) = quotas.bytes {
        let held = bytes(db, user).await?;
        // What a result will take is not known; with the bound reached there is no room for any.
        if held >= limit {
            within(Quota::Bytes, held as f64 + 1.0, limit as f64)?;
        }
    }
    if let Some(limit) = quotas.minutes {
        let today = video_today(db, user, now).await? + video_seconds;
        within(Quota::Minutes, today / 60.0, limit)?;
    }
    Ok(())
}

fn within(quota: Quota, value: f64, limit: f64) -> Result<(), JobError> {
    if value <= limit {
        Ok(())
    } else {
        Err(JobError::Quota { quota, value, limit })
    }
}

async fn waiting(db: &impl ConnectionTrait, user: &str) -> Result<u64, JobError> {
    let waiting = Entity::find()
        .filter(Column::UserId.eq(user))
        .filter(Column::Preview.eq(false))
        .filter(Column::Status.eq(ExportStatus::Queued));
    Ok(waiting.count(db).await?)
}

/// Bytes of a user's uploads and of results that are still there.
pub(super) async fn bytes(db: &impl ConnectionTrait, user: &str) -> Result<u64, JobError> {
    let uploads: Option<Option<i64>> = asset::Entity::find()
        .select_only()
        .expr_as(whole_sum(asset::Column::Bytes), "bytes")
        .filter(asset::Column::UserId.eq(user))
        .into_tuple()
        .one(db)
        .await?;
    let results: Option<Option<i64>> = Entity::find()
        .select_only()
        .expr_as(whole_sum(Column::FileSize), "bytes")
        .filter(Column::UserId.eq(user))
        .filter(Column::Status.eq(ExportStatus::Completed))
        .filter(Column::ExpiredAt.is_null())
        .into_tuple()
        .one(db)
        .await?;
    let sum = |found: Option<Option<i64>>| found.flatten().unwrap_or_default().unsigned_abs();
    Ok(sum(uploads).saturating_add(sum(results)))
}

/// Seconds of video in the user's exports of today that did not come to nothing.
async fn video_today(db: &impl ConnectionTrait, user: &str, now: DateTime<Utc>) -> Result<f64, JobError> {
    let length = Func::coalesce([
        Expr::col(Column::DurationSeconds),
        Expr::col(Column::VideoSeconds),
        Expr::value(0.0),
    ]);
    let counted = Condition::any()
        .add(Column::Status.is_in(ACTIVE))
        .add(Column::Status.eq(ExportStatus::Completed));
    let sum: Option<Option<f64>> = Entity::find()
        .select_only()
        .expr_as(SimpleExpr::from(length).sum(), "seconds")
        .filter(Column::UserId.eq(user))
        .filter(Column::Day.eq(day(now)))
        .filter(Column::Preview.eq(false))
        .filter(counted)
        .into_tuple()
        .one(db)
        .await?;
    Ok(sum.flatten().unwrap_or_default())
}

/// The sum of whole numbers as one: PostgreSQL makes a decimal of it.
fn whole_sum(column: impl ColumnTrait) -> SimpleExpr {
    Expr::col(column).sum().cast_as("bigint")
}

impl Store {
    /// Bytes of a user's uploads and of results that are still there.
    pub(in crate::job) async fn bytes(&self, user: &str) -> Result<u64, JobError> {
        bytes(&self.db, user).await
    }

    /// Pixels a second at which the latest exports were made, drawing, encoding and all; none before the first.
    pub(in crate::job) async fn speed(&self) -> Result<Option<f64>, JobError> {
        let rows: Vec<(serde_json::Value, Option<i64>, Option<f64>)> = Entity::find()
            .select_only()
            .columns([Column::Config, Column::FramesTotal, Column::WorkSeconds])
            .filter(Column::Status.eq(ExportStatus::Completed))
            .filter(Column::DeletedAt.is_null())
            .filter(Column::WorkSeconds.is_not_null())
            .order_by_desc(Column::Id)
            .limit(LATEST)
            .into_tuple()
            .all(&self.db)
            .await?;
        let (mut pixels, mut seconds) = (0.0, 0.0);
        for (config, frames, work) in rows {
            let side = |name: &str| {
                config
                    .pointer(&format!("/video/{name}"))
                    .and_then(|side| side.as_f64())
            };
            if let (Some(width), Some(height), Some(frames), Some(work)) =
                (side("width"), side("height"), frames, work)
            {
                pixels += width * height * frames as f64;
                seconds += work;
            }
        }
        Ok((pixels > 0.0 && seconds > 0.0).then(|| pixels / seconds))
    }

    /// Exports that a user has waiting and running, and seconds of video of today.
    pub(in crate::job) async fn now_used(
        &self,
        user: &str,
        now: DateTime<Utc>,
    ) -> Result<(u64, u64, f64), JobError> {
        Ok((
            waiting(&self.db, user).await?,
            exports_running(&self.db, user).await?,
            video_today(&self.db, user, now).await?,
        ))
    }

    /// What a user exported on the days from `first` to `last`, both as `2026-05-04`, deleted exports too. Previews do
    /// not count.
    pub(in crate::job) async fn tallies(
        &self,
        user: &str,
        first: &str,
        last: &str,
    ) -> Result<Vec<Tally>, JobError> {
        type Row = (
            String,
            ExportStatus,
            String,
            String,
            Option<String>,
            i64,
            Option<f64>,
            Option<f64>,
            Option<i64>,
        );
        let rows: Vec<Row> = Entity::find()
            .select_only()
            .columns([
                Column::Day,
                Column::Status,
                Column::Preset,
                Column::Format,
                Column::ErrorCode,
            ])
            .column_as(Column::Id.count(), "jobs")
            .expr_as(Expr::col(Column::DurationSeconds).sum(), "video")
            .expr_as(Expr::col(Column::WorkSeconds).sum(), "work")
            .expr_as(whole_sum(Column::FileSize), "bytes")
            .filter(Column::UserId.eq(user))
            .filter(Column::Preview.eq(false))
            .filter(Column::Day.between(first, last))
            .group_by(Column::Day)
            .group_by(Column::Status)
            .group_by(Column::Preset)
            .group_by(Column::Format)
            .group_by(Column::ErrorCode)
            .limit(MAX_TALLIES)
            .into_tuple()
            .all(&self.db)
            .await?;
        let tally = |(day, status, preset, format, failure, jobs, video, work, bytes): Row| Tally {
            day,
            status,
            preset,
            format,
            failure: failure.filter(|_| status == ExportStatus::Failed),
            jobs: jobs.unsigned_abs(),
            video_seconds: video.unwrap_or_default(),
            work_seconds: work.unwrap_or_default(),
            bytes: bytes.unwrap_or_default().unsigned_abs(),
        };
        Ok(rows.into_iter().map(tally).collect())
    }
}
