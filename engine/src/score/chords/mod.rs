//! Chords, recognised from the notes of a whole song.
//!
//! Enters: notes and the metre. Leaves: [`ChordSpan`]s. Every stretch between onsets says how well each chord explains
//! what sounds in it; the most likely sequence over the whole song is found by the Viterbi algorithm (IEEE Transactions
//! on Information Theory 13(2), 1967), where a change costs more off the beat than on it. So arpeggios are chords, and
//! passing notes are none.

mod path;
mod quality;
mod segments;
#[cfg(test)]
mod tests;

pub use quality::Quality;
pub use segments::Heard;

use super::Metre;
use path::{State, path};
use segments::{Segment, segments};

/// How much of the time of a chord its lowest key must sound to be its bass.
const BASS: f64 = 0.1;
/// Seconds of silence after which a chord is over.
const SILENCE: f64 = 1.2;

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
    let mut spans = Vec::new();
    let mut begin = 0;
    for end in 1..=segments.len() {
        if states.get(end) != states.get(begin) || end == segments.len() {
            spans.extend(span(&segments[begin..end], states[begin], notes));
            begin = end;
        }
    }
    spans
}

/// The chord that a run of segments of one state is; none where too little of it is there.
fn span(run: &[Segment], state: Option<State>, notes: &[Heard]) -> Option<ChordSpan> {
    let state = state?;
    let heard: Vec<&Segment> = run.iter().filter(|segment| segment.lowest.is_some()).collect();
    let (first, last) = (heard.first()?, heard.last()?);
    let mut there = 0_u16;
    for segment in &heard {
        for class in (0..12_u8).filter(|class| segment.weights[usize::from(*class)] > 0.04) {
            there |= 1 << ((class + 12 - state.root) % 12);
        }
    }
    let tones = (there & state.quality.tones).count_ones();
    if tones < 2 {
        return None;
    }
    Some(ChordSpan {
        start: first.start,
        end: last
            .end
            .min(first.start.max(last.start) + SILENCE.max(last.end - last.start)),
        chord: Chord {
            root: state.root,
            quality: state.quality,
            bass: bass(notes, first.start, last.end).unwrap_or(state.root),
        },
    })
}

/// The pitch class of the lowest key that is there for long enough between two times.
fn bass(notes: &[Heard], from: f64, to: f64) -> Option<u8> {
    let mut times = [0.0_f64; 128];
    let begun = notes.partition_point(|note| note.onset < to - 1e-6);
    // Notes that began long before are rare; so many back are enough.
    for note in notes[begun.saturating_sub(512)..begun].iter() {
        let time = note.release.max(note.onset + 0.05).min(to) - note.onset.max(from);
        // What rings on from the chord before is no bass of this one, unless it is held through.
        let held = note.onset >= from - 0.07 || time > (to - from) * 0.6;
        if held {
            times[usize::from(note.key & 127)] += time.max(0.0);
        }
    }
    let enough = (to - from) * BASS;
    let key = times
        .iter()
        .position(|&time| time > 0.0 && time >= enough.min(0.4));
    key.map(|key| (key % 12) as u8)
}
