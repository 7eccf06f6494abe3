//! The lyrics of a score: lyric events, or the texts of karaoke files.
//!
//! Lyric events follow RP-017 (SMF Lyric Meta Event Definition): a space ends a word, a carriage return a line and a
//! line feed a verse. Karaoke files put them into text events instead, with `\` before a verse, `/` before a line and
//! `@` before what is no lyric. Many files have words without any of these marks; then every event is a word, unless a
//! hyphen says that it goes on, and lines end where the singer breathes.

use super::words::{Piece, line};
use super::{LyricLine, Lyrics, MAX_LINES};
use crate::score::{Score, Text, TextKind};

/// How long a syllable is at most, in seconds: then the singer breathes.
const LONGEST_SYLLABLE: f64 = 2.5;
/// How long the last syllable of all is, in seconds.
const LAST_SYLLABLE: f64 = 1.5;
/// How many letters a line without marks may have before it ends with its word.
const LONG_LINE: usize = 36;
/// The most letters of a line whatever its marks say.
const LONGEST_LINE: usize = 120;

impl Lyrics {
    /// The lyrics that are in a score; none where it has none. Where several tracks have some, the one with the most.
    pub fn of_score(score: &Score) -> Self {
        let lyric = |text: &&Text| text.kind == TextKind::Lyric;
        let karaoke = |text: &&Text| text.kind == TextKind::Text && !text.text.starts_with('@');
        let sung = most(score.texts.iter().filter(lyric));
        let texts = if sung.iter().filter(|text| !text.text.trim().is_empty()).count() > 1 {
            sung
        } else {
            let texts = most(score.texts.iter().filter(karaoke));
            // Texts are lyrics only where they have karaoke's marks.
            let marked = texts
                .iter()
                .filter(|text| text.text.starts_with(['\\', '/']))
                .count();
            if marked > 1 { texts } else { Vec::new() }
        };
        Self {
            lines: lines(&syllables(&texts)),
        }
    }
}

/// The texts of the track that has the most of them.
fn most<'a>(texts: impl Iterator<Item = &'a Text>) -> Vec<&'a Text> {
    let mut tracks: std::collections::BTreeMap<u16, Vec<&Text>> = std::collections::BTreeMap::new();
    for text in texts {
        tracks.entry(text.track).or_default().push(text);
    }
    let most = tracks
        .into_iter()
        .max_by_key(|(track, texts)| (texts.len(), u16::MAX - track));
    most.map(|(_, texts)| texts).unwrap_or_default()
}

/// A syllable and what comes before it.
struct Sung {
    piece: Piece,
    /// Whether a line begins with it.
    begins: bool,
}

fn syllables(texts: &[&Text]) -> Vec<Sung> {
    let spaced = texts
        .iter()
        .any(|text| text.text.trim_end_matches(['\r', '\n']).ends_with(' ') || text.text.starts_with(' '));
    let marked = texts
        .iter()
        .any(|text| text.text.contains(['\r', '\n']) || text.text.starts_with(['\\', '/']));
    let mut sung: Vec<Sung> = Vec::new();
    let mut begins = true;
    for text in texts {
        begins |= text.text.starts_with(['\r', '\n', '\\', '/']);
        let ends = text.text.ends_with(['\r', '\n']);
        let words = text
            .text
            .trim_matches(['\r', '\n'])
            .trim_start_matches(['\\', '/']);
        if !words.trim().is_empty() {
            let start = text.time.seconds().max(0.0);
            let mut text = words.replace(|letter: char| letter.is_control(), "");
            if !spaced {
                space(&mut text);
            }
            let piece = Piece {
                start,
                end: start + LAST_SYLLABLE,
                text,
            };
            sung.push(Sung { piece, begins });
            begins = false;
        } else if let Some(last) = sung.last_mut().filter(|_| !words.is_empty()) {
            last.piece.text.push(' ');
        }
        begins |= ends;
    }
    end_each(&mut sung);
    if !marked {
        break_lines(&mut sung);
    }
    sung
}

/// Where no text has a space, each is a word, and a hyphen at its end says that the next belongs to it.
fn space(text: &mut String) {
    match text.strip_suffix(['-', '\u{2010}']) {
        Some(part) if !part.is_empty() => text.truncate(part.len()),
        _ => text.push(' '),
    }
}

fn end_each(sung: &mut [Sung]) {
    for index in 1..sung.len() {
        let next = sung[index].piece.start;
        let piece = &mut sung[index - 1].piece;
        piece.end = next.clamp(piece.start, piece.start + LONGEST_SYLLABLE);
    }
}

/// Ends lines at pauses, and after a word once they are long.
fn break_lines(sung: &mut [Sung]) {
    let mut letters = 0;
    for index in 1..sung.len() {
        let before = &sung[index - 1].piece;
        letters += before.text.chars().count();
        let ends_word = before.text.ends_with(char::is_whitespace) || sung[index].piece.text.starts_with(' ');
        let pause = sung[index].piece.start - before.start >= LONGEST_SYLLABLE;
        if pause || ends_word && letters >= LONG_LINE {
            sung[index].begins = true;
            letters = 0;
        }
    }
}

fn lines(sung: &[Sung]) -> Vec<LyricLine> {
    let mut lines = Vec::new();
    let (mut pieces, mut letters): (Vec<Piece>, usize) = (Vec::new(), 0);
    for sung in sung {
        if sung.begins || letters >= LONGEST_LINE {
            lines.extend(line(&pieces));
            pieces.clear();
            letters = 0;
        }
        letters += sung.piece.text.chars().count();
        pieces.push(sung.piece.clone());
    }
    lines.extend(line(&pieces));
    lines.truncate(MAX_LINES);
    lines
}
