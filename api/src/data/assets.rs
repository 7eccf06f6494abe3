//! Uploaded files.

use super::Slice;
use phonoglyph_entities::asset::{AssetKind, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

fn of(user_id: &str) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user_id))
}

/// A user's asset.
pub async fn find(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<Option<Model>, DbErr> {
    of(user_id).filter(Column::Id.eq(id)).one(db).await
}

/// A user's assets, and how many there are in all.
pub async fn list(db: &DatabaseConnection, user_id: &str, slice: &Slice) -> Result<(Vec<Model>, u64), DbErr> {
    let mut query = of(user_id).order_by_desc(Column::Id).limit(slice.limit);
    if let Some(after) = &slice.after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok((query.all(db).await?, of(user_id).count(db).await?))
}

/// A user's asset of a kind with this content.
pub async fn same(
    db: &DatabaseConnection,
    user_id: &str,
    kind: AssetKind,
    sha256: &str,
) -> Result<Option<Model>, DbErr> {
    let query = of(user_id)
        .filter(Column::Kind.eq(kind))
        .filter(Column::Sha256.eq(sha256));
    query.order_by_asc(Column::Id).one(db).await
}

/// Adds an asset whose content is stored.
pub async fn insert(db: &DatabaseConnection, asset: Model) -> Result<(), DbErr> {
    let row = asset.into_active_model().reset_all();
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
