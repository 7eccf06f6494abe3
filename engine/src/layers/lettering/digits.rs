//! Numbers that change, put together from digits that were drawn once, among words that stay.

use super::cells::Cells;
use super::fonts::Lettering;
use super::look::Look;
use super::pen::{Pen, Pick};
use crate::gpu::Device;
use crate::text::Style;

/// What numbers are made of.
const SIGNS: &str = "0123456789:.,-";
/// Width of a blank, in sizes.
const BLANK: f32 = 0.27;

/// A piece of what is written.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::layers) enum Piece<V> {
    /// Words that stay.
    Words(String),
    /// A number, by what it tells.
    Value(V),
}

/// Divides `format` at names in braces that `known` knows; all else is words.
pub(in crate::layers) fn pieces<V>(format: &str, known: impl Fn(&str) -> Option<V>) -> Vec<Piece<V>> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = format;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        words.push_str(before);
        let close = from.find('}');
        let value = close.and_then(|close| known(from[1..close].trim()).map(|value| (value, close)));
        if let Some((value, close)) = value {
            if !words.is_empty() {
                pieces.push(Piece::Words(std::mem::take(&mut words)));
            }
            pieces.push(Piece::Value(value));
            rest = &from[close + 1..];
        } else {
            words.push('{');
            rest = &from[1..];
        }
    }
    words.push_str(rest);
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    pieces
}

/// Digits, and the words between them.
pub(in crate::layers) struct Digits {
    cells: Cells,
    /// Blanks before and after each of the words.
    blanks: Vec<(usize, usize)>,
    picks: Vec<Pick>,
    blank: f32,
}

impl Digits {
    /// Draws all digits in a style, and words.
    pub fn new(device: &Device, pen: &Pen, lettering: &Lettering, words: &[&str], style: &Style) -> Self {
        let signs = SIGNS.chars().map(String::from);
        let trimmed = words.iter().map(|words| words.trim().to_owned());
        let texts: Vec<String> = signs.chain(trimmed).collect();
        let cells = Cells::new(device, pen, lettering, &texts, style);
        let blanks = |words: &&str| {
            let all = words.chars().count();
            let before = all - words.trim_start().chars().count();
            let after = all - words.trim_end().chars().count();
            (before, after)
        };
        Self {
            blank: cells.block.letters * (BLANK + style.letter_spacing.max(0.0)),
            cells,
            blanks: words.iter().map(blanks).collect(),
            picks: Vec::with_capacity(32),
        }
    }

    /// Height of the letters, in pixels.
    pub fn size(&self) -> f32 {
        self.cells.block.letters
    }

    /// Begins a text.
    pub fn begin(&mut self) -> Line<'_> {
        self.picks.clear();
        Line {
            digits: self,
            width: 0.0,
        }
    }

    /// Writes the text that was begun last: its left end at `left`, its middle at `middle`.
    pub fn write(&mut self, pen: &mut Pen, [left, middle]: [f32; 2], scale: f32, look: &Look) {
        let top = middle - self.cells.height() * scale / 2.0;
        for pick in &mut self.picks {
            pick.place = [left + pick.place[0] * scale, top];
            pick.scale = scale;
        }
        pen.pick(&self.cells.block, &self.picks, look);
    }
}

/// A text of digits and words while it is put together.
pub(in crate::layers) struct Line<'a> {
    digits: &'a mut Digits,
    width: f32,
}

impl Line<'_> {
    fn cell(&mut self, number: usize) {
        if let Some(unit) = self.digits.cells.unit(number) {
            self.digits.picks.push(Pick {
                unit,
                place: [self.width, 0.0],
                scale: 1.0,
                opacity: 1.0,
                color: None,
            });
        }
        self.width += self.digits.cells.width(number);
    }

    /// Adds the words of that number.
    pub fn words(&mut self, number: usize) {
        let (before, after) = self.digits.blanks.get(number).copied().unwrap_or_default();
        self.width += before as f32 * self.digits.blank;
        self.cell(SIGNS.len() + number);
        self.width += after as f32 * self.digits.blank;
    }

    /// The width so far, in pixels.
    pub fn width(&self) -> f32 {
        self.width
    }
}

/// Numbers are written as anywhere; what is no digit, colon, point, comma or minus takes the room of a blank.
impl std::fmt::Write for Line<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for letter in text.chars() {
            match SIGNS.find(letter) {
                Some(number) => self.cell(number),
                None => self.width += self.digits.blank,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_fall_into_words_and_values() {
        let known = |name: &str| ["bar", "bars"].iter().position(|known| *known == name);
        assert_eq!(
            pieces("Bar {bar} of { bars }!", known),
            [
                Piece::Words("Bar ".to_owned()),
                Piece::Value(0),
                Piece::Words(" of ".to_owned()),
                Piece::Value(1),
                Piece::Words("!".to_owned())
            ]
        );
        assert_eq!(
            pieces("{x} {{bar} {", known),
            [
                Piece::Words("{x} {".to_owned()),
                Piece::Value(0),
                Piece::Words(" {".to_owned())
            ]
        );
        assert_eq!(pieces("", known), []);
    }
}
