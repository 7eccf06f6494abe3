//! `phonoglyph inspect`: what a MIDI file holds, for people or as JSON.
//!
//! The JSON is one object. Times are seconds as numbers with nanosecond precision, channels 0 to 15, tracks counted
//! from 0. `division` is the number of ticks per quarter note, or `{"fps", "subframes"}` for SMPTE time, where 29
//! frames mean 30000/1001. `notes` are `[start_s, end_s, key, velocity, channel, track]`, sorted by start, then key.

use super::bad_input;
use anyhow::Context;
use phonoglyph_engine::score::{self, Division, KeySignature, Note, Score, TextKind};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::path::Path;

/// How many warnings the summary tells; the JSON holds all.
const WARNINGS_SHOWN: usize = 10;
/// How many tracks the summary tells; the JSON holds all.
const TRACKS_SHOWN: usize = 64;

/// Reads a MIDI file and prints what it holds on standard output.
///
/// # Errors
/// [`super::BadInput`] where the file cannot be read or is no score; also where the output cannot be written. A
/// reader that closes the pipe early is no error.
pub fn run(path: &Path, json: bool) -> anyhow::Result<()> {
    let bytes = read(path)?;
    let refused = |error| bad_input(format!("cannot read {} as a score: {error}", path.display()));
    let score = score::parse(&bytes).map_err(refused)?;
    match print(&score, json) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.context("cannot write to standard output"),
    }
}

/// Never reads more than the parser takes, whatever the path leads to.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let refused = |error| bad_input(format!("cannot read {}: {error}", path.display()));
    let file = std::fs::File::open(path).map_err(refused)?;
    file.take(score::MAX_FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(refused)?;
    Ok(bytes)
}

fn print(score: &Score, json: bool) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if json {
        serde_json::to_writer(&mut out, &Report::of(score)).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        out.write_all(summary(score).as_bytes())?;
    }
    out.flush()
}

/// The score as written out: notes one by one, so that a large file needs no second copy in memory.
#[derive(Serialize)]
struct Report<'a> {
    format: u16,
    division: Value,
    duration_s: f64,
    tracks: Value,
    #[serde(serialize_with = "write_notes")]
    notes: &'a [Note],
    tempos: Value,
    time_signatures: Value,
    key_signatures: Value,
    pedals: Value,
    texts: Value,
    warnings: Value,
}

