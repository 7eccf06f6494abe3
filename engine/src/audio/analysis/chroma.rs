//! Which pitch classes sound: harmonic pitch class profiles (E. Gómez, "Tonal Description of Music Audio Signals",
//! 2006), from the peaks of long spectra.

use super::spectral::bin_width;
use super::windows::Power;
use crate::audio::AudioError;

/// Frames in a window: 341 ms, so that semitones can be told apart from 100 Hz on.
pub const SIZE: usize = 16_384;
/// Hops from one profile to the next.
pub const EVERY: usize = 4;
/// The frequencies that are listened to, in Hz.
const RANGE: (f32, f32) = (60.0, 2_500.0);
/// The power below which nothing sounds, at the usual loudness: -70 dB.
const SILENCE: f32 = 1e-7;
/// Below this part of the highest peak's power a peak is left out.
const FAINT: f32 = 1e-4;
/// The frequency of A4, in Hz, and its distance from C4, in semitones.
const A4: (f32, f32) = (440.0, 9.0);

/// How much of each pitch class sounds, from C on, in steps of 1/255.
pub type Chroma = [u8; 12];

/// Listens to pitch classes hop after hop.
pub struct Listener {
    power: Power,
    done: Vec<Chroma>,
}

impl Listener {
    /// Listens to samples that are multiplied by `gain`.
    pub fn new(gain: f32) -> Self {
        Self {
            power: Power::new(SIZE, gain),
            done: Vec::new(),
        }
    }

    /// Listens to the frames around a hop, if it is time again.
    ///
    /// # Errors
    /// None that is known.
    pub fn add(&mut self, hop: usize, around: &[[f32; 2]]) -> Result<(), AudioError> {
        if hop.is_multiple_of(EVERY) {
            self.power.measure(around)?;
            self.done.push(profile(&self.power.bins));
        }
        Ok(())
    }

    /// The profiles, one for every fourth hop.
    pub fn finish(self) -> Vec<Chroma> {
        self.done
    }
}

/// The profile at a hop and a part.
pub fn at(profiles: &[Chroma], hop: f32) -> [f32; 12] {
    let place = hop / EVERY as f32;
    let (first, part) = (place as usize, place.fract());
    let profile = |index: usize| profiles.get(index).copied().unwrap_or_default();
    let (a, b) = (profile(first), profile(first + 1));
    std::array::from_fn(|class| (f32::from(a[class]) * (1.0 - part) + f32::from(b[class]) * part) / 255.0)
}

/// The profile of a power spectrum.
fn profile(bins: &[f32]) -> Chroma {
    let bin = bin_width(SIZE);
    let (first, last) = ((RANGE.0 / bin) as usize, (RANGE.1 / bin) as usize);
    let highest = bins[first..=last].iter().fold(0.0_f32, |a, b| a.max(*b));
    if highest < SILENCE {
        return Chroma::default();
    }
    let mut classes = [0.0; 12];
    for index in first..=last {
        let around = [bins[index - 1], bins[index], bins[index + 1]];
        let peak = around[1] > around[0] && around[1] >= around[2];
        if peak && around[1] > FAINT * highest {
            add_peak(&mut classes, (index as f32 + offset(around)) * bin, around[1]);
        }
    }
    let most = classes.iter().fold(1e-12_f32, |a, b| a.max(*b));
    // What sounds faintly fades in: over the 20 dB above silence.
    let presence = ((highest / SILENCE).log10() / 2.0).min(1.0);
    classes.map(|class| (class / most * presence * 255.0).round() as u8)
}

/// How far, in bins, the top of the parabola through three levels lies from the middle one.
fn offset(powers: [f32; 3]) -> f32 {
    let [a, b, c] = powers.map(|power| (power + 1e-20).ln());
    let curvature = a - 2.0 * b + c;
    if curvature >= 0.0 {
        return 0.0;
    }
    (0.5 * (a - c) / curvature).clamp(-0.5, 0.5)
}

/// Shares a peak out between the two pitch classes next to it; high ones, mostly overtones, count less.
fn add_peak(classes: &mut [f32; 12], frequency: f32, power: f32) {
    let semitones = A4.1 + 12.0 * (frequency / A4.0).log2();
    let amplitude = power.sqrt() * (500.0 / frequency).min(1.0);
    let below = semitones.floor();
    let part = semitones - below;
    for (class, share) in [(below, 1.0 - part), (below + 1.0, part)] {
        // Near the middle between two pitches a peak says little of either.
        let weight = share * share;
        classes[(class as i32).rem_euclid(12) as usize] += amplitude * weight;
    }
}
