//! Where a waiting job stands in the queue.

use super::Store;
use crate::job::{ExportStatus, JobError};
use phonoglyph_entities::export_job::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// How many waiting jobs are looked at; a place beyond is told as the first beyond.
const MOST: u64 = 10_000;

impl Store {
    /// The place of a waiting job, from 1: the order in which jobs would begin if all that run ended one after the other
    /// and none came. Previews go first; then every user's first, every user's second and so on, where what a user has
    /// running counts as begun; a user's own go by priority. None if the job does not wait.
    pub(in crate::job) async fn place(&self, id: &str) -> Result<Option<u64>, JobError> {
        let waiting: Vec<(String, String, bool)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::UserId, Column::Preview])
            .filter(Column::Status.eq(ExportStatus::Queued))
            .order_by_desc(Column::Priority)
            .order_by_asc(Column::Id)
            .limit(MOST)
            .into_tuple()
            .all(&self.db)
            .await?;
        let running = self.running().await?;
        let mut turns: HashMap<(&str, bool), u64> = HashMap::new();
        let mut order: Vec<(bool, u64, &str)> = waiting
            .iter()
            .map(|(id, user, preview)| {
                let before = running.get(user).copied().unwrap_or(0);
                let turn = turns.entry((user, *preview)).or_insert(before);
                *turn += 1;
                (!preview, *turn, id.as_str())
            })
            .collect();
        order.sort_unstable();
        let place = order.iter().position(|(.., found)| *found == id);
        Ok(place.map(|before| before as u64 + 1))
    }
}
