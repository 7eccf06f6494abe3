//! What users see of the rows. A job is found by its user and id together, so another user's is not found at all.

use super::row::unreadable;
use super::{ACTIVE, Store};
use crate::job::{HistoryFilter, JobError, JobSnapshot, JobSource, NewJob};
use phonoglyph_entities::export_job::{Column, Entity, Model};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

impl Store {
    async fn row(&self, user: &str, id: &str) -> Result<Model, JobError> {
        let row = Entity::find_by_id(id)
            .filter(Column::UserId.eq(user))
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
        let JobSnapshot {
            user_id,
            composition_id,
            config,
            preview,
            ..
        } = row.try_into()?;
        Ok(NewJob {
            user_id,
            composition_id,
            config,
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
        snapshots(rows)
    }

    /// How many previews of a user have not ended.
    pub(in crate::job) async fn previews(&self, user: &str) -> Result<u64, JobError> {
        let mine = Entity::find()
            .filter(Column::UserId.eq(user))
            .filter(Column::Preview.eq(true))
            .filter(Column::Status.is_in(ACTIVE));
        Ok(mine.count(&self.db).await?)
    }

    /// A page of a user's jobs, newest first, and how many there are in all. Ids rise with time, so they are the
    /// order, and a page begins where the last one ended whatever was added since.
    pub(in crate::job) async fn history(
        &self,
        user: &str,
        filter: &HistoryFilter,
        after: Option<&str>,
        limit: u64,
    ) -> Result<(Vec<JobSnapshot>, u64), JobError> {
        let mut all = Entity::find().filter(Column::UserId.eq(user));
        if !filter.statuses.is_empty() {
            all = all.filter(Column::Status.is_in(filter.statuses.iter().copied()));
        }
        if let Some(preview) = filter.preview {
            all = all.filter(Column::Preview.eq(preview));
        }
        if let Some(composition) = &filter.composition_id {
            all = all.filter(Column::CompositionId.eq(composition));
        }
        let total = all.clone().count(&self.db).await?;
        if let Some(after) = after {
            all = all.filter(Column::Id.lt(after));
        }
        let page = all.order_by_desc(Column::Id).limit(limit).all(&self.db).await?;
        Ok((snapshots(page)?, total))
    }
}

fn snapshots(rows: Vec<Model>) -> Result<Vec<JobSnapshot>, JobError> {
    let snapshots: Result<_, DbErr> = rows.into_iter().map(JobSnapshot::try_from).collect();
    Ok(snapshots?)
}
