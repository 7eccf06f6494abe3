//! Uploaded files.

use super::Slice;
use phonoglyph_entities::asset::{AssetKind, Column, Entity, Model};
use phonoglyph_entities::export_job::ExportStatus;
use phonoglyph_entities::{composition, export_job, template};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
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

/// How many assets a user has.
pub async fn count(db: &DatabaseConnection, user_id: &str) -> Result<u64, DbErr> {
    of(user_id).count(db).await
}

/// What still needs a user's asset, in a word; none if nothing does. `global_id` is its name in documents.
pub async fn needed_by(
    db: &DatabaseConnection,
    user_id: &str,
    id: &str,
    global_id: &str,
) -> Result<Option<&'static str>, DbErr> {
    // Ids are of letters, digits, - and _: of these LIKE takes _ for any letter, which finds no less.
    let mentions = |column: Expr, name: &str| column.cast_as("text").like(format!("%{name}%"));
    let songs = composition::Entity::find()
        .filter(composition::Column::UserId.eq(user_id))
        .filter(
            Condition::any()
                .add(composition::Column::MidiAssetId.eq(id))
                .add(composition::Column::AudioAssetId.eq(id))
                .add(mentions(Expr::col(composition::Column::Document), global_id)),
        );
    if songs.count(db).await? > 0 {
        return Ok(Some("a composition"));
    }
    let templates = template::Entity::find()
        .filter(template::Column::UserId.eq(user_id))
        .filter(mentions(Expr::col(template::Column::Branding), global_id));
    if templates.count(db).await? > 0 {
        return Ok(Some("an export template"));
    }
    let active = [
        ExportStatus::Queued,
        ExportStatus::Rendering,
        ExportStatus::Uploading,
    ];
    let jobs = export_job::Entity::find()
        .filter(export_job::Column::UserId.eq(user_id))
        .filter(export_job::Column::Status.is_in(active))
        .filter(mentions(Expr::col(export_job::Column::Source), id));
    Ok((jobs.count(db).await? > 0).then_some("an export that has not ended"))
}

/// Deletes a user's asset; false if there is none. Its content is removed by whoever calls.
pub async fn delete(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<bool, DbErr> {
    let query = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.eq(id));
    Ok(query.exec(db).await?.rows_affected > 0)
}

/// Adds an asset whose content is stored.
pub async fn insert(db: &DatabaseConnection, asset: Model) -> Result<(), DbErr> {
    let row = asset.into_active_model().reset_all();
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
