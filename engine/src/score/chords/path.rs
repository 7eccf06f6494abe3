//! The most likely sequence of chords.

use super::quality::{QUALITIES, Quality};
use super::segments::Segment;
use crate::score::Metre;

/// What a note outside the chord costs, and what the root as the lowest note is worth, each as a share of all that sounds.
const OUTSIDE: f32 = 1.15;
const ROOT_BELOW: f32 = 0.16;
/// What a change costs, in beats of a chord that explains everything.
const CHANGE: f64 = 0.42;
/// The same at the start of a bar, on a beat, and off it.
const PLACES: [f64; 3] = [0.6, 0.85, 1.5];
/// How close to a beat is on it, in beats.
const ON_BEAT: f64 = 0.14;
/// Seconds of a beat that costs are reckoned with.
const BEATS: (f64, f64) = (0.25, 1.0);
/// Seconds of silence that a chord outlives.
const OUTLIVES: f64 = 1.0;
/// The longest that one segment counts, in seconds.
const LONGEST: f64 = 2.0;

/// A chord without its bass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct State {
    pub root: u8,
    pub quality: &'static Quality,
}

/// All chords; after them, none.
const CHORDS: usize = 12 * QUALITIES.len();

fn state(number: usize) -> Option<State> {
    let quality = QUALITIES.get(number / 12)?;
    Some(State {
        root: (number % 12) as u8,
        quality,
    })
}

/// The chord of each segment; none in silence.
pub(super) fn path(segments: &[Segment], metre: &Metre) -> Vec<Option<State>> {
    const WORDS: usize = CHORDS / 64 + 1;
    let mut scores = vec![0.0_f64; CHORDS + 1];
    // Which states each segment came to by a change, and from which.
    let mut changed: Vec<([u64; WORDS], usize)> = Vec::with_capacity(segments.len());
    for segment in segments {
        let best = best(&scores);
        let entered = scores[best] - cost(segment.start, metre);
        let mut bits = [0_u64; WORDS];
        for (number, score) in scores.iter_mut().enumerate() {
            if entered > *score {
                *score = entered;
                bits[number / 64] |= 1 << (number % 64);
            }
            *score += match state(number) {
                Some(state) => fit(segment, state),
                None => fit_of_none(segment),
            };
        }
        changed.push((bits, best));
    }
    let mut number = best(&scores);
    let mut states = vec![None; segments.len()];
    for (index, (bits, from)) in changed.iter().enumerate().rev() {
        states[index] = state(number);
        if bits[number / 64] & (1 << (number % 64)) != 0 {
            number = *from;
        }
    }
    states
}

fn best(scores: &[f64]) -> usize {
    let best = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)));
    best.unwrap_or(0)
}

/// How well a chord explains a segment, in seconds.
fn fit(segment: &Segment, state: State) -> f64 {
    let Some(lowest) = segment.lowest else {
        return 0.0;
    };
    let above = |class: u8| (class + 12 - state.root) % 12;
    let inside: f32 = (0..12_u8)
        .filter(|&class| state.quality.has(above(class)))
        .map(|class| segment.weights[usize::from(class)])
        .sum();
    let root = if lowest % 12 == state.root {
        ROOT_BELOW
    } else {
        0.0
    };
    let fit = inside - OUTSIDE * (1.0 - inside) + root - state.quality.rare;
    f64::from(fit) * (segment.end - segment.start).min(LONGEST)
}

fn fit_of_none(segment: &Segment) -> f64 {
    let length = segment.end - segment.start;
    match segment.lowest {
        Some(_) => -length.min(LONGEST),
        None => (length - OUTLIVES).max(0.0),
    }
}

/// What a change at a time costs, in seconds.
fn cost(time: f64, metre: &Metre) -> f64 {
    let place = metre.beats_at(time);
    let nearest = place.round();
    let beats = metre.beats();
    let last = beats.len().saturating_sub(2);
    let index = (place.max(0.0) as usize).min(last);
    let length = match (beats.get(index), beats.get(index + 1)) {
        (Some(beat), Some(next)) => next.time - beat.time,
        _ => 0.5,
    };
    let factor = if (place - nearest).abs() > ON_BEAT {
        PLACES[2]
    } else if beats
        .get(nearest.max(0.0) as usize)
        .is_some_and(|beat| beat.number == 1)
    {
        PLACES[0]
    } else {
        PLACES[1]
    };
    CHANGE * factor * length.clamp(BEATS.0, BEATS.1)
}
