//! Mastering: a sound is brought to the loudness that platforms play at, without a peak that would clip.
//!
//! Enters: a source of any loudness. Leaves: the same sound, at the loudness that is wanted (EBU R 128, ITU-R BS.1770-4)
//! where a gain of at most 30 dB and a limiter can do that, its true peaks below -1 dBTP also after lossy coding. The
//! source is read once, into a nameless file in the scratch folder; it is measured on the way, and what the limiter
//! takes away is measured by playing that file and made up for. So is what the codec changes: the sound is coded,
//! decoded and measured before it is coded for good. In memory is one number for each block of 256 frames.

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

/// How near is near enough, in LU.
const NEAR: f64 = 0.1;
/// The most that anything is amplified, in dB.
const MAX_GAIN: f64 = 30.0;
/// The most that is added to make up for what the limiter takes away, in dB.
const MAX_MAKE_UP: f64 = 12.0;
/// How often what the limiter takes away is measured.
const MAX_PASSES: usize = 6;
/// How often what the codec changes is measured.
const MAX_TRIALS: usize = 3;
/// What true peaks stay below once they are decoded, in dBTP.
const DECODED_CEILING: f64 = -1.0;
/// How much lower than needed the limiter is set when the codec raised peaks, in dB.
const PEAK_MARGIN: f64 = 0.1;
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

/// What a lossy codec makes of a sound: whole frames go in, decoded ones come out, some later and more at the end.
pub trait Coded {
    /// Codes and decodes samples; what is ready is added to `out`.
    ///
    /// # Errors
    /// When the codec fails.
    fn pass(&mut self, samples: &[f32], out: &mut Vec<f32>) -> Result<(), AudioError>;

    /// The same with what is left.
    ///
    /// # Errors
    /// When the codec fails.
    fn finish(&mut self, out: &mut Vec<f32>) -> Result<(), AudioError>;
}

/// Makes the codec that the sound will go through, from its start.
pub type Codec<'a> = dyn Fn() -> Result<Box<dyn Coded>, AudioError> + 'a;

/// Gain and limit of a sound, in dB and dBTP.
#[derive(Clone, Copy, Debug)]
struct Setting {
    gain: f64,
    ceiling: f64,
}

/// What surrounds the work.
#[derive(Clone, Copy)]
struct Job<'a> {
    settings: &'a AudioSettings,
    stopped: &'a dyn Fn() -> bool,
}

impl Job<'_> {
    fn go_on(&self) -> Result<(), AudioError> {
        if (self.stopped)() {
            Err(AudioError::Stopped)
        } else {
            Ok(())
        }
    }

    /// The loudness that is aimed at, in LUFS.
    fn target(&self) -> f64 {
        self.settings.loudness.lufs()
    }
}

/// Reads the whole source and gives it back at the loudness that is aimed at, measured behind `codec` if there is one.
/// `stopped` is asked every few milliseconds of sound whether to give up.
///
/// # Errors
/// Those of the source; [`AudioError::Scratch`] when `scratch` cannot hold the sound, 4 bytes a sample;
/// [`AudioError::Stopped`] when told to.
pub fn normalized(
    mut source: impl SampleSource,
    settings: &AudioSettings,
    scratch: &Path,
    codec: Option<&Codec<'_>>,
    stopped: &dyn Fn() -> bool,
) -> Result<Mastered, AudioError> {
    let job = Job { settings, stopped };
    let measured = measure(&mut source, scratch, job)?;
    let safe = settle(&measured, ceiling(settings), job)?;
    let codec = codec.filter(|_| measured.peaks.iter().any(|peak| *peak > 0.0));
    let setting = match codec {
        Some(codec) => try_out(&measured, safe, codec, job)?,
        None => safe,
    };
    Mastered::new(&measured, settings, setting)
}

