//! `templates`: branding that users keep for their exports.

use sea_orm::entity::prelude::*;

/// A row of `templates`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "templates")]
pub struct Model {
    /// UUID version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The branding document.
    pub branding: Json,
    /// SHA-256 of the secret in the link that shows it to others, in hexadecimal; none while it is not shared. The secret
    /// itself is told once and kept nowhere.
    pub share_hash: Option<String>,
    /// When it was made.
    pub created_at: ChronoDateTimeUtc,
    /// When it was last changed.
    pub updated_at: ChronoDateTimeUtc,
}

/// There are no relations: rows are found by user and id, or by the hash of their link's secret.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
