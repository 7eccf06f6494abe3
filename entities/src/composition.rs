//! `compositions`: a song and what is drawn to it.

use sea_orm::entity::prelude::*;

/// A row of `compositions`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "compositions")]
pub struct Model {
    /// UUID version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// Its name for people.
    pub name: String,
    /// The asset that holds the score.
    pub midi_asset_id: String,
    /// The asset that holds the recording, if there is one.
    pub audio_asset_id: Option<String>,
    /// The composition document.
    pub document: Json,
    /// When it was made.
    pub created_at: ChronoDateTimeUtc,
    /// When it was last changed.
    pub updated_at: ChronoDateTimeUtc,
}

/// There are no relations: rows are found by user and id.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
