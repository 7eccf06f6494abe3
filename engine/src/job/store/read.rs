//! What users see of the rows. A job is found by its user and id together, so another user's is not found at all.

use super::row::unreadable;
use super::{ACTIVE, Store};
use crate::job::{HistoryFilter, JobError, JobSnapshot, JobSource, NewJob};
use phonoglyph_entities::export_job::{Column, Entity, Model};
use sea_orm::sea_query::{LikeExpr, Order};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

impl Store {
    async fn row(&self, user: &str, id: &str) -> Result<Model, JobError> {
        let row = Entity::find_by_id(id)
            .filter(Column::UserId.eq(user))
            .filter(Column::DeletedAt.is_null())
            .one(&self.db)
            .await?;
        row.ok_or_else(|| JobError::NotFound(id.to_owned()))
    }

    /// A user's job.
    pub(in crate::job) async fn find(&self, user: &str, id: &str) -> Result<JobSnapshot, JobError> {
        Ok(self.row(user, id).await?.try_into()?)
    }

    /// The job it was queued as.
    pub(in crate::job) async fn recipe(&self, user: &str, id: &str) -> Result<NewJob, JobError> {
        let row = self.row(user, id).await?;
        let source: JobSource = serde_json::from_value(row.source.clone()).map_err(unreadable)?;
        let video_seconds = row.video_seconds;
        let JobSnapshot {
            user_id,
            composition_id,
            title,
            config,
            custom_preset,
            priority,
            preview,
            ..
        } = row.try_into()?;
        Ok(NewJob {
            user_id,
            composition_id,
            title,
            config,
            custom_preset,
            priority,
            video_seconds,
            source,
            preview,
        })
    }

    /// A user's jobs that have not ended, oldest first.
    pub(in crate::job) async fn active(&self, user: &str) -> Result<Vec<JobSnapshot>, JobError> {
        let rows = Entity::find()
            .filter(Column::UserId.eq(user))
            .filter(Column::Status.is_in(ACTIVE))
            .order_by_asc(Column::Id)
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().filter_map(readable).collect())
    }

    /// How many previews of a user have not ended.
    pub(in crate::job) async fn previews(&self, user: &str) -> Result<u64, JobError> {
        let mine = Entity::find()
            .filter(Column::UserId.eq(user))
            .filter(Column::Preview.eq(true))
            .filter(Column::Status.is_in(ACTIVE));
        Ok(mine.count(&self.db).await?)
    }

    /// A page of a user's jobs and how many there are in all. Ids rise with time, so they are the order, and a page begins
    /// where the last one ended whatever was added since. A row that cannot be read is left out of the pages, and the
    /// page is filled from what follows.
    pub(in crate::job) async fn history(
        &self,
        user: &str,
        filter: &HistoryFilter,
        after: Option<&str>,
        limit: u64,
    ) -> Result<(Vec<JobSnapshot>, u64), JobError> {
        let all = Entity::find().filter(matching(user, filter));
        let total = all.clone().count(&self.db).await?;
        let mut page = Vec::new();
        let mut after = after.map(str::to_owned);
        loop {
            let missing = limit.saturating_sub(page.len() as u64);
            let mut rest = all.clone().limit(missing);
            rest = match (&after, filter.oldest_first) {
                (Some(after), false) => rest.filter(Column::Id.lt(after)),
                (Some(after), true) => rest.filter(Column::Id.gt(after)),
                (None, _) => rest,
            };
            let order = if filter.oldest_first {
                Order::Asc
            } else {
                Order::Desc
            };
            let rows = rest.order_by(Column::Id, order).all(&self.db).await?;
            let last = (rows.len() as u64) < missing;
            after = rows.last().map(|row| row.id.clone());
            page.extend(rows.into_iter().filter_map(readable));
            if last || page.len() as u64 >= limit {
                return Ok((page, total));
            }
        }
    }
}

/// What a user's job must be to be in a list.
fn matching(user: &str, filter: &HistoryFilter) -> Condition {
    let text = filter.text.as_ref().map(|text| {
        let text = text
            .to_lowercase()
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        Column::Search.like(LikeExpr::new(format!("%{text}%")).escape('\\'))
    });
    Condition::all()
        .add(Column::UserId.eq(user))
        .add(Column::DeletedAt.is_null())
        .add_option(
            (!filter.statuses.is_empty()).then(|| Column::Status.is_in(filter.statuses.iter().copied())),
        )
        .add_option(filter.preview.map(|preview| Column::Preview.eq(preview)))
        .add_option(
            filter
                .composition_id
                .as_ref()
                .map(|id| Column::CompositionId.eq(id)),
        )
        .add_option((!filter.presets.is_empty()).then(|| Column::Preset.is_in(&filter.presets)))
        .add_option(
            filter
                .custom_preset
                .as_ref()
                .map(|id| Column::CustomPresetId.eq(id)),
        )
        .add_option(filter.from.map(|from| Column::CreatedAt.gte(from)))
        .add_option(filter.to.map(|to| Column::CreatedAt.lt(to)))
        .add_option(text)
}

/// The job of a row; none, and a line in the log, for a row that cannot be read: one must not hide the others.
fn readable(row: Model) -> Option<JobSnapshot> {
    let id = row.id.clone();
    let job = JobSnapshot::try_from(row);
    job.inspect_err(|error| tracing::error!(job = id, %error, "a job cannot be read and is left out"))
        .ok()
}
