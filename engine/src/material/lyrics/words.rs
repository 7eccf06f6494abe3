//! Texts become words with times.

use super::{LyricLine, LyricWord, MAX_LINE_LENGTH, Syllable};
use crate::material::MaterialError;
use crate::material::error::at_most;

/// A piece of text with a time of its own, as files stamp them: a syllable, a word or a whole line. A piece that
/// neither ends nor is followed by a space belongs to the same word as the next.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    /// Seconds.
    pub start: f64,
    /// Seconds; not before the start.
    pub end: f64,
    pub text: String,
}

/// A line from its pieces in order of time: the letters of a piece share its time evenly. None where there are no
/// letters or no time.
pub(super) fn line(pieces: &[Piece]) -> Option<LyricLine> {
    let mut words = Words::default();
    for piece in pieces {
        words.add(piece);
    }
    let mut words = words.done;
    let last = words.last_mut()?;
    last.text.truncate(last.text.trim_end().len());
    let start = words.first()?.start;
    let end = words.iter().map(|word| word.end).fold(start, f64::max);
    (end > start).then_some(LyricLine { start, end, words })
}

/// Refuses a line of more characters than any line has.
pub(super) fn check_length(text: &str) -> Result<(), MaterialError> {
    at_most(
        "characters in a line",
        text.chars().count() as u64,
        MAX_LINE_LENGTH as u64,
    )
}

#[derive(Default)]
struct Words {
    done: Vec<LyricWord>,
    /// Whether the last word goes on with the next letter.
    open: bool,
}

impl Words {
    fn add(&mut self, piece: &Piece) {
        let letters = piece
            .text
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .count()
            .max(1);
        let at = |letter: usize| piece.start + (piece.end - piece.start) * letter as f64 / letters as f64;
        let (mut sung, mut begins) = (0, true);
        for letter in piece.text.chars() {
            if letter.is_whitespace() {
                self.space();
                continue;
            }
            self.letter(letter, begins, at(sung), at(sung + 1));
            (sung, begins) = (sung + 1, false);
        }
    }

    fn space(&mut self) {
        self.open = false;
        if let Some(word) = self.done.last_mut().filter(|word| !word.text.ends_with(' ')) {
            word.text.push(' ');
        }
    }

    fn letter(&mut self, letter: char, begins_syllable: bool, start: f64, end: f64) {
        if !self.open {
            self.done.push(LyricWord {
                text: String::new(),
                start,
                end,
                syllables: Vec::new(),
            });
        }
        let Some(word) = self.done.last_mut() else { return };
        word.text.push(letter);
        word.end = end;
        match word.syllables.last_mut().filter(|_| !begins_syllable) {
            Some(syllable) => {
                syllable.letters += 1;
                syllable.end = end;
            }
            None => word.syllables.push(Syllable {
                letters: 1,
                start,
                end,
            }),
        }
        self.open = !is_written_without_spaces(letter);
    }
}

/// Han, kana and the punctuation among them: each stands for itself, so that long lines can be broken and lit up.
fn is_written_without_spaces(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
