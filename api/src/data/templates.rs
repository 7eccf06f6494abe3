//! Export templates: branding that users keep, and share by link.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use phonoglyph_entities::template::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use sha2::{Digest, Sha256};

/// Bytes of chance in a link's secret: more than can be guessed.
const SECRET: usize = 32;

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
    let query = Entity::find().filter(Column::ShareHash.eq(share_hash(token)));
    query.one(db).await
}

/// A new secret for a link: 256 bits of chance in letters that fit an address.
///
/// # Errors
/// When the machine has no chance to give.
pub fn new_share_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; SECRET];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a link's secret. So many bits of chance need no slow hash.
pub fn share_hash(token: &str) -> String {
    let hash = Sha256::digest(token.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Adds a template.
pub async fn insert(db: &DatabaseConnection, template: Model) -> Result<(), DbErr> {
    let row = template.into_active_model().reset_all();
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a template that was read before; false if it is gone.
pub async fn update(db: &DatabaseConnection, template: Model) -> Result<bool, DbErr> {
    match template.into_active_model().reset_all().update(db).await {
        Ok(_) => Ok(true),
        Err(DbErr::RecordNotUpdated) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Deletes a user's template; false if there is none.
pub async fn delete(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<bool, DbErr> {
    let query = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.eq(id));
    Ok(query.exec(db).await?.rows_affected > 0)
}
