//! `api_keys`: secrets that scripts show in place of a token.

use sea_orm::entity::prelude::*;

/// A row of `api_keys`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    /// UUID version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Its name for people.
    pub name: String,
    /// How the key begins, to tell keys apart.
    pub hint: String,
    /// SHA-256 of the key in hexadecimal. The key itself is told once and kept nowhere.
    pub hash: String,
    /// When it was made.
    pub created_at: ChronoDateTimeUtc,
    /// When it ends by itself; none is never.
    pub expires_at: Option<ChronoDateTimeUtc>,
    /// When it was last used, to the minute; none is never.
    pub used_at: Option<ChronoDateTimeUtc>,
}

/// There are no relations: rows are found by user and id, or by the hash of the key.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
