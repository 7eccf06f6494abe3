//! Mastering: a sound is brought to the loudness that platforms play at, without a peak that would clip.
//!
//! Enters: a source of any loudness. Leaves: the same sound, at -14 LUFS (EBU R 128, ITU-R BS.1770-4) where a gain
//! of at most 30 dB and a limiter can do that, its true peaks below -1 dBTP also after lossy coding. The source is
//! read once, into a nameless file in the scratch folder; it is measured on the way, and what the limiter takes
//! away is measured by playing that file and made up for. In memory is one number for each block of 256 frames.

mod band;
mod meter;
mod spool;
#[cfg(test)]
mod tests;

use super::gain::{BLOCK, GainCurve, ramp};
use super::{AudioError, SampleSource};
use crate::export::AudioSettings;
use band::Band;
use meter::Meter;
use spool::{Kept, Reader, Spool};
use std::path::Path;
use std::sync::Arc;

/// The loudness that is aimed at, in LUFS: what YouTube, Instagram, TikTok and Twitter play at or near to.
const TARGET: f64 = -14.0;
/// How near is near enough, in LU.
const NEAR: f64 = 0.1;
/// The most that anything is amplified, in dB.
const MAX_GAIN: f64 = 30.0;
/// The most that is added to make up for what the limiter takes away, in dB.
const MAX_MAKE_UP: f64 = 12.0;
/// How often what the limiter takes away is measured.
const MAX_PASSES: usize = 5;
/// What true peaks stay below, in dBTP, from so many bits a second for each channel on: -1, and what AAC was
/// measured to add.
const CEILINGS: [(u32, f64); 3] = [(64_000, -2.0), (40_000, -3.0), (0, -4.5)];

/// What a source was found to be.
struct Measured {
    /// Integrated loudness in LUFS; none for silence.
    loudness: Option<f64>,
    /// The true peak of each block, and of some silence behind the last.
    peaks: Arc<[f32]>,
    kept: Kept,
}

