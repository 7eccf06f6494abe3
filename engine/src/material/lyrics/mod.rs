//! Words in time: .lrc and .srt files, and the lyrics of scores.
//!
//! Enters: bytes, or a score. Leaves: [`Lyrics`], whose lines are sorted and whose words lie within their lines, each
//! with a time of its own: where a file has no times of words, they share the time of their line by their letters.

mod encoding;
mod lrc;
mod score;
mod srt;
mod words;

pub(super) use encoding::decode;
pub(super) use lrc::is_lrc_time;
pub(super) use srt::is_srt_time;

use super::error::at_most;
use super::{MaterialError, max_bytes};
use crate::media::MaterialKind;

/// The most lines.
const MAX_LINES: usize = 10_000;
/// The most characters of a line.
const MAX_LINE_LENGTH: usize = 1000;
/// The latest time, in seconds: a day.
const MAX_TIME: f64 = 86_400.0;

/// Words in time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lyrics {
    /// Lines, sorted by start. A line may begin before the one before it has ended, where two sing.
    pub lines: Vec<LyricLine>,
}

/// A line that is shown at once.
#[derive(Clone, Debug, PartialEq)]
pub struct LyricLine {
    /// When it begins, in seconds from the start of the song.
    pub start: f64,
    /// When it ends, in seconds; after its start.
    pub end: f64,
    /// Its words in order; never none. Their texts one after the other are the text of the line.
    pub words: Vec<LyricWord>,
}

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub struct LyricWord {
    /// Its letters, with the space after it where one follows.
    pub text: String,
    /// When it begins, in seconds.
    pub start: f64,
    /// When it ends, in seconds; not before its start.
    pub end: f64,
    /// What it is sung in: one for most words.
    pub syllables: Vec<Syllable>,
}

/// A part of a word with a time of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Syllable {
    /// How many characters of the word it has; those of all syllables together make the word without its space.
    pub letters: usize,
    /// When it begins, in seconds.
    pub start: f64,
    /// When it ends, in seconds; not before its start.
    pub end: f64,
}

impl LyricLine {
    /// The whole line, without a space at its end.
    pub fn text(&self) -> String {
        let text: String = self.words.iter().map(|word| word.text.as_str()).collect();
        text.trim_end().to_owned()
    }
}

impl LyricWord {
    /// How much of the word's letters is sung at a time, from 0 to 1.
    pub fn sung(&self, time: f64) -> f32 {
        let letters: usize = self.syllables.iter().map(|syllable| syllable.letters).sum();
        let sung: f64 = self
            .syllables
            .iter()
            .map(|syllable| syllable.letters as f64 * syllable.sung(time))
            .sum();
        (sung / letters.max(1) as f64) as f32
    }
}

impl Syllable {
    fn sung(&self, time: f64) -> f64 {
        if time >= self.end {
            1.0
        } else if time <= self.start {
            0.0
        } else {
            (time - self.start) / (self.end - self.start)
        }
    }
}

impl Lyrics {
    /// The lines that are shown at a time, in order.
    pub fn lines_at(&self, time: f64) -> impl Iterator<Item = &LyricLine> {
        let begun = self.lines.partition_point(|line| line.start <= time);
        self.lines[..begun].iter().filter(move |line| time < line.end)
    }
}

/// Reads lyrics: .lrc (with several stamps a line, stamps of words and an offset) or .srt, in UTF-8, UTF-16 or
/// Windows-1252.
///
/// # Errors
/// When no line has a time, or where it has more than 1 MiB, 10000 lines or 1000 characters in a line.
pub fn lyrics(bytes: &[u8]) -> Result<Lyrics, MaterialError> {
    at_most("bytes", bytes.len() as u64, max_bytes(MaterialKind::Lyrics))?;
    let text = decode(bytes);
    let lyrics = if text.lines().any(is_srt_time) {
        srt::read(&text)?
    } else {
        lrc::read(&text)?
    };
    if lyrics.lines.is_empty() {
        return Err(MaterialError::Unknown {
            wanted: "lyrics (.lrc or .srt): no line has a time and words",
        });
    }
    Ok(lyrics)
}
