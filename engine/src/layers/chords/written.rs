//! The names of a song's chords: roots, what follows them and basses, each text once.

use crate::composition::{self, Naming};
use crate::layers::note_names::names::{flat, name};
use crate::score::Score;
use crate::score::chords::ChordSpan;

/// The texts of a chord, by number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Written {
    pub root: usize,
    pub suffix: Option<usize>,
    pub bass: Option<usize>,
}

/// A chord and how it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub start: f64,
    pub end: f64,
    pub written: Written,
}

/// All chords, and the texts they are written with.
pub(super) fn written(
    spans: &[ChordSpan],
    score: &Score,
    parameters: &composition::Chords,
) -> (Vec<Named>, Vec<String>) {
    let mut texts: Vec<String> = Vec::new();
    let mut number = |text: String| {
        texts.iter().position(|known| *known == text).unwrap_or_else(|| {
            texts.push(text);
            texts.len() - 1
        })
    };
    let mut all: Vec<Named> = Vec::with_capacity(spans.len());
    for span in spans {
        let sharps = score.sharps_at(span.start + 0.01);
        let called = |class: u8| name(Naming::English, class, flat(parameters.spelling, class, sharps));
        let chord = span.chord;
        let slash = parameters.bass && chord.bass != chord.root;
        let suffix = chord.quality.suffix;
        let written = Written {
            root: number(called(chord.root).to_owned()),
            suffix: (!suffix.is_empty()).then(|| number(suffix.to_owned())),
            bass: slash.then(|| number(format!("/{}", called(chord.bass)))),
        };
        match all.last_mut() {
            // The same chord again, such as over another bass that is not named.
            Some(last) if last.written == written && span.start - last.end < 0.5 => last.end = span.end,
            _ => all.push(Named {
                start: span.start,
                end: span.end,
                written,
            }),
        }
    }
    (all, texts)
}
