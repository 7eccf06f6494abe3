//! The score as JSON.

use super::key_name;
use phonoglyph_engine::score::{
    Division, KeySignature, Note, PedalSpan, Score, Tempo, Text, TextKind, TimeSignature, Track, Warning,
};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// The score as written out: row by row, so that a large file needs no second copy in memory.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    format: u16,
    division: Value,
    duration_s: f64,
    tracks: Rows<'a, Track>,
    #[serde(serialize_with = "write_notes")]
    notes: &'a [Note],
    tempos: Rows<'a, Tempo>,
    time_signatures: Rows<'a, TimeSignature>,
    key_signatures: Rows<'a, KeySignature>,
    pedals: Rows<'a, PedalSpan>,
    texts: Rows<'a, Text>,
    warnings: Rows<'a, Warning>,
}

impl<'a> Report<'a> {
    pub(super) fn of(score: &'a Score) -> Self {
        Self {
            format: score.format,
            division: division(score.division),
            duration_s: score.duration.seconds(),
            tracks: tracks(score),
            notes: &score.notes,
            tempos: tempos(score),
            time_signatures: time_signatures(score),
            key_signatures: key_signatures(score),
            pedals: pedals(score),
            texts: texts(score),
            warnings: warnings(score),
        }
    }
}

fn write_notes<S: Serializer>(notes: &&[Note], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(notes.iter().map(|note| {
        let (start, end) = (note.onset.seconds(), note.release.seconds());
        (start, end, note.key, note.velocity, note.channel, note.track)
    }))
}

fn division(division: Division) -> Value {
    match division {
        Division::Metrical(ticks) => json!(ticks),
        Division::Timecode { fps, subframes } => json!({"fps": fps, "subframes": subframes}),
    }
}

/// A list whose rows are described as they are written.
struct Rows<'a, T> {
    items: &'a [T],
    describe: fn(&T) -> Value,
}

impl<T> Serialize for Rows<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.items.iter().map(self.describe))
    }
}

fn list<T>(items: &[T], describe: fn(&T) -> Value) -> Rows<'_, T> {
    Rows { items, describe }
}

fn tracks(score: &Score) -> Rows<'_, Track> {
    list(&score.tracks, |track| {
        json!({
            "name": track.name,
            "channels": track.channels,
            "programs": track.programs,
            "notes": track.notes,
        })
    })
}

fn tempos(score: &Score) -> Rows<'_, Tempo> {
    list(&score.tempos, |tempo| {
        json!({
            "time_s": tempo.time.seconds(),
            "tick": tempo.tick,
            "us_per_quarter": tempo.micros_per_quarter,
            "bpm": tempo.bpm(),
        })
    })
}

fn time_signatures(score: &Score) -> Rows<'_, TimeSignature> {
    list(&score.time_signatures, |metre| {
        json!({
            "time_s": metre.time.seconds(),
            "tick": metre.tick,
            "numerator": metre.numerator,
            "denominator": 1_u32 << metre.denominator_power.min(31),
        })
    })
}

fn key_signatures(score: &Score) -> Rows<'_, KeySignature> {
    list(&score.key_signatures, |key| {
        json!({
            "time_s": key.time.seconds(),
            "key": key_name(key),
            "sharps": key.sharps,
            "minor": key.minor,
        })
    })
}

fn pedals(score: &Score) -> Rows<'_, PedalSpan> {
    list(&score.pedals, |pedal| {
        json!({
            "start_s": pedal.start.seconds(),
            "end_s": pedal.end.seconds(),
            "channel": pedal.channel,
            "track": pedal.track,
        })
    })
}

fn texts(score: &Score) -> Rows<'_, Text> {
    list(&score.texts, |text| {
        json!({
            "time_s": text.time.seconds(),
            "track": text.track,
            "kind": kind_name(text.kind),
            "text": text.text,
        })
    })
}

fn warnings(score: &Score) -> Rows<'_, Warning> {
    list(
        &score.warnings,
        |warning| json!({"offset": warning.offset, "message": warning.message}),
    )
}

fn kind_name(kind: TextKind) -> &'static str {
    match kind {
        TextKind::Text => "text",
        TextKind::Copyright => "copyright",
        TextKind::TrackName => "track_name",
        TextKind::InstrumentName => "instrument_name",
        TextKind::Lyric => "lyric",
        TextKind::Marker => "marker",
        TextKind::CuePoint => "cue_point",
        TextKind::ProgramName => "program_name",
        TextKind::DeviceName => "device_name",
    }
}
