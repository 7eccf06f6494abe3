//! The melody of a voice: its highest notes, and a smooth line through them.

use crate::layers::chance::smoothstep;
use crate::layers::hue::mix;
use crate::layers::song::KeyNote;

/// Notes that begin within this time of each other are a chord.
const CHORD: f64 = 0.035;
/// Seconds in which light comes and goes with a note.
const FADES: f64 = 0.35;

/// The melody of a voice.
pub(super) struct Melody {
    /// By onset, each before the next by more than [`CHORD`].
    notes: Vec<KeyNote>,
}

/// What a melody does at a moment.
#[derive(Default)]
pub(super) struct Sound {
    /// The MIDI key, between two of them while it glides.
    pub key: f32,
    /// 0 to 1.
    pub light: f32,
    pub color: [f32; 3],
}

impl Melody {
    /// The notes of `voice` above which nothing sounds when they begin.
    pub fn new(notes: &[KeyNote], voice: u32) -> Self {
        let mut melody: Vec<KeyNote> = Vec::new();
        for note in notes.iter().filter(|note| note.voice == voice) {
            let above = |last: &KeyNote| last.key > note.key && last.release > note.onset + CHORD;
            match melody.last_mut() {
                Some(last) if note.onset - last.onset <= CHORD => {
                    if note.key > last.key {
                        *last = KeyNote {
                            onset: last.onset,
                            ..*note
                        };
                    }
                }
                Some(last) if above(last) => {}
                _ => melody.push(*note),
            }
        }
        Self { notes: melody }
    }

    /// What it does at `time`. Each step from note to note takes `glide` seconds around the onset; where notes follow
    /// faster, glides add up, and the line stays smooth.
    pub fn at(&self, time: f64, glide: f64) -> Sound {
        let begun = |time: f64| self.notes.partition_point(|note| note.onset <= time);
        let (first, end) = (begun(time - glide / 2.0), begun(time + glide / 2.0));
        let Some(start) = self.notes.get(first.saturating_sub(1)) else {
            return Sound::default();
        };
        let (mut key, mut color) = (f32::from(start.key), start.color);
        for index in first.max(1)..end {
            let (before, note) = (&self.notes[index - 1], &self.notes[index]);
            let gone = ((time - note.onset) / glide + 0.5) as f32;
            let share = smoothstep(0.0, 1.0, gone);
            key += (f32::from(note.key) - f32::from(before.key)) * share;
            color = mix(color, note.color, share);
        }
        Sound {
            key,
            light: self.light(time),
            color,
        }
    }

    /// How bright it is: as the notes are loud, darker where they are over.
    fn light(&self, time: f64) -> f32 {
        // Light is told before the onset too, so that it does not leap.
        let next = self.notes.partition_point(|note| note.onset <= time);
        let around = next.saturating_sub(3)..(next + 2).min(self.notes.len());
        let light = |note: &KeyNote| {
            let before = ((note.onset - time).max(0.0) / (FADES * 0.3)) as f32;
            let after = ((time - note.release).max(0.0) / FADES) as f32;
            (0.35 + 0.65 * note.velocity) * (-(before * before)).exp() * (-after).exp()
        };
        self.notes[around].iter().map(light).fold(0.0, f32::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(key: u8, onset: f64, release: f64) -> KeyNote {
        KeyNote {
            id: 0,
            key,
            voice: 0,
            apart: f32::INFINITY,
            hidden: f64::INFINITY,
            pace: 0.0,
            onset,
            release,
            velocity: 0.8,
            color: [1.0; 3],
        }
    }

    #[test]
    fn the_highest_notes_are_the_melody() {
        let notes = [
            note(48, 0.0, 4.0),
            note(72, 0.01, 1.0),
            note(50, 0.5, 1.0),
            note(60, 1.0, 2.0),
            note(76, 1.5, 2.0),
        ];
        let melody = Melody::new(&notes, 0);
        let keys: Vec<u8> = melody.notes.iter().map(|note| note.key).collect();
        assert_eq!(keys, [72, 60, 76]);
        assert!(Melody::new(&notes, 1).notes.is_empty());
    }

    #[test]
    fn the_line_glides_and_rests_on_the_notes() {
        let notes: Vec<_> = (0..20)
            .map(|i| {
                note(
                    60 + (i * 7 % 12) as u8,
                    f64::from(i) * 0.3,
                    f64::from(i) * 0.3 + 0.25,
                )
            })
            .collect();
        let melody = Melody::new(&notes, 0);
        for (index, note) in notes.iter().enumerate() {
            let key = melody.at(note.onset + 0.15, 0.2).key;
            assert!((key - f32::from(note.key)).abs() < 1e-3, "note {index}");
        }
        let at = |step: u32| melody.at(f64::from(step) / 300.0, 0.2);
        for step in 0..2000 {
            assert!((at(step + 1).key - at(step).key).abs() < 0.5, "a leap at {step}");
            assert!(
                (at(step + 1).light - at(step).light).abs() < 0.1,
                "a flash at {step}"
            );
        }
    }
}
