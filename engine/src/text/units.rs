//! Where letters, words and lines are.

use super::spans::is_ideograph;
use std::ops::Range;

/// A rectangle, in pixels from the upper left corner of the text's box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f32,
    /// Upper edge.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Lower edge.
    pub bottom: f32,
}

impl Rect {
    /// The smallest rectangle around both.
    pub fn around(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// A letter with its marks, a word, or a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Its bytes in the text that was set.
    pub range: Range<usize>,
    /// The line it stands in, from 0.
    pub line: usize,
    /// Its width and the height of its line, as they are set; ink may reach a little beyond.
    pub bounds: Rect,
    /// Whether it is read from right to left.
    pub rtl: bool,
}

/// Words of letters that are in the order of the text: what stands between blanks; each Chinese character and each
/// kana is one.
pub(super) fn words(text: &str, letters: &[Unit]) -> Vec<Unit> {
    let mut words: Vec<Unit> = Vec::new();
    for letter in letters {
        match words.last_mut() {
            Some(word) if word.line == letter.line && !parts(text, word, letter) => extend(word, letter),
            _ => words.push(letter.clone()),
        }
    }
    words
}

/// Whether a word ends before `letter`.
fn parts(text: &str, word: &Unit, letter: &Unit) -> bool {
    let first = |range: &Range<usize>| text.get(range.clone()).and_then(|text| text.chars().next());
    let alone = |letter: char| is_ideograph(letter) || matches!(u32::from(letter), 0x3041..=0x30FF);
    // Punctuation and small kana stay with what stands before.
    let stays = |letter: char| {
        matches!(u32::from(letter), 0x3001..=0x301F | 0x30FC | 0xFF01..=0xFF65) || !letter.is_alphanumeric()
    };
    let last = text[..word.range.end].chars().next_back();
    let next = first(&letter.range);
    let between = word.range.end != letter.range.start;
    let apart = last.is_some_and(alone) || next.is_some_and(alone);
    between || (apart && !next.is_some_and(stays))
}

fn extend(unit: &mut Unit, other: &Unit) {
    unit.range = unit.range.start.min(other.range.start)..unit.range.end.max(other.range.end);
    unit.bounds = unit.bounds.around(other.bounds);
}

/// Lines of letters: one unit for each line that has any.
pub(super) fn lines(letters: &[Unit]) -> Vec<Unit> {
    let mut lines: Vec<Unit> = Vec::new();
    for letter in letters {
        match lines.iter_mut().find(|line| line.line == letter.line) {
            Some(line) => extend(line, letter),
            None => lines.push(letter.clone()),
        }
    }
    lines
}

/// The rectangles that letters in a range of bytes take, one for each line and run of neighbours.
pub(super) fn rects(letters: &[Unit], range: &Range<usize>) -> Vec<Rect> {
    let inside = |unit: &&Unit| range.contains(&unit.range.start);
    let mut found: Vec<(usize, Rect)> = letters
        .iter()
        .filter(inside)
        .map(|unit| (unit.line, unit.bounds))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.left.total_cmp(&b.1.left)));
    let mut rects: Vec<(usize, Rect)> = Vec::new();
    for (line, rect) in found {
        // Neighbours are as far apart as a blank at the most.
        let room = (rect.bottom - rect.top) * 0.6;
        match rects.last_mut() {
            Some((last, run)) if *last == line && rect.left <= run.right + room => *run = run.around(rect),
            _ => rects.push((line, rect)),
        }
    }
    rects.into_iter().map(|(_, rect)| rect).collect()
}
