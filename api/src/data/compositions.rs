//! Compositions: a song and what is drawn to it.

use super::Slice;
use phonoglyph_entities::composition::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

fn of(user_id: &str) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user_id))
}

/// A user's composition.
pub async fn find(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<Option<Model>, DbErr> {
    of(user_id).filter(Column::Id.eq(id)).one(db).await
}

/// A user's compositions, and how many there are in all.
pub async fn list(db: &DatabaseConnection, user_id: &str, slice: &Slice) -> Result<(Vec<Model>, u64), DbErr> {
    let mut query = of(user_id).order_by_desc(Column::Id).limit(slice.limit);
    if let Some(after) = &slice.after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok((query.all(db).await?, of(user_id).count(db).await?))
}

/// Adds a composition.
pub async fn insert(db: &DatabaseConnection, composition: Model) -> Result<(), DbErr> {
    let row = composition.into_active_model().reset_all();
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a composition that was read before; false if it is gone.
pub async fn update(db: &DatabaseConnection, composition: Model) -> Result<bool, DbErr> {
    super::was_there(composition.into_active_model().reset_all().update(db).await)
}

/// Deletes a user's composition; false if there is none.
pub async fn delete(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<bool, DbErr> {
    let query = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.eq(id));
    Ok(query.exec(db).await?.rows_affected > 0)
}
