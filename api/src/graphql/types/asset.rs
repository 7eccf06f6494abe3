//! Uploaded files.

use super::scalars::{DateTime, Long};
use super::score::ScoreSummary;
use crate::data;
use crate::graphql::error::{Nullable, Problem, Result};
use crate::graphql::ids::{self, Kind};
use async_graphql::{Context, Enum, ID, Object};
use phonoglyph_engine::score;
use phonoglyph_engine::storage::{Storage, keys};
use std::path::Path;

/// What an asset is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "data::AssetKind")]
pub enum AssetKind {
    /// A Standard MIDI File.
    Midi,
    /// A recording: WAV, AIFF, FLAC, MP3, AAC, Ogg (Vorbis, Opus), M4A (AAC, ALAC), CAF or WebM.
    Audio,
    /// A still picture: PNG, JPEG, WebP or SVG.
    Picture,
    /// A typeface: TrueType or OpenType.
    Font,
    /// A colour look-up table: .cube.
    Lut,
    /// Words in time: .lrc or .srt.
    Lyrics,
    /// The voice of a synthesizer: .sf2 or .sf3.
    #[graphql(name = "SOUNDFONT")]
    SoundFont,
}

/// An uploaded file.
pub struct Asset {
    row: data::Asset,
    /// What was read in it, if it was just uploaded.
    score: Option<ScoreSummary>,
}

impl From<data::Asset> for Asset {
    fn from(row: data::Asset) -> Self {
        Self { row, score: None }
    }
}

impl Asset {
    /// An asset that was just uploaded, with what was read in it.
    pub fn examined(row: data::Asset, score: Option<ScoreSummary>) -> Self {
        Self { row, score }
    }
}

/// An uploaded file: a song or a recording. Its content never changes.
#[Object]
impl Asset {
    /// The opaque id of this asset.
    pub async fn id(&self) -> ID {
        ids::encode(Kind::Asset, &self.row.id)
    }

    /// What was found in it; its name does not matter.
    async fn kind(&self) -> AssetKind {
        self.row.kind.into()
    }

    /// The name it was uploaded under.
    async fn file_name(&self) -> &str {
        &self.row.file_name
    }

    /// The media type that was found in it, such as `audio/midi`.
    async fn media_type(&self) -> &str {
        &self.row.media_type
    }

    /// Its size in bytes.
    async fn file_size(&self) -> Long {
        Long(self.row.bytes)
    }

    /// SHA-256 of its content, in hexadecimal.
    async fn sha256(&self) -> &str {
        &self.row.sha256
    }

    /// How long it plays, in seconds.
    async fn duration_seconds(&self) -> Option<f64> {
        self.row.duration_seconds
    }

    /// What was read in it, where it is a MIDI file.
    #[graphql(complexity = "10 + child_complexity")]
    async fn score(&self, ctx: &Context<'_>) -> Nullable<ScoreSummary> {
        if self.row.kind != data::AssetKind::Midi || self.score.is_some() {
            return self.score.clone().map(Ok);
        }
        Some(stored_score(ctx.data_unchecked(), &self.row.id).await)
    }

    /// When it was uploaded.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }
}

async fn stored_score(storage: &Storage, id: &str) -> Result<ScoreSummary> {
    let file = tempfile::NamedTempFile::new()?;
    storage.fetch(&keys::asset(id)?, file.path()).await?;
    let read = tokio::task::spawn_blocking(move || read(file.path()));
    read.await?
}

fn read(path: &Path) -> Result<ScoreSummary> {
    // It was read when it was uploaded: that it cannot be read now is no fault of the caller.
    let score = score::parse(&std::fs::read(path)?).map_err(|error| Problem::internal(&error))?;
    Ok(ScoreSummary::from(&score))
}
