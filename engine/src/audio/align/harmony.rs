//! Which pitch classes a score has and which a recording: songs of one tempo differ in them.

use crate::audio::analysis::{CHROMA_EVERY, Chroma, HOPS};
use crate::score::Score;

/// The MIDI channel of drums, counted from 0.
const DRUMS: u8 = 9;
/// How long a note is surely heard, in seconds: most instruments die away.
const HEARD: f64 = 1.5;
/// The least frames that are compared.
const LEAST: usize = 25;

/// The pitch classes of a score over time, each frame freed of its mean and of length 1; zero where nothing sounds.
pub struct Harmony(Vec<[f32; 12]>);

impl Harmony {
    /// Of a score's first `longest` seconds.
    pub fn written(score: &Score, longest: f64) -> Self {
        let rate = HOPS / CHROMA_EVERY as f64;
        let mut frames: Vec<[f32; 12]> = Vec::new();
        let pitched = score.notes.iter().filter(|note| note.channel != DRUMS);
        for note in pitched.filter(|note| note.onset.seconds() < longest) {
            let from = note.onset.seconds();
            let to = note.release.seconds().clamp(from + 0.08, from + HEARD);
            let (first, last) = ((from * rate).ceil() as usize, (to * rate) as usize);
            if frames.len() <= last {
                frames.resize(last + 1, [0.0; 12]);
            }
            for frame in &mut frames[first.min(last)..=last] {
                frame[usize::from(note.key % 12)] += f32::from(note.velocity);
            }
        }
        Self(frames.iter().map(|frame| unit(frame.map(f32::sqrt))).collect())
    }

    /// Of a recording.
    pub fn heard(chroma: &[Chroma]) -> Self {
        Self(chroma.iter().map(|frame| unit(frame.map(f32::from))).collect())
    }

    /// How alike they are where `other` comes `late` hops later: 1 alike, 0 strangers; none where too little of both
    /// sounds at once.
    pub fn likeness(&self, other: &Self, late: i64) -> Option<f64> {
        let shift = (late as f64 / CHROMA_EVERY as f64).round() as i64;
        let (mut sum, mut count) = (0.0, 0);
        for (index, frame) in self.0.iter().enumerate() {
            let there = usize::try_from(index as i64 + shift).ok();
            let Some(beside) = there.and_then(|there| other.0.get(there)) else {
                continue;
            };
            if frame.iter().any(|it| *it != 0.0) && beside.iter().any(|it| *it != 0.0) {
                sum += frame
                    .iter()
                    .zip(beside)
                    .map(|(a, b)| f64::from(a * b))
                    .sum::<f64>();
                count += 1;
            }
        }
        (count >= LEAST).then(|| sum / f64::from(count as u32))
    }
}

fn unit(frame: [f32; 12]) -> [f32; 12] {
    let mean = frame.iter().sum::<f32>() / 12.0;
    let centred = frame.map(|it| it - mean);
    let length = centred.iter().map(|it| it * it).sum::<f32>().sqrt();
    if length > 1e-6 {
        centred.map(|it| it / length)
    } else {
        [0.0; 12]
    }
}
