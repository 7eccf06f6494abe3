//! Chords, recognised from the notes of a whole song.
//!
//! Enters: notes and the metre. Leaves: [`ChordSpan`]s. Every stretch between onsets says how well each chord explains
//! what sounds in it; the most likely sequence over the whole song is found by the Viterbi algorithm (IEEE Transactions
//! on Information Theory 13(2), 1967), where a change costs more off the beat than on it. So arpeggios are chords, and
//! passing notes are none.

mod path;
mod quality;
mod segments;
mod tally;
#[cfg(test)]
mod tests;

pub use quality::Quality;
pub use segments::Heard;

use super::Metre;
use path::path;
use segments::{Segment, segments};
use tally::Tally;

/// The same chord so many seconds later is still the same.
const SAME: f64 = 0.05;

/// A chord.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chord {
    /// The pitch class of the root, 0 (C) to 11 (B).
    pub root: u8,
    /// What kind.
    pub quality: &'static Quality,
    /// The pitch class of the bass.
    pub bass: u8,
}

/// A chord and when it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChordSpan {
    /// In seconds.
    pub start: f64,
    /// In seconds.
    pub end: f64,
    /// Which.
    pub chord: Chord,
}

/// The chords of notes that are sorted by onset, in order.
pub fn recognise(notes: &[Heard], metre: &Metre) -> Vec<ChordSpan> {
    let segments = segments(notes);
    let states = path(&segments, metre);
    let mut spans: Vec<ChordSpan> = Vec::new();
    let mut begin = 0;
    for end in 1..=segments.len() {
        if states.get(end) != states.get(begin) || end == segments.len() {
            let span = states[begin].and_then(|_| span(&segments[begin..end], notes));
            match (spans.last_mut(), span) {
                (Some(last), Some(span)) if last.chord == span.chord && span.start - last.end < SAME => {
                    last.end = span.end;
                }
                (_, span) => spans.extend(span),
            }
            begin = end;
        }
    }
    spans
}

/// The chord that a run of segments of one state is; none where too little of it is there.
fn span(run: &[Segment], notes: &[Heard]) -> Option<ChordSpan> {
    let mut heard = run.iter().filter(|segment| segment.lowest.is_some());
    let first = heard.next()?;
    let last = heard.next_back().unwrap_or(first);
    Some(ChordSpan {
        start: first.start,
        end: last.end,
        chord: Tally::new(notes, first.start, last.end).chord()?,
    })
}
