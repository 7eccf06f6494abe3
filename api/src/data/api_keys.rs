//! Personal API keys: secrets that scripts show in place of a token. Only their hashes are kept.

use super::secret;
use chrono::{DateTime, TimeDelta, Utc};
use phonoglyph_entities::api_key::{Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

/// What every key begins with, so that one is known where it was leaked.
pub const PREFIX: &str = "phonoglyph_";
/// The most keys of a user.
pub const MOST: u64 = 50;
/// How many characters after the prefix are kept to tell keys apart.
const HINT: usize = 4;
/// When a key was last used is written down no more often than this.
const USE_PACE: TimeDelta = TimeDelta::minutes(1);

fn of(user_id: &str) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user_id))
}

/// A new key of a user: its row, and the secret, which is told once.
///
/// # Errors
/// When the machine has no chance to give.
pub fn new(
    user_id: &str,
    name: String,
    expires_at: Option<DateTime<Utc>>,
) -> Result<(Model, String), getrandom::Error> {
    let secret = format!("{PREFIX}{}", secret::new()?);
    let row = Model {
        id: super::new_id(),
        user_id: user_id.to_owned(),
        name,
        hint: secret.chars().take(PREFIX.len() + HINT).collect(),
        hash: secret::hash(&secret),
        created_at: Utc::now(),
        expires_at,
        used_at: None,
    };
    Ok((row, secret))
}

/// Whose key this is; none where it is none, or no longer. That it was used is noted.
pub async fn owner(
    db: &DatabaseConnection,
    secret: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>, DbErr> {
    let alive = Condition::any()
        .add(Column::ExpiresAt.is_null())
        .add(Column::ExpiresAt.gt(now));
    let query = Entity::find()
        .filter(Column::Hash.eq(secret::hash(secret)))
        .filter(alive);
    let Some(key) = query.one(db).await? else {
        return Ok(None);
    };
    if key.used_at.is_none_or(|at| now - at >= USE_PACE) {
        let note = Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(now))
            .filter(Column::Id.eq(&key.id));
        note.exec(db).await?;
    }
    Ok(Some(key.user_id))
}

/// A user's key.
pub async fn find(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<Option<Model>, DbErr> {
    of(user_id).filter(Column::Id.eq(id)).one(db).await
}

/// A user's keys, newest first.
pub async fn list(db: &DatabaseConnection, user_id: &str) -> Result<Vec<Model>, DbErr> {
    of(user_id).order_by_desc(Column::Id).limit(MOST).all(db).await
}

/// How many keys a user has.
pub async fn count(db: &DatabaseConnection, user_id: &str) -> Result<u64, DbErr> {
    of(user_id).count(db).await
}

/// Adds a key.
pub async fn insert(db: &DatabaseConnection, key: Model) -> Result<(), DbErr> {
    let row = key.into_active_model().reset_all();
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Takes a user's key back; false if there is none.
pub async fn delete(db: &DatabaseConnection, user_id: &str, id: &str) -> Result<bool, DbErr> {
    let query = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.eq(id));
    Ok(query.exec(db).await?.rows_affected > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::tests::memory;

    #[tokio::test]
    async fn a_key_is_its_owners_until_it_ends_or_is_taken_back() {
        let db = memory().await;
        let now = Utc::now();
        let (row, secret) = new("ada", "script".to_owned(), Some(now + TimeDelta::days(1))).expect("chance");
        insert(&db, row.clone()).await.expect("stored");
        assert!(secret.starts_with(&row.hint) && !row.hash.contains(&secret[PREFIX.len()..]));
        let owner_at = |secret: &str, at| {
            let (db, secret) = (db.clone(), secret.to_owned());
            async move { owner(&db, &secret, at).await.expect("read") }
        };
        assert_eq!(owner_at(&secret, now).await.as_deref(), Some("ada"));
        assert_eq!(owner_at(&secret, now + TimeDelta::days(1)).await, None);
        assert_eq!(owner_at(&format!("{secret}x"), now).await, None);
        let used = find(&db, "ada", &row.id)
            .await
            .expect("read")
            .expect("there")
            .used_at;
        assert!(used.is_some());
        assert!(!delete(&db, "bob", &row.id).await.expect("read"));
        assert_eq!(
            (
                list(&db, "bob").await.expect("read").len(),
                count(&db, "ada").await.expect("read")
            ),
            (0, 1)
        );
        assert!(delete(&db, "ada", &row.id).await.expect("deleted"));
        assert_eq!(owner_at(&secret, now).await, None);
    }
}
