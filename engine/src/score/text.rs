//! Bytes of names, lyrics and markers become Unicode.
//!
//! A Standard MIDI File does not say how its texts are encoded, so all texts of a file are looked at together, and one
//! encoding is chosen for the file: UTF-8 where every text is valid UTF-8, Shift-JIS where the texts are Japanese beyond
//! doubt or say so (`{@JP}`, RP-026), else Windows-1252, which holds Latin-1.

use encoding_rs::{SHIFT_JIS, WINDOWS_1252};

/// How the texts of a file are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8.
    Utf8,
    /// Shift-JIS with Microsoft's additions.
    ShiftJis,
    /// Windows-1252; a text that is valid UTF-8 all the same is taken as such.
    Latin,
}

impl Encoding {
    /// The encoding of a file with these texts.
    pub(super) fn choose<'a>(texts: impl Iterator<Item = &'a [u8]> + Clone) -> Self {
        let foreign = texts.clone().filter(|text| !text.is_ascii());
        if foreign.clone().all(|text| std::str::from_utf8(text).is_ok()) {
            return Self::Utf8;
        }
        if texts.clone().any(|text| holds(text, b"{@LATIN}")) {
            return Self::Latin;
        }
        if texts.clone().any(|text| holds(text, b"{@JP}")) || Evidence::of(foreign).is_japanese() {
            return Self::ShiftJis;
        }
        Self::Latin
    }

    /// The text without NULs and byte order mark.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let decoded = match (self, std::str::from_utf8(bytes)) {
            (Self::Utf8 | Self::Latin, Ok(text)) => text.into(),
            (Self::ShiftJis, _) => SHIFT_JIS.decode_without_bom_handling(bytes).0,
            _ => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        };
        decoded.trim_start_matches('\u{FEFF}').replace('\0', "")
    }
}

fn holds(text: &[u8], mark: &[u8]) -> bool {
    text.len() >= mark.len() && text.windows(mark.len()).any(|window| window == mark)
}

/// What speaks for Shift-JIS and against it, over all texts.
///
/// Accented letters of western texts stand alone among ASCII letters, and Cyrillic ones (Windows-1251) fall on rare kanji
/// and on half-width kana after `ﾀ`, whereas Japanese is made of runs of common characters, whose first byte is below 0xA0.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    japanese: usize,
    foreign: usize,
    broken: usize,
    texts: usize,
}

impl Evidence {
    fn of<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut evidence = Self::default();
        for text in texts {
            evidence.texts += 1;
            evidence.weigh_text(text);
        }
        evidence
    }

    /// A few broken texts are allowed: fields of fixed width cut characters in two.
    fn is_japanese(self) -> bool {
        self.japanese > 0 && self.japanese >= 3 * self.foreign && self.broken * 20 <= self.texts
    }

    fn weigh_text(&mut self, text: &[u8]) {
        let mut at = 0;
        while at < text.len() {
            if text[at] < 0x80 {
                at += 1;
                continue;
            }
            let Some(run) = Run::at(text, at) else {
                self.broken += 1;
                return;
            };
            self.weigh_run(&run, touches_letter(text, at, at + run.bytes));
            at += run.bytes;
        }
    }

    fn weigh_run(&mut self, run: &Run, touches_letter: bool) {
        let common = run.common * 2 > run.characters;
        let half = run.half == run.characters && run.low_half * 3 >= run.half;
        let lone = run.characters == 1 && touches_letter;
        if run.kana > 0 || !lone && (common || half && run.half > 1 && !touches_letter) {
            self.japanese += run.characters;
        } else {
            self.foreign += run.characters;
        }
    }
}

/// Whether an ASCII letter stands right before or after the bytes `start..end`.
fn touches_letter(text: &[u8], start: usize, end: usize) -> bool {
    let letter = |index: usize| text.get(index).is_some_and(u8::is_ascii_alphabetic);
    letter(end) || start > 0 && letter(start - 1)
}

/// A run of characters that are not ASCII, read as Shift-JIS.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    bytes: usize,
    characters: usize,
    /// Full-width kana.
    kana: usize,
    /// Two-byte characters with a first byte below 0xA0: kana, punctuation, most kanji.
    common: usize,
    /// Half-width kana.
    half: usize,
    /// Half-width kana and marks below 0xC0, where no letters of western code pages are.
    low_half: usize,
}

impl Run {
    /// The run from `start` on; `None` where it is no Shift-JIS.
    fn at(text: &[u8], start: usize) -> Option<Self> {
        let mut run = Self::default();
        while let Some(&first) = text.get(start + run.bytes).filter(|&&byte| byte >= 0x80) {
            run.characters += 1;
            if (0xA1..=0xDF).contains(&first) {
                run.bytes += 1;
                run.half += 1;
                run.low_half += usize::from(first < 0xC0);
                continue;
            }
            let second = *text.get(start + run.bytes + 1)?;
            let leads = matches!(first, 0x81..=0x9F | 0xE0..=0xFC);
            if !leads || !matches!(second, 0x40..=0x7E | 0x80..=0xFC) {
                return None;
            }
            run.bytes += 2;
            run.common += usize::from(first < 0xA0);
            run.kana += usize::from(matches!(
                (first, second),
                (0x82, 0x9F..=0xF1) | (0x83, 0x40..=0x96)
            ));
        }
        Some(run)
    }
}
