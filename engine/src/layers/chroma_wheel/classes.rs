//! How much each pitch class sounds.

use crate::audio::Features;
use crate::composition::ChromaOrder;
use crate::layers::song::KeyNote;

/// Pitch classes in an octave.
pub(super) const CLASSES: usize = 12;
/// Seconds that a note goes on to be seen after its release.
pub(super) const TAIL: f64 = 0.8;
/// Seconds in which a held note loses two thirds of its strength.
const DECAY: f64 = 2.5;
/// The same after its release.
const RELEASE: f64 = 0.16;
/// Seconds in which a note comes up.
const RISE: f64 = 0.03;

/// The class at a place, counted clockwise from the top, where C is.
pub(super) fn class_at(place: usize, order: ChromaOrder) -> usize {
    match order {
        ChromaOrder::Chromatic => place % CLASSES,
        // A fifth is seven semitones.
        ChromaOrder::Fifths => place * 7 % CLASSES,
    }
}

/// The classes of a sound, the strong ones brought out; the softer the sound, the fainter.
pub(super) fn heard(features: &Features) -> [f32; CLASSES] {
    let loud = (features.level * 1.6).min(1.0);
    features.chroma.map(|class| class.powf(1.6) * loud)
}

/// The classes of notes, each 0 to 1.
pub(super) fn played<'a>(notes: impl Iterator<Item = &'a KeyNote>, now: f64) -> [f32; CLASSES] {
    let mut sums = [0.0_f32; CLASSES];
    for note in notes {
        sums[usize::from(note.key) % CLASSES] += strength(note, now);
    }
    sums.map(|sum| 1.0 - (-1.8 * sum).exp())
}

/// How much a note sounds.
fn strength(note: &KeyNote, now: f64) -> f32 {
    let since = now - note.onset;
    if since < 0.0 {
        return 0.0;
    }
    let over = (now - note.release).max(0.0);
    let left = (-since / DECAY - over / RELEASE).exp() * (since / RISE).min(1.0);
    note.velocity * left as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(key: u8, onset: f64, release: f64) -> KeyNote {
        KeyNote {
            id: 0,
            voice: 0,
            apart: f32::INFINITY,
            hidden: f64::INFINITY,
            pace: 0.0,
            key,
            onset,
            release,
            velocity: 0.8,
            color: [1.0; 3],
        }
    }

    #[test]
    fn every_class_has_one_place() {
        for order in ChromaOrder::ALL {
            let mut classes: Vec<usize> = (0..CLASSES).map(|place| class_at(place, *order)).collect();
            classes.sort_unstable();
            assert_eq!(classes, (0..CLASSES).collect::<Vec<_>>());
        }
        assert_eq!(class_at(1, ChromaOrder::Fifths), 7, "G is next to C");
    }

    #[test]
    fn octaves_are_one_class() {
        let notes = [note(60, 0.0, 1.0), note(72, 0.0, 1.0), note(64, 0.0, 1.0)];
        let levels = played(notes.iter(), 0.5);
        assert!(levels[0] > levels[4] && levels[4] > 0.4);
        assert!(
            levels
                .iter()
                .enumerate()
                .all(|(class, level)| class == 0 || class == 4 || *level == 0.0)
        );
    }

    #[test]
    fn notes_come_up_and_die_away() {
        let note = note(60, 1.0, 2.0);
        let at = |now: f64| strength(&note, now);
        assert_eq!(at(0.9), 0.0);
        assert_eq!(at(1.0), 0.0);
        assert!(at(1.05) > at(1.9) && at(1.9) > at(2.1));
        assert!(at(2.0 + TAIL) < 0.01, "nothing is seen to stop");
    }

    #[test]
    fn silence_is_dark() {
        let mut features = Features {
            chroma: [1.0; 12],
            ..Features::default()
        };
        assert_eq!(heard(&features), [0.0; 12]);
        features.level = 0.9;
        assert_eq!(heard(&features), [1.0; 12]);
    }
}
