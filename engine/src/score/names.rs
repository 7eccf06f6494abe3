//! What notes are called.

use super::Score;

/// How far to the right of C on the line of fifths (F C G D A E B F♯ ...) each black key is as a sharp, by pitch class.
const FIFTHS: [Option<i8>; 12] = [
    None,
    Some(7),
    None,
    Some(9),
    None,
    None,
    Some(6),
    None,
    Some(8),
    None,
    Some(10),
    None,
];

/// Whether a pitch class, 0 (C) to 11 (B), is written with a flat in a key of so many sharps (negative: flats): black
/// keys are called by those of their names that lie in the twelve fifths from three flatwards of the tonic's own, which
/// in C major makes C♯ E♭ F♯ G♯ B♭.
pub fn is_flat(pitch_class: u8, sharps: i8) -> bool {
    FIFTHS[usize::from(pitch_class % 12)].is_some_and(|fifths| fifths - 12 >= sharps - 3)
}

impl Score {
    /// The sharps (negative: flats) of the key at a time in seconds, 0 where none is told. Before the first key
    /// signature its key is taken to hold already.
    pub fn sharps_at(&self, seconds: f64) -> i8 {
        let keys = &self.key_signatures;
        let after = keys.partition_point(|key| key.time.seconds() <= seconds);
        let key = keys.get(after.saturating_sub(1));
        key.map_or(0, |key| key.sharps.clamp(-7, 7))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_keys_are_called_as_the_key_has_them() {
        let flats = |sharps| {
            (0..12)
                .filter(|&class| is_flat(class, sharps))
                .collect::<Vec<u8>>()
        };
        assert_eq!(flats(0), [3, 10], "E♭ and B♭ in C major");
        assert_eq!(flats(-1), [3, 8, 10]);
        assert_eq!(flats(-4), [1, 3, 6, 8, 10]);
        assert_eq!(flats(2), [] as [u8; 0], "all sharps in D major");
    }
}
