//! Any bytes: reading them as lyrics never panics, and what comes out keeps its promises; so do the lyrics of any score.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the modules hold more than this needs")]

#[path = "../../engine/src/color.rs"]
mod color;
#[path = "../../engine/src/material/mod.rs"]
mod material;
#[path = "../../engine/src/media.rs"]
mod media;
#[path = "../../engine/src/score/mod.rs"]
mod score;
#[path = "../../engine/src/time.rs"]
mod time;

use libfuzzer_sys::fuzz_target;
use material::Lyrics;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(lyrics) = material::lyrics(bytes) {
        check(&lyrics);
    }
    if let Ok(score) = score::parse(bytes) {
        check(&Lyrics::of_score(&score));
    }
});

fn check(lyrics: &Lyrics) {
    assert!(lyrics.lines.is_sorted_by(|one, next| one.start <= next.start));
    for line in &lyrics.lines {
        assert!(line.start < line.end && !line.words.is_empty());
        for word in &line.words {
            assert!(line.start <= word.start && word.start <= word.end && word.end <= line.end);
            let letters: usize = word.syllables.iter().map(|syllable| syllable.letters).sum();
            assert_eq!(letters, word.text.trim_end().chars().count());
        }
    }
}
