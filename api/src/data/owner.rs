//! Whose a job or composition is, for links: a signed link names it and no user.

use phonoglyph_entities::{composition, export_job};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect};

/// The user a job belongs to.
pub async fn owner_of_job(db: &DatabaseConnection, id: &str) -> Result<Option<String>, DbErr> {
    let query = export_job::Entity::find_by_id(id)
        .filter(export_job::Column::DeletedAt.is_null())
        .select_only()
        .column(export_job::Column::UserId);
    query.into_tuple().one(db).await
}

/// The user a composition belongs to.
pub async fn owner_of_composition(db: &DatabaseConnection, id: &str) -> Result<Option<String>, DbErr> {
    let query = composition::Entity::find_by_id(id)
        .select_only()
        .column(composition::Column::UserId);
    query.into_tuple().one(db).await
}