/// Keeps and measures a source.
fn measure(source: &mut impl SampleSource, scratch: &Path, job: Job<'_>) -> Result<Measured, AudioError> {
    let settings = job.settings;
    let mut spool = Spool::new(scratch)?;
    let mut meter = Meter::with_peaks(settings.sample_rate, settings.channels)?;
    let mut band = Band::of(settings);
    let mut block = vec![0.0; BLOCK * usize::from(settings.channels)];
    loop {
        job.go_on()?;
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

/// The gain that brings the sound to the target through the limiter at this ceiling.
fn settle(measured: &Measured, ceiling: f64, job: Job<'_>) -> Result<Setting, AudioError> {
    let setting = |gain| Setting { gain, ceiling };
    let Some(loudness) = measured.loudness else {
        return Ok(setting(0.0));
    };
    let first = (job.target() - loudness).min(MAX_GAIN);
    let target = loudness + first;
    let peak = measured.peaks.iter().fold(0.0_f32, |a, b| a.max(*b));
    // Up to this gain the limiter does nothing.
    let free = ceiling - decibels(f64::from(peak));
    if first <= free {
        return Ok(setting(first));
    }
    let mut gain = first;
    let mut before = (free, loudness + free);
    for _ in 0..MAX_PASSES {
        let heard = played_loudness(measured, setting(gain), job)?.unwrap_or(target);
        if (target - heard).abs() <= NEAR {
            break;
        }
        // The louder it is, the more the limiter takes: the last two points tell how much.
        let slope = ((heard - before.1) / (gain - before.0)).clamp(0.1, 1.0);
        before = (gain, heard);
        gain = (gain + (target - heard) / slope)
            .min(first.max(free) + MAX_MAKE_UP)
            .min(MAX_GAIN + MAX_MAKE_UP);
        if gain == before.0 {
            break;
        }
    }
    Ok(setting(gain))
}

/// The loudness of the sound with this setting, behind the limiter.
fn played_loudness(measured: &Measured, setting: Setting, job: Job<'_>) -> Result<Option<f64>, AudioError> {
    let mut mastered = Mastered::new(measured, job.settings, setting)?;
    let mut meter = Meter::new(job.settings.sample_rate, job.settings.channels)?;
    while mastered.advance()? {
        job.go_on()?;
        meter.add(&mastered.block)?;
    }
    Ok(meter.finish()?.0)
}

/// Codes and decodes the sound, and changes gain and ceiling by what that did to loudness and peaks.
fn try_out(
    measured: &Measured,
    mut setting: Setting,
    codec: &Codec<'_>,
    job: Job<'_>,
) -> Result<Setting, AudioError> {
    // What is aimed at is what the limiter can do; where that is too little, peaks get all the room there may be.
    // What is too short for a loudness has peaks still.
    let mut limited = played_loudness(measured, setting, job)?;
    if limited.is_some_and(|limited| limited < job.target() - NEAR) && setting.gain < MAX_GAIN {
        setting = settle(measured, DECODED_CEILING - PEAK_MARGIN, job)?;
        limited = played_loudness(measured, setting, job)?.or(limited);
    }
    let target = limited.map(|limited| job.target().min(limited + NEAR));
    for _ in 0..MAX_TRIALS {
        let (loudness, peak) = decoded(measured, setting, codec, job)?;
        let missing = target
            .zip(loudness)
            .map_or(0.0, |(target, loudness)| target - loudness);
        let excess = peak - DECODED_CEILING;
        if missing.abs() <= NEAR && excess <= 0.0 {
            break;
        }
        if excess > 0.0 {
            setting.ceiling -= excess + PEAK_MARGIN;
        }
        if missing.abs() > NEAR {
            setting.gain = (setting.gain + missing).min(MAX_GAIN + MAX_MAKE_UP);
        }
    }
    Ok(setting)
}

/// Loudness and true peak, in dBTP, of the sound once it was coded and decoded.
fn decoded(
    measured: &Measured,
    setting: Setting,
    codec: &Codec<'_>,
    job: Job<'_>,
) -> Result<(Option<f64>, f64), AudioError> {
    let mut mastered = Mastered::new(measured, job.settings, setting)?;
    let mut meter = Meter::with_peaks(job.settings.sample_rate, job.settings.channels)?;
    let mut codec = codec()?;
    let mut out = Vec::new();
    // As long as what went in: silence behind it would be measured too.
    let mut left = 0;
    while mastered.advance()? {
        job.go_on()?;
        codec.pass(&mastered.block, &mut out)?;
        left += mastered.block.len();
        let ready = out.len().min(left);
        meter.add(&out[..ready])?;
        out.drain(..ready);
        left -= ready;
    }
    codec.finish(&mut out)?;
    meter.add(&out[..out.len().min(left)])?;
    let (loudness, peaks) = meter.finish()?;
    let peak = peaks.iter().fold(0.0_f32, |a, b| a.max(*b));
    Ok((loudness, decibels(peak.max(1e-9).into())))
}

/// What true peaks stay below at first, in dBTP.
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

fn amplitude(decibels: f64) -> f32 {
    10_f64.powf(decibels / 20.0) as f32
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
    fn new(measured: &Measured, settings: &AudioSettings, setting: Setting) -> Result<Self, AudioError> {
        Ok(Self {
            reader: measured.kept.reader()?,
            peaks: Arc::clone(&measured.peaks),
            gain: amplitude(setting.gain),
            curve: GainCurve::new(amplitude(setting.ceiling), settings.sample_rate),
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
