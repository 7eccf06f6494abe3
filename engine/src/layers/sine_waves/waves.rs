//! The waves themselves, and how strongly each place of them is felt.

use crate::audio::Analysis;
use crate::composition::SineWaves;
use crate::layers::chance::unit_hash;
use crate::layers::layout::Layout;
use crate::layers::pulse::felt;
use crate::layers::song::Song;

/// The most waves.
pub(super) const MOST: usize = 12;
/// Points from the middle of a wave to its end.
pub(super) const HALF: usize = 72;
/// Points from the middle at which strengths are told; what lies between is interpolated.
const STEPS: usize = 15;
/// Seconds in which what is felt in the middle reaches the end.
const TRAVELS: f64 = 0.55;
/// Seconds in which what was played counts a third.
const DECAYS: f64 = 0.55;
/// The most notes that count, the last ones.
const MAX_NOTES: usize = 400;

/// How strongly each wave is felt, 0 to 1, from the middle outwards.
#[derive(Debug, Default)]
pub(super) struct Strengths([[f32; STEPS]; MOST]);

impl Strengths {
    /// As the notes of the voices; a single voice is shared out among the waves by pitch.
    pub fn feel(&mut self, song: &Song, layout: &Layout, voices: usize, count: usize, now: f64) {
        let mut sums = [[0.0; STEPS]; MOST];
        let end = song.notes().partition_point(|note| note.onset <= now);
        for note in song.notes()[..end].iter().rev().take(MAX_NOTES) {
            let since = now - note.onset;
            if since > TRAVELS + 5.0 * DECAYS {
                break;
            }
            let wave = if voices > 1 {
                note.voice as usize % count
            } else {
                let up = layout.key(note.key).middle() / layout.width;
                ((up * count as f32).max(0.0) as usize).min(count - 1)
            };
            for (step, sum) in sums[wave].iter_mut().enumerate() {
                *sum += note.velocity * felt(since - delay(step), DECAYS);
            }
        }
        self.0 = sums.map(|wave| wave.map(|sum: f32| 1.0 - (-0.9 * sum).exp()));
    }

    /// As the bands of a sound.
    pub fn hear(&mut self, sound: &Analysis, count: usize, now: f64) {
        for step in 0..STEPS {
            let heard = sound.at(now - delay(step));
            for wave in 0..count.min(MOST) {
                let place = (wave as f32 + 0.5) / count as f32 * heard.bands.len() as f32 - 0.5;
                let place = place.clamp(0.0, heard.bands.len() as f32 - 1.0);
                let (low, part) = (place as usize, place.fract());
                let high = (low + 1).min(heard.bands.len() - 1);
                self.0[wave][step] = heard.bands[low] * (1.0 - part) + heard.bands[high] * part;
            }
        }
    }

    /// How strongly wave `wave` is felt `out` points from its middle.
    pub fn at(&self, wave: usize, out: usize) -> f32 {
        let place = out as f32 / HALF as f32 * (STEPS - 1) as f32;
        let step = (place as usize).min(STEPS - 2);
        let [a, b] = [self.0[wave][step], self.0[wave][step + 1]];
        a + (b - a) * (place - step as f32)
    }
}

fn delay(step: usize) -> f64 {
    TRAVELS * step as f64 / (STEPS - 1) as f64
}

/// Waves end level at both sides.
pub(super) fn tapered(along: f32) -> f32 {
    let left = 1.0 - along * along;
    left * left.sqrt()
}

/// The shape of a wave at a moment: a sum of three sines that flow at their own speeds.
pub(super) struct Wave {
    parts: [(f32, f32, f32); 3],
}

impl Wave {
    pub fn new(number: usize, parameters: &SineWaves, now: f64) -> Self {
        let random = |what: u32| unit_hash([number as u32, 0x51e, what, 3]);
        let time = now * f64::from(parameters.speed);
        let part = |index: u32, strength: f32, length: f32, speed: f64| {
            let length = length * (0.85 + 0.3 * random(index)) / parameters.wavelength;
            let speed = speed * (0.8 + 0.4 * f64::from(random(index + 3)));
            let turn = f64::from(random(index + 6)) + time * speed / std::f64::consts::TAU;
            (
                strength,
                length,
                turn.rem_euclid(1.0) as f32 * std::f32::consts::TAU,
            )
        };
        Self {
            parts: [
                part(0, 0.62, 4.2, 1.1),
                part(1, 0.28, 7.1, -1.7),
                part(2, 0.14, 12.3, 2.3),
            ],
        }
    }

    /// How high it is, -1 to 1, so many shorter sides from the middle.
    pub fn at(&self, along: f32) -> f32 {
        let part = |(strength, length, phase): &(f32, f32, f32)| strength * (along * length + phase).sin();
        self.parts.iter().map(part).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_flow_smoothly_also_after_hours() {
        let parameters = SineWaves::default();
        for now in [0.0, 7200.0, 36_000.0] {
            for number in 0..MOST {
                let (a, b) = (
                    Wave::new(number, &parameters, now),
                    Wave::new(number, &parameters, now + 1.0 / 60.0),
                );
                for step in -20..=20 {
                    let along = step as f32 / 10.0;
                    assert!(a.at(along).abs() <= 1.05);
                    assert!((a.at(along) - b.at(along)).abs() < 0.05);
                }
            }
        }
    }

    #[test]
    fn what_is_felt_spreads_over_the_points_between_steps() {
        let mut strengths = Strengths::default();
        strengths.0[2] = std::array::from_fn(|step| step as f32);
        assert_eq!(strengths.at(2, 0), 0.0);
        assert!((strengths.at(2, HALF) - (STEPS - 1) as f32).abs() < 1e-4);
        assert!((strengths.at(2, HALF / 2) - (STEPS - 1) as f32 / 2.0).abs() < 1e-4);
    }
}
