//! The score in words.

use super::key_name;
use phonoglyph_engine::score::{Division, Score};
use std::fmt::Write as _;

/// How many warnings are told; the JSON holds all.
const WARNINGS_SHOWN: usize = 10;
/// How many tracks are told; the JSON holds all.
const TRACKS_SHOWN: usize = 64;

/// The score in a few lines for people. Channels and tracks are counted from 1 here, as on instruments.
pub(super) fn summary(score: &Score) -> String {
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
