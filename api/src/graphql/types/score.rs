//! What a MIDI file holds.

use super::scalars::{Long, int};
use async_graphql::SimpleObject;
use phonoglyph_engine::score::{Score, Track, Warning};

/// What was read in a MIDI file.
#[derive(Clone, SimpleObject)]
pub struct ScoreSummary {
    /// The song's title, where the file names one.
    pub title: Option<String>,
    /// Standard MIDI File format: 0, 1 or 2.
    format: i32,
    /// From the start to the last event, in seconds.
    duration_seconds: f64,
    /// How many notes there are in all tracks.
    note_count: i32,
    /// The tracks in the order of the file.
    tracks: Vec<ScoreTrack>,
    /// What had to be mended to read the file; empty for a sound one.
    warnings: Vec<ScoreWarning>,
}

/// A track of a MIDI file.
#[derive(Clone, SimpleObject)]
pub struct ScoreTrack {
    /// Its name, where it has one.
    name: Option<String>,
    /// How many notes it has.
    note_count: i32,
    /// MIDI channels it uses, 0 to 15; drums are on 9.
    channels: Vec<i32>,
    /// General MIDI programs it chooses, 0 to 127, in order of first use.
    programs: Vec<i32>,
}

/// Something in a MIDI file that was mended or left out.
#[derive(Clone, SimpleObject)]
pub struct ScoreWarning {
    /// The byte in the file where it was found.
    offset: Long,
    /// What was found, and what was done about it.
    message: String,
}

impl From<&Score> for ScoreSummary {
    fn from(score: &Score) -> Self {
        Self {
            title: score.title().map(str::to_owned),
            format: i32::from(score.format),
            duration_seconds: score.duration.seconds(),
            note_count: int(score.notes.len()),
            tracks: score.tracks.iter().map(ScoreTrack::from).collect(),
            warnings: score.warnings.iter().map(ScoreWarning::from).collect(),
        }
    }
}

impl From<&Track> for ScoreTrack {
    fn from(track: &Track) -> Self {
        Self {
            name: track.name.clone(),
            note_count: int(track.notes),
            channels: track.channels.iter().copied().map(i32::from).collect(),
            programs: track.programs.iter().copied().map(i32::from).collect(),
        }
    }
}

impl From<&Warning> for ScoreWarning {
    fn from(warning: &Warning) -> Self {
        Self {
            offset: Long::count(warning.offset as u64),
            message: warning.message.clone(),
        }
    }
}
