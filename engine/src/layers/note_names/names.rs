//! What notes are called.

use crate::composition::{Naming, Spelling};
use crate::score::is_flat;

const SHARPS: [&str; 12] = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
const FLATS: [&str; 12] = ["C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B"];
const GERMAN_SHARPS: [&str; 12] = [
    "C", "Cis", "D", "Dis", "E", "F", "Fis", "G", "Gis", "A", "Ais", "H",
];
const GERMAN_FLATS: [&str; 12] = ["C", "Des", "D", "Es", "E", "F", "Ges", "G", "As", "A", "B", "H"];
const SOLFEGE_SHARPS: [&str; 12] = [
    "Do", "Do♯", "Re", "Re♯", "Mi", "Fa", "Fa♯", "Sol", "Sol♯", "La", "La♯", "Si",
];
const SOLFEGE_FLATS: [&str; 12] = [
    "Do", "Re♭", "Re", "Mi♭", "Mi", "Fa", "Sol♭", "Sol", "La♭", "La", "Si♭", "Si",
];

/// The name of a pitch class, 0 (C) to 11 (B).
pub(in crate::layers) fn name(naming: Naming, class: u8, flat: bool) -> &'static str {
    let names = match (naming, flat) {
        (Naming::English, false) => SHARPS,
        (Naming::English, true) => FLATS,
        (Naming::German, false) => GERMAN_SHARPS,
        (Naming::German, true) => GERMAN_FLATS,
        (Naming::Solfege, false) => SOLFEGE_SHARPS,
        (Naming::Solfege, true) => SOLFEGE_FLATS,
    };
    names[usize::from(class % 12)]
}

/// Whether a pitch class is written with a flat in a key of so many sharps.
pub(in crate::layers) fn flat(spelling: Spelling, class: u8, sharps: i8) -> bool {
    match spelling {
        Spelling::KeySignature => is_flat(class, sharps),
        Spelling::Sharps => false,
        Spelling::Flats => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_called_as_asked() {
        let called = |naming, spelling, class, sharps| name(naming, class, flat(spelling, class, sharps));
        assert_eq!(called(Naming::English, Spelling::KeySignature, 10, 0), "B♭");
        assert_eq!(called(Naming::English, Spelling::KeySignature, 10, 5), "A♯");
        assert_eq!(called(Naming::English, Spelling::Sharps, 10, -3), "A♯");
        assert_eq!(called(Naming::German, Spelling::Flats, 10, 0), "B");
        assert_eq!(called(Naming::German, Spelling::Flats, 11, 0), "H");
        assert_eq!(called(Naming::Solfege, Spelling::Flats, 3, 0), "Mi♭");
    }
}
