//! Export templates: branding that users keep, and share by link.

use super::secret;
use phonoglyph_entities::template::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

fn of(user_id: &str) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user_id))
}

/// A user's template.
pub async fn find(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<Option<Model>, DbErr> {
    of(user_id).filter(Column::Id.eq(id)).one(db).await
}

/// A user's templates, newest first, at most so many.
pub async fn list(db: &DatabaseConnection, user_id: &str, most: u64) -> Result<Vec<Model>, DbErr> {
    of(user_id).order_by_desc(Column::Id).limit(most).all(db).await
}

/// How many templates a user has.
pub async fn count(db: &DatabaseConnection, user_id: &str) -> Result<u64, DbErr> {
    of(user_id).count(db).await
}

/// The template that the link with this secret shows; none where the link is not good, or no longer.
pub async fn shared(db: &DatabaseConnection, token: &str) -> Result<Option<Model>, DbErr> {
    let query = Entity::find().filter(Column::ShareHash.eq(secret::hash(token)));
    query.one(db).await
}

/// Adds a template.
pub async fn insert(db: &DatabaseConnection, template: Model) -> Result<(), DbErr> {
    let row = template.into_active_model().reset_all();
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a template that was read before; false if it is gone.
pub async fn update(db: &DatabaseConnection, template: Model) -> Result<bool, DbErr> {
    super::was_there(template.into_active_model().reset_all().update(db).await)
}

/// Deletes a user's template; false if there is none.
pub async fn delete(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<bool, DbErr> {
    let query = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.eq(id));
    Ok(query.exec(db).await?.rows_affected > 0)
}
