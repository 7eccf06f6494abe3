//! Which face each part of a text is set in.

use super::bundled::EMOJI;
use super::emoji::{is_picture, joins_the_former};
use super::fonts::{Choice, Fonts};
use std::ops::Range;

/// A part of a text in one face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub range: Range<usize>,
    pub face: usize,
    /// Whether its letters join, so that space between them would tear them.
    pub joined: bool,
}

/// Divides a text into parts of one face each: the one chosen where it has the letters, else the first that does.
pub(super) fn spans(fonts: &mut Fonts, text: &str, choice: Choice) -> Vec<Span> {
    let japanese = is_japanese(fonts, text);
    let emoji = Fonts::number(EMOJI);
    let mut spans: Vec<Span> = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let range = start..start + letter.len_utf8();
        let next = letters.peek().map(|&(_, next)| next);
        let last = spans.last_mut();
        if let Some(last) = last.filter(|_| joins_the_former(letter)) {
            last.range.end = range.end;
            continue;
        }
        let face = if is_picture(letter, next) && fonts.face(emoji).has(letter) {
            emoji
        } else if letter.is_whitespace() || fonts.face(choice.face).has(letter) {
            choice.face
        } else {
            fonts.covering(letter, japanese).unwrap_or(choice.face)
        };
        let joined = is_joined(letter);
        match spans.last_mut() {
            Some(last) if (last.face, last.joined) == (face, joined) => last.range.end = range.end,
            _ => spans.push(Span { range, face, joined }),
        }
    }
    spans
}

/// Whether Chinese characters are to look as in Japan: where there is kana, and where the Japanese font has them all.
fn is_japanese(fonts: &Fonts, text: &str) -> bool {
    let kana = text
        .chars()
        .any(|letter| matches!(u32::from(letter), 0x3041..=0x30FF | 0x31F0..=0x31FF));
    let japanese = fonts.face(Fonts::number(super::bundled::JAPANESE));
    let mut ideographs = text.chars().filter(|&letter| is_ideograph(letter));
    kana || ideographs.all(|letter| japanese.has(letter))
}

pub(super) fn is_ideograph(letter: char) -> bool {
    matches!(u32::from(letter), 0x2E80..=0x2FDF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Scripts whose letters join: Arabic and its kin, Mongolian, and those of India that hang from a line.
pub(super) fn is_joined(letter: char) -> bool {
    matches!(u32::from(letter), 0x600..=0x7FF | 0x840..=0x8FF | 0x900..=0xA7F | 0x1800..=0x18AF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF)
}
