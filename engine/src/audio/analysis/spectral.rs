//! The sound is listened to: spectra around every hop, and what is made of them.

use super::RATE;
use super::bands::{self, Bands};
use super::chroma::{self, Chroma};
use super::features::BANDS;
use super::onset::Flux;
use super::spectrum::{self, Spectra};
use super::store::Store;
use super::windows::{Frames, Power};
use crate::audio::AudioError;
use std::path::Path;

/// Frames in the windows for low frequencies: 85 ms.
const LONG: usize = 4096;
/// Frames in the windows for high frequencies and for onsets: 43 ms.
pub const SHORT: usize = 2048;
/// Between these frequencies, in Hz, the spectrum passes from long to short windows.
const PASSAGE: (f32, f32) = (400.0, 800.0);
/// The part of a spectrum below its rolloff.
const ROLLOFF: f32 = 0.85;

/// What was heard, hop by hop.
pub struct Heard {
    pub spectra: Spectra,
    /// The amplitude in each band of the features.
    pub bands: Vec<[f32; BANDS.len()]>,
    /// Centroid and rolloff.
    pub shapes: Vec<[f32; 2]>,
    /// How much begins to sound.
    pub flux: Vec<f32>,
    pub chroma: Vec<Chroma>,
}

/// Listens to `hops` hops of a sound that `gain` brings to the usual loudness.
///
/// # Errors
/// [`AudioError::Scratch`] when the spectra cannot be kept; [`AudioError::Stopped`] when told to.
pub fn listen(
    samples: &Store<f32>,
    hops: usize,
    gain: f32,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<Heard, AudioError> {
    let mut frames = Frames::new(samples, chroma::SIZE / 2);
    let mut ear = Ear::new(gain);
    let mut spectra = spectrum::Writer::new(scratch)?;
    let mut flux = Flux::new(hops);
    let mut pitches = chroma::Listener::new(gain);
    let mut heard = (Vec::with_capacity(hops), Vec::with_capacity(hops));
    for hop in 0..hops {
        if stopped() {
            return Err(AudioError::Stopped);
        }
        let around = frames.around(hop)?;
        ear.listen(around)?;
        spectra.add(&ear.powers)?;
        flux.add(&ear.short.bins);
        pitches.add(hop, around)?;
        heard.0.push(coarse(&ear.powers));
        heard.1.push(shape(&ear.powers));
    }
    Ok(Heard {
        spectra: spectra.finish()?,
        bands: heard.0,
        shapes: heard.1,
        flux: flux.finish(),
        chroma: pitches.finish(),
    })
}

/// How much begins to sound at each of `hops` hops, and nothing else: a fraction of the work.
///
/// # Errors
/// [`AudioError::Scratch`] when the samples cannot be read; [`AudioError::Stopped`] when told to.
pub fn listen_for_onsets(
    samples: &Store<f32>,
    hops: usize,
    gain: f32,
    stopped: &dyn Fn() -> bool,
) -> Result<Vec<f32>, AudioError> {
    let mut frames = Frames::new(samples, SHORT / 2);
    let mut power = Power::new(SHORT, gain);
    let mut flux = Flux::new(hops);
    for hop in 0..hops {
        if stopped() {
            return Err(AudioError::Stopped);
        }
        power.measure(frames.around(hop)?)?;
        flux.add(&power.bins);
    }
    Ok(flux.finish())
}

/// Hears the power in each band of the spectrum.
struct Ear {
    long: Power,
    short: Power,
    long_bands: Bands,
    short_bands: Bands,
    /// How much of each band comes from the short window.
    passage: Vec<f32>,
    spare: [f32; spectrum::BANDS],
    powers: [f32; spectrum::BANDS],
}

impl Ear {
    fn new(gain: f32) -> Self {
        let passage = |band: usize| {
            let frequency = bands::frequency(middle(band));
            let t = (frequency / PASSAGE.0).log2() / (PASSAGE.1 / PASSAGE.0).log2();
            t.clamp(0.0, 1.0)
        };
        Self {
            long: Power::new(LONG, gain),
            short: Power::new(SHORT, gain),
            long_bands: Bands::new(spectrum::BANDS, LONG),
            short_bands: Bands::new(spectrum::BANDS, SHORT),
            passage: (0..spectrum::BANDS).map(passage).collect(),
            spare: [0.0; spectrum::BANDS],
            powers: [0.0; spectrum::BANDS],
        }
    }

    fn listen(&mut self, around: &[[f32; 2]]) -> Result<(), AudioError> {
        self.long.measure(around)?;
        self.short.measure(around)?;
        self.long_bands.sum(&self.long.bins, &mut self.powers);
        self.short_bands.sum(&self.short.bins, &mut self.spare);
        for ((power, short), part) in self.powers.iter_mut().zip(&self.spare).zip(&self.passage) {
            *power += (short - *power) * part;
        }
        Ok(())
    }
}

/// The middle of a band on the axis.
fn middle(band: usize) -> f32 {
    (band as f32 + 0.5) / spectrum::BANDS as f32
}

/// The amplitude in each band of the features.
fn coarse(powers: &[f32]) -> [f32; BANDS.len()] {
    let edge = |frequency: f32| (bands::place(frequency) * powers.len() as f32).round() as usize;
    BANDS.map(|(_, low, high)| powers[edge(low)..edge(high)].iter().sum::<f32>().sqrt())
}

/// Centroid and rolloff. Bands of a constant part of an octave weigh the treble as pink noise would have it.
fn shape(powers: &[f32]) -> [f32; 2] {
    let total: f32 = powers.iter().sum();
    if total < 1e-9 {
        return [0.0; 2];
    }
    let moment: f32 = powers
        .iter()
        .enumerate()
        .map(|(band, power)| middle(band) * power)
        .sum();
    let mut below = ROLLOFF * total;
    let mut rolloff = 1.0;
    for (band, power) in powers.iter().enumerate() {
        if *power >= below {
            rolloff = (band as f32 + below / power) / powers.len() as f32;
            break;
        }
        below -= power;
    }
    [moment / total, rolloff]
}

/// The width of a bin, in Hz.
pub fn bin_width(size: usize) -> f32 {
    RATE as f32 / size as f32
}