/// Reads the whole source and gives it back at the loudness that is aimed at. `stopped` is asked every few
/// milliseconds of sound whether to give up.
///
/// # Errors
/// Those of the source; [`AudioError::Scratch`] when `scratch` cannot hold the sound, 4 bytes a sample;
/// [`AudioError::Stopped`] when told to.
pub fn normalized(
    mut source: impl SampleSource,
    settings: &AudioSettings,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<Mastered, AudioError> {
    let measured = measure(&mut source, settings, scratch, stopped)?;
    let gain = settle(&measured, settings, stopped)?;
    Mastered::new(&measured, settings, gain)
}

/// Keeps and measures a source.
fn measure(
    source: &mut impl SampleSource,
    settings: &AudioSettings,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<Measured, AudioError> {
    let mut spool = Spool::new(scratch)?;
    let mut meter = Meter::with_peaks(settings.sample_rate, settings.channels)?;
    let mut band = Band::of(settings);
    let mut block = vec![0.0; BLOCK * usize::from(settings.channels)];
    loop {
        if stopped() {
            return Err(AudioError::Stopped);
        }
        let count = source.read(&mut block)?;
        if count == 0 {
            break;
        }
        for sample in &mut block[..count] {
            *sample = tame(*sample);
        }
        band.filter(&mut block[..count]);
        spool.write(&block[..count])?;
        meter.add(&block[..count])?;
    }
    let (loudness, peaks) = meter.finish()?;
    Ok(Measured {
        loudness,
        peaks: peaks.into(),
        kept: spool.finish()?,
    })
}

/// Keeps wild samples out of what follows: 16 times full scale is louder than anything comes.
fn tame(sample: f32) -> f32 {
    if sample.is_finite() {
        sample.clamp(-16.0, 16.0)
    } else {
        0.0
    }
}

/// The gain, in dB, that brings the sound to the target through the limiter.
fn settle(
    measured: &Measured,
    settings: &AudioSettings,
    stopped: &dyn Fn() -> bool,
) -> Result<f64, AudioError> {
    let Some(loudness) = measured.loudness else {
        return Ok(0.0);
    };
    let first = (TARGET - loudness).min(MAX_GAIN);
    let target = loudness + first;
    let peak = measured.peaks.iter().fold(0.0_f32, |a, b| a.max(*b));
    // Up to this gain the limiter does nothing.
    let free = ceiling(settings) - decibels(f64::from(peak));
    if first <= free {
        return Ok(first);
    }
    let mut gain = first;
    let mut before = (free, loudness + free);
    for _ in 0..MAX_PASSES {
        let heard = played_loudness(measured, settings, gain, stopped)?.unwrap_or(target);
        if (target - heard).abs() <= NEAR {
            break;
        }
        // The louder it is, the more the limiter takes: the last two points tell how much.
        let slope = ((heard - before.1) / (gain - before.0)).clamp(0.1, 1.0);
        before = (gain, heard);
        gain = (gain + (target - heard) / slope)
            .min(first + MAX_MAKE_UP)
            .min(MAX_GAIN);
        if gain == before.0 {
            break;
        }
    }
    Ok(gain)
}

/// The loudness of the sound at this gain, behind the limiter.
fn played_loudness(
    measured: &Measured,
    settings: &AudioSettings,
    gain: f64,
    stopped: &dyn Fn() -> bool,
) -> Result<Option<f64>, AudioError> {
    let mut mastered = Mastered::new(measured, settings, gain)?;
    let mut meter = Meter::new(settings.sample_rate, settings.channels)?;
    while mastered.advance()? {
        if stopped() {
            return Err(AudioError::Stopped);
        }
        meter.add(&mastered.block)?;
    }
    Ok(meter.finish()?.0)
}

/// What true peaks stay below, in dBTP.
fn ceiling(settings: &AudioSettings) -> f64 {
    let bits = settings.bits_per_channel();
    CEILINGS
        .iter()
        .find(|row| row.0 <= bits)
        .map_or(CEILINGS[2].1, |row| row.1)
}

fn decibels(amplitude: f64) -> f64 {
    20.0 * amplitude.log10()
}

/// A kept sound with a gain and a limiter.
pub struct Mastered {
    reader: Reader,
    peaks: Arc<[f32]>,
    gain: f32,
    curve: GainCurve,
    channels: usize,
    /// The next block.
    index: usize,
    block: Vec<f32>,
    taken: usize,
}

impl Mastered {
    fn new(measured: &Measured, settings: &AudioSettings, gain: f64) -> Result<Self, AudioError> {
        Ok(Self {
            reader: measured.kept.reader()?,
            peaks: Arc::clone(&measured.peaks),
            gain: 10_f64.powf(gain / 20.0) as f32,
            curve: GainCurve::new(10_f64.powf(ceiling(settings) / 20.0) as f32, settings.sample_rate),
            channels: usize::from(settings.channels),
            index: 0,
            block: Vec::new(),
            taken: 0,
        })
    }

    /// Makes the next block; false at the end.
    fn advance(&mut self) -> Result<bool, AudioError> {
        self.block.resize(BLOCK * self.channels, 0.0);
        let count = self.reader.read(&mut self.block)?;
        self.block.truncate(count);
        let peak = |index: usize| self.gain * self.peaks.get(index).copied().unwrap_or(0.0);
        let (start, end) = self.curve.advance(peak(self.index), peak(self.index + 1));
        ramp(
            &mut self.block,
            self.channels,
            (start * self.gain, end * self.gain),
        );
        self.index += 1;
        self.taken = 0;
        Ok(count > 0)
    }
}

impl SampleSource for Mastered {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        if self.taken == self.block.len() && !self.advance()? {
            return Ok(0);
        }
        let count = out.len().min(self.block.len() - self.taken);
        out[..count].copy_from_slice(&self.block[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}
