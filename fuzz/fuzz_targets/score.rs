//! Any bytes: reading them as a score never panics, and what comes out keeps its promises.
//!
//! The two modules are taken in by path, so that fuzzing builds in seconds without the engine's codecs and GPU stack.
#![no_main]
#![allow(dead_code, reason = "the modules hold more than the parser needs")]

#[path = "../../engine/src/score/mod.rs"]
mod score;
#[path = "../../engine/src/time.rs"]
mod time;

use libfuzzer_sys::fuzz_target;
use score::Score;

fuzz_target!(|bytes: &[u8]| {
    match score::parse(bytes) {
        Ok(score) => check(&score, bytes.len()),
        Err(error) => assert!(error.offset <= bytes.len(), "{error}"),
    }
});

fn check(score: &Score, size: usize) {
    assert!(score.format <= 2);
    assert!(score.tempos.is_sorted_by_key(|tempo| tempo.time));
    assert!(score.tempos.first().is_some_and(|tempo| tempo.tick == 0));
    assert!(score.controls.is_sorted_by_key(|control| control.time));
    assert!(
        score
            .notes
            .is_sorted_by_key(|note| (note.onset, note.key, note.track))
    );
    for (index, note) in score.notes.iter().enumerate() {
        assert_eq!(note.id as usize, index);
        assert!(note.onset <= note.release && note.release <= score.duration);
        assert!(note.key < 128 && note.channel < 16 && (1..128).contains(&note.velocity));
        assert!(usize::from(note.track) < score.tracks.len());
    }
    let counted: usize = score.tracks.iter().map(|track| track.notes).sum();
    assert_eq!(counted, score.notes.len());
    assert!(score.pedals.iter().all(|pedal| pedal.start <= pedal.end));
    assert!(score.warnings.iter().all(|warning| warning.offset <= size));
}
