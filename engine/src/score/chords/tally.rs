//! What sounds while one chord holds, taken together.

use super::Chord;
use super::path::{OUTSIDE, ROOT_BELOW};
use super::quality::{QUALITIES, Quality};
use super::segments::Heard;

/// How much of the time of a chord its lowest key must sound to be its bass, and how many seconds are enough.
const BASS: (f64, f64) = (0.1, 0.4);
/// What a tone costs that is not there, and how much of all must be of a tone that is.
const MISSING: f32 = 0.13;
const THERE: f32 = 0.045;
/// How many notes back those are looked for that are held through.
const BACK: usize = 512;
/// Seconds before the chord in which its notes may begin, and the share of it that those before must be held for.
const EARLY: f64 = 0.07;
const HELD: f64 = 0.6;
/// The share of a chord in which its bass begins; what comes later only leads on.
const FIRST: f64 = 0.4;

/// How much there is of each pitch class while a chord holds, and its bass.
pub(super) struct Tally {
    weights: [f32; 12],
    bass: Option<u8>,
}

impl Tally {
    /// What sounds between two times. What only rings on from the chord before is left out.
    pub fn new(notes: &[Heard], from: f64, to: f64) -> Self {
        let mut times = [0.0_f64; 128];
        let mut weights = [0.0_f32; 12];
        let begun = notes.partition_point(|note| note.onset < to - 1e-6);
        let first = notes.partition_point(|note| note.onset < from - EARLY);
        for note in &notes[first.saturating_sub(BACK).min(begun)..begun] {
            let time = note.release.max(note.onset + 0.05).min(to) - note.onset.max(from);
            if note.onset >= from - EARLY || time > (to - from) * HELD {
                if note.onset <= from + (to - from) * FIRST {
                    times[usize::from(note.key & 127)] += time.max(0.0);
                }
                weights[usize::from(note.key % 12)] += time.max(0.0) as f32 * (0.4 + 0.6 * note.velocity);
            }
        }
        // A tone in many octaves counts no more than one that sounds all the time.
        weights
            .iter_mut()
            .for_each(|weight| *weight = weight.min((to - from) as f32));
        let sum: f32 = weights.iter().sum();
        if sum > 0.0 {
            weights.iter_mut().for_each(|weight| *weight /= sum);
        }
        let enough = ((to - from) * BASS.0).min(BASS.1);
        let lowest = times.iter().position(|&time| time > 0.0 && time >= enough);
        Self {
            weights,
            bass: lowest.map(|key| (key % 12) as u8),
        }
    }

    /// The chord that explains it best; none where fewer than two of its tones are there.
    pub fn chord(&self) -> Option<Chord> {
        let bass = self.bass?;
        let chords = QUALITIES
            .iter()
            .flat_map(|quality| (0..12).map(move |root| (root, quality)));
        let rated = chords.map(|(root, quality)| (self.fit(root, quality, bass), root, quality));
        let (_, root, quality) = rated.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let tones = (0..12_u8).filter(|&class| self.has(class) && quality.has((class + 12 - root) % 12));
        (tones.count() >= 2).then_some(Chord { root, quality, bass })
    }

    fn has(&self, class: u8) -> bool {
        self.weights[usize::from(class % 12)] >= THERE
    }

    fn fit(&self, root: u8, quality: &Quality, bass: u8) -> f32 {
        let (mut inside, mut missing) = (0.0, 0.0);
        for above in (0..12).filter(|&above| quality.has(above)) {
            inside += self.weights[usize::from((root + above) % 12)];
            missing += if self.has(root + above) { 0.0 } else { MISSING };
        }
        let below = if bass == root { ROOT_BELOW } else { 0.0 };
        inside - OUTSIDE * (1.0 - inside) - missing + below - quality.rare
    }
}
