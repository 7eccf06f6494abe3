//! How much is played, as layers feel it that do not show single notes.

use super::song::{KeyNote, Song};

/// How much was played of late, 0 to 1: each note counts by its velocity, and less the longer ago it began; `decay`
/// is the seconds in which it counts a third. A note takes a moment to be felt, so that nothing jumps.
pub(super) fn energy(song: &Song, now: f64, decay: f64) -> f32 {
    let felt = |note: &KeyNote| note.velocity * felt(now - note.onset, decay);
    let sum: f32 = song.notes_between(now - 4.0 * decay, now).map(felt).sum();
    1.0 - (-0.7 * sum).exp()
}

/// How much a note is felt `since` seconds after its onset, 0 to 1.
pub(super) fn felt(since: f64, decay: f64) -> f32 {
    if since <= 0.0 {
        return 0.0;
    }
    ((since / RISE).min(1.0) * (-since / decay).exp()) as f32
}

/// Seconds in which a note comes to be felt.
const RISE: f64 = 0.05;
