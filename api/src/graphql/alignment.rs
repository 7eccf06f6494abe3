//! Where a recording goes with its song.

use super::error::{Problem, Result};
use super::previews;
use crate::alignments::{AlignmentError, Alignments};
use crate::data::AssetKind;
use async_graphql::{Context, ID, InputObject, SimpleObject};
use phonoglyph_engine::audio::Alignment;
use phonoglyph_engine::workshop::WorkshopError;

/// What it costs to find one: the whole recording is decoded.
pub const COST: usize = 400;

/// A song and a recording of it, or of a part of it.
#[derive(InputObject)]
pub struct SuggestAlignmentInput {
    /// The song: an asset of kind MIDI.
    midi_asset_id: ID,
    /// The recording: an asset of kind AUDIO.
    audio_asset_id: ID,
}

/// Where a recording goes with its song.
#[derive(SimpleObject)]
pub struct SuggestedAlignment {
    /// The offset to give the recording (`sound.recording.offset` of a composition) or the stem, in seconds: how much
    /// later than the song it is to begin. Negative where the music in it begins late.
    offset: f64,
    /// How much later the music begins in the recording than in the song, in seconds: the offset with the other sign.
    lag: f64,
    /// How sure that is, 0 to 1. Below 0.5 the recording may be of another song.
    confidence: f64,
}

impl From<Alignment> for SuggestedAlignment {
    fn from(found: Alignment) -> Self {
        Self {
            offset: found.offset,
            lag: -found.offset,
            confidence: found.confidence,
        }
    }
}

/// Finds it.
pub async fn suggest(ctx: &Context<'_>, input: SuggestAlignmentInput) -> Result<Option<SuggestedAlignment>> {
    let midi = previews::asset(ctx, AssetKind::Midi, &input.midi_asset_id, "input.midiAssetId").await?;
    let audio = previews::asset(ctx, AssetKind::Audio, &input.audio_asset_id, "input.audioAssetId").await?;
    let found = ctx.data_unchecked::<Alignments>().find(midi, audio).await;
    Ok(found.map_err(problem)?.map(Into::into))
}

fn problem(error: AlignmentError) -> Problem {
    match error {
        AlignmentError::Busy => Problem::Busy {
            message: error.to_string(),
        },
        AlignmentError::Stopping | AlignmentError::Failed(WorkshopError::Stopped) => Problem::Unavailable,
        AlignmentError::Failed(WorkshopError::Failed { code, message, .. }) => {
            Problem::NotDrawn { code, message }
        }
    }
}
