//! Whose a job is, for links: a signed link names a job and no user.

use phonoglyph_entities::export_job::{Column, Entity};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait, QuerySelect};

/// The user a job belongs to.
pub async fn owner_of_job(db: &DatabaseConnection, id: &str) -> Result<Option<String>, DbErr> {
    let query = Entity::find_by_id(id).select_only().column(Column::UserId);
    query.into_tuple().one(db).await
}
