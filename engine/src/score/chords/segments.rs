//! Stretches of a song in which the same notes sound.

/// Notes that begin closer together than this, in seconds, begin together.
const TOGETHER: f64 = 0.06;
/// The most segments of a song.
const MOST: f64 = 20_000.0;
/// The most notes that sound at a time.
const MOST_SOUNDING: usize = 4096;
/// Seconds that a note goes on to be heard in mind after its release, so that short chords are chords.
const RINGS: f64 = 0.3;
/// The highest key that counts in full, and what those above it count: melodies are freer than what is below them.
const MELODY: (u8, f32) = (76, 0.6);

/// A note as harmony hears it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// In seconds.
    pub onset: f64,
    /// In seconds.
    pub release: f64,
    /// MIDI key.
    pub key: u8,
    /// How loud, 0 to 1.
    pub velocity: f32,
}

/// A stretch in which the same notes sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment {
    pub start: f64,
    pub end: f64,
    /// How much there is of each pitch class; 1 in all, or 0 in silence.
    pub weights: [f32; 12],
    /// The lowest key that sounds.
    pub lowest: Option<u8>,
}

/// The segments of notes that are sorted by onset.
pub(super) fn segments(notes: &[Heard]) -> Vec<Segment> {
    let end = notes.iter().map(|note| note.release).fold(0.0, f64::max);
    let first = notes.first().map_or(0.0, |note| note.onset);
    let apart = TOGETHER.max((end - first) / MOST);
    let mut starts: Vec<f64> = Vec::new();
    let releases = notes.iter().map(|note| note.release + RINGS);
    let mut edges: Vec<f64> = notes.iter().map(|note| note.onset).chain(releases).collect();
    edges.sort_by(f64::total_cmp);
    for edge in edges {
        if starts.last().is_none_or(|last| edge - last >= apart) {
            starts.push(edge);
        }
    }
    let mut sounding: Vec<&Heard> = Vec::new();
    let mut next = 0;
    let mut segments = Vec::with_capacity(starts.len());
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(start + apart);
        while let Some(note) = notes.get(next).filter(|note| note.onset < start + apart) {
            sounding.push(note);
            next += 1;
        }
        sounding.drain(..sounding.len().saturating_sub(MOST_SOUNDING));
        sounding.retain(|note| note.release + RINGS > start + apart * 0.5);
        segments.push(segment(start, end, &sounding));
    }
    segments
}

fn segment(start: f64, end: f64, sounding: &[&Heard]) -> Segment {
    let lowest = sounding.iter().map(|note| note.key).min();
    let mut weights = [0.0; 12];
    for note in sounding {
        // What was struck long ago has faded, and so has what was let go.
        let age = (start - note.onset).max(0.0) as f32;
        let let_go = if note.release < start { 0.5 } else { 1.0 };
        let melody = if note.key > MELODY.0 { MELODY.1 } else { 1.0 };
        let weight = (0.4 + 0.6 * note.velocity) * (-age / 3.0).exp().max(0.3) * let_go * melody;
        weights[usize::from(note.key % 12)] += weight;
    }
    // The same tone in many octaves counts little more than in one.
    weights
        .iter_mut()
        .for_each(|weight: &mut f32| *weight = weight.sqrt());
    let sum: f32 = weights.iter().sum();
    if sum > 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= sum);
    }
    Segment {
        start,
        end,
        weights,
        lowest,
    }
}
