//! The kinds of chords that are known by name.

/// A kind of chord.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// What follows the root's name, such as `m7`.
    pub suffix: &'static str,
    /// Its tones above the root, as bits: bit 0 is the root, bit 7 the fifth.
    pub tones: u16,
    /// How much less likely it is than a triad that explains the same notes, 0 to 1.
    pub(super) rare: f32,
}

const fn quality(suffix: &'static str, tones: &[u8], rare: f32) -> Quality {
    let mut bits = 0;
    let mut index = 0;
    while index < tones.len() {
        bits |= 1 << tones[index];
        index += 1;
    }
    Quality {
        suffix,
        tones: bits,
        rare,
    }
}

/// All of them.
pub(super) static QUALITIES: [Quality; 17] = [
    quality("", &[0, 4, 7], 0.0),
    quality("m", &[0, 3, 7], 0.0),
    quality("5", &[0, 7], -0.01),
    quality("dim", &[0, 3, 6], 0.03),
    quality("aug", &[0, 4, 8], 0.05),
    quality("sus4", &[0, 5, 7], 0.04),
    quality("sus2", &[0, 2, 7], 0.05),
    quality("7", &[0, 4, 7, 10], 0.04),
    quality("maj7", &[0, 4, 7, 11], 0.05),
    quality("m7", &[0, 3, 7, 10], 0.04),
    quality("m7♭5", &[0, 3, 6, 10], 0.06),
    quality("dim7", &[0, 3, 6, 9], 0.06),
    quality("6", &[0, 4, 7, 9], 0.09),
    quality("m6", &[0, 3, 7, 9], 0.1),
    quality("add9", &[0, 2, 4, 7], 0.08),
    quality("m(maj7)", &[0, 3, 7, 11], 0.1),
    quality("9", &[0, 2, 4, 7, 10], 0.1),
];

impl Quality {
    /// Whether a pitch class so far above the root, 0 to 11, belongs to it.
    pub fn has(&self, above: u8) -> bool {
        self.tones & (1 << (above % 12)) != 0
    }
}