impl<'a> Report<'a> {
    fn of(score: &'a Score) -> Self {
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

fn list<T>(items: &[T], describe: impl Fn(&T) -> Value) -> Value {
    items.iter().map(describe).collect()
}

fn tracks(score: &Score) -> Value {
    list(&score.tracks, |track| {
        json!({
            "name": track.name,
            "channels": track.channels,
            "programs": track.programs,
            "notes": track.notes,
        })
    })
}

fn tempos(score: &Score) -> Value {
    list(&score.tempos, |tempo| {
        json!({
            "time_s": tempo.time.seconds(),
            "tick": tempo.tick,
            "us_per_quarter": tempo.micros_per_quarter,
            "bpm": tempo.bpm(),
        })
    })
}

fn time_signatures(score: &Score) -> Value {
    list(&score.time_signatures, |metre| {
        json!({
            "time_s": metre.time.seconds(),
            "tick": metre.tick,
            "numerator": metre.numerator,
            "denominator": 1_u32 << metre.denominator_power.min(31),
        })
    })
}

fn key_signatures(score: &Score) -> Value {
    list(&score.key_signatures, |key| {
        json!({
            "time_s": key.time.seconds(),
            "key": key_name(key),
            "sharps": key.sharps,
            "minor": key.minor,
        })
    })
}

fn pedals(score: &Score) -> Value {
    list(&score.pedals, |pedal| {
        json!({
            "start_s": pedal.start.seconds(),
            "end_s": pedal.end.seconds(),
            "channel": pedal.channel,
            "track": pedal.track,
        })
    })
}

fn texts(score: &Score) -> Value {
    list(&score.texts, |text| {
        json!({
            "time_s": text.time.seconds(),
            "track": text.track,
            "kind": kind_name(text.kind),
            "text": text.text,
        })
    })
}

fn warnings(score: &Score) -> Value {
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

/// The key by name, such as `Eb` or `C#m`, from the circle of fifths.
fn key_name(key: &KeySignature) -> String {
    const FIFTHS: [&str; 18] = [
        "Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#",
    ];
    // A minor key has the signature of the major key three fifths before it.
    let place = i32::from(key.sharps) + 7 + if key.minor { 3 } else { 0 };
    let name = usize::try_from(place).ok().and_then(|place| FIFTHS.get(place));
    format!("{}{}", name.unwrap_or(&"?"), if key.minor { "m" } else { "" })
}

/// The score in a few lines for people. Channels and tracks are counted from 1 here, as on instruments.
pub fn summary(score: &Score) -> String {
    let mut out = String::new();
    if let Some(title) = score.title() {
        line(&mut out, format_args!("{}", printable(title)));
    }
    line(
        &mut out,
        format_args!("Format {}, {}", score.format, division_words(score.division)),
    );
    let duration = score.duration;
    line(
        &mut out,
        format_args!(
            "{} notes in {} tracks, {duration}",
            score.notes.len(),
            score.tracks.len()
        ),
    );
    line(&mut out, format_args!("{}", tempo_words(score)));
    if let Some(metre) = score.time_signatures.first() {
        let denominator = 1_u32 << metre.denominator_power.min(31);
        let changes = score.time_signatures.len() - 1;
        line(
            &mut out,
            format_args!("Metre {}/{denominator}, {changes} changes", metre.numerator),
        );
    }
    if let Some(key) = score.key_signatures.first() {
        line(&mut out, format_args!("Key {}", key_name(key)));
    }
    line(
        &mut out,
        format_args!("{} pedal spans, {} texts", score.pedals.len(), score.texts.len()),
    );
    summarise_tracks(&mut out, score);
    summarise_warnings(&mut out, score);
    out
}

fn line(out: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    _ = writeln!(out, "{words}");
}

fn division_words(division: Division) -> String {
    match division {
        Division::Metrical(ticks) => format!("{ticks} ticks per quarter note"),
        Division::Timecode { fps, subframes } => format!("SMPTE, {fps} frames of {subframes} ticks a second"),
    }
}

fn tempo_words(score: &Score) -> String {
    let rates = score.tempos.iter().map(|tempo| tempo.bpm());
    let (slowest, fastest) = rates.fold((f64::INFINITY, 0.0_f64), |(low, high), rate| {
        (low.min(rate), high.max(rate))
    });
    match score.tempos.len() {
        0 => "No tempo".into(),
        1 => format!("Tempo {fastest:.1} quarters a minute"),
        count => format!(
            "Tempo {slowest:.1} to {fastest:.1} quarters a minute, {} changes",
            count - 1
        ),
    }
}

fn summarise_tracks(out: &mut String, score: &Score) {
    for (number, track) in score.tracks.iter().enumerate().take(TRACKS_SHOWN) {
        let name = printable(track.name.as_deref().unwrap_or("(no name)"));
        let channels: Vec<String> = track
            .channels
            .iter()
            .map(|channel| (channel + 1).to_string())
            .collect();
        let channels = channels.join(", ");
        line(
            out,
            format_args!(
                "Track {}: {name}; {} notes; channels {channels}",
                number + 1,
                track.notes
            ),
        );
    }
    if let Some(more) = score
        .tracks
        .len()
        .checked_sub(TRACKS_SHOWN)
        .filter(|&more| more > 0)
    {
        line(out, format_args!("and {more} more tracks"));
    }
}

fn summarise_warnings(out: &mut String, score: &Score) {
    for warning in score.warnings.iter().take(WARNINGS_SHOWN) {
        line(
            out,
            format_args!("Warning at byte {}: {}", warning.offset, warning.message),
        );
    }
    if let Some(more) = score
        .warnings
        .len()
        .checked_sub(WARNINGS_SHOWN)
        .filter(|&more| more > 0)
    {
        line(out, format_args!("and {more} more warnings"));
    }
}

/// A name without control characters, which could drive the terminal.
fn printable(name: &str) -> String {
    let clean = name
        .chars()
        .map(|symbol| if symbol.is_control() { ' ' } else { symbol });
    clean.take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_json(score: &Score) -> Value {
        serde_json::to_value(Report::of(score)).expect("plain data")
    }
    use phonoglyph_engine::score::{Track, Warning};
    use phonoglyph_engine::time::MediaTime;

    fn score() -> Score {
        Score {
            format: 1,
            tracks: vec![Track {
                name: Some("Lead\u{1b}[2J".into()),
                channels: vec![0],
                programs: vec![5],
                notes: 1,
            }],
            notes: vec![Note {
                id: 0,
                track: 0,
                channel: 0,
                key: 60,
                velocity: 90,
                onset: MediaTime::from_nanos(416_666_667),
                release: MediaTime::from_millis(1_500),
            }],
            key_signatures: vec![KeySignature {
                time: MediaTime::ZERO,
                sharps: -3,
                minor: true,
            }],
            warnings: vec![Warning {
                offset: 7,
                message: "odd".into(),
            }],
            ..Score::default()
        }
    }

    #[test]
    fn json_has_the_promised_keys_and_exact_times() {
        let value = to_json(&score());
        assert_eq!(value["division"], 480);
        assert_eq!(value["notes"].to_string(), "[[0.416666667,1.5,60,90,0,0]]");
        assert_eq!(value["key_signatures"][0]["key"], "Cm");
        assert_eq!(value["tracks"][0]["programs"], json!([5]));
        assert_eq!(value["warnings"][0]["offset"], 7);
        let keys = value.as_object().expect("an object").len();
        assert_eq!(keys, 11);
    }

    #[test]
    fn smpte_division_is_an_object() {
        let timecode = Score {
            division: Division::Timecode {
                fps: 29,
                subframes: 80,
            },
            ..Score::default()
        };
        assert_eq!(
            to_json(&timecode)["division"],
            json!({"fps": 29, "subframes": 80})
        );
    }

    #[test]
    fn summary_cannot_drive_the_terminal() {
        let text = summary(&score());
        assert!(text.contains("Lead [2J"), "{text}");
        assert!(!text.contains('\u{1b}'));
        assert!(text.contains("Warning at byte 7: odd"));
    }

    #[test]
    fn keys_are_named_by_the_circle_of_fifths() {
        let name = |sharps, minor| {
            key_name(&KeySignature {
                time: MediaTime::ZERO,
                sharps,
                minor,
            })
        };
        assert_eq!(
            [name(0, false), name(-7, false), name(7, false)],
            ["C", "Cb", "C#"]
        );
        assert_eq!(
            [name(0, true), name(7, true), name(-7, true)],
            ["Am", "A#m", "Abm"]
        );
    }
}
