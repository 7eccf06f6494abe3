//! `assets`: the files users uploaded.

use sea_orm::entity::prelude::*;

/// A row of `assets`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assets")]
pub struct Model {
    /// UUID version 7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// What was found in it.
    pub kind: AssetKind,
    /// The name it was uploaded under; only ever shown, never used as a path or key.
    pub file_name: String,
    /// The media type that was found in it.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// How long it plays, if it plays.
    pub duration_seconds: Option<f64>,
    /// When it was uploaded.
    pub created_at: ChronoDateTimeUtc,
}

/// What an asset is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))")]
pub enum AssetKind {
    /// A Standard MIDI File.
    #[sea_orm(string_value = "midi")]
    Midi,
    /// A recording.
    #[sea_orm(string_value = "audio")]
    Audio,
    /// A still picture.
    #[sea_orm(string_value = "picture")]
    Picture,
    /// A typeface.
    #[sea_orm(string_value = "font")]
    Font,
    /// A colour look-up table.
    #[sea_orm(string_value = "lut")]
    Lut,
    /// Words in time.
    #[sea_orm(string_value = "lyrics")]
    Lyrics,
    /// The voice of a synthesizer.
    #[sea_orm(string_value = "soundfont")]
    SoundFont,
}

/// There are no relations: rows are found by user and id.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
