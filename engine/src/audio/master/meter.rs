//! How loud a sound is: integrated loudness and true peaks by ITU-R BS.1770-4.

use super::BLOCK;
use crate::audio::AudioError;
use ebur128::{EbuR128, Mode};

/// Frames by which the true peaks come late: half of the meter's interpolation filter, 49 taps at four times the
/// rate.
const PEAK_DELAY: usize = 6;
/// Below this everything is silence, in LUFS: the absolute gate of BS.1770-4.
const GATE: f64 = -70.0;

/// Measures a stream of frames.
pub struct Meter {
    ebu: EbuR128,
    channels: usize,
    /// Frames in the shortest sound that has a loudness, 400 ms: the gating block of BS.1770-4.
    shortest: usize,
    frames: usize,
    peaks: Option<Peaks>,
}

/// The true peak of every block.
#[derive(Default)]
struct Peaks {
    blocks: Vec<f32>,
    /// The highest peak since the last whole block.
    highest: f32,
}

impl Meter {
    /// A meter of loudness only.
    ///
    /// # Errors
    /// When the meter does not take this rate or so many channels.
    pub fn new(rate: u32, channels: u16) -> Result<Self, AudioError> {
        Self::of(rate, channels, Mode::I)
    }

    /// A meter of loudness, and of the true peak of each block of [`BLOCK`] frames.
    ///
    /// # Errors
    /// When the meter does not take this rate or so many channels.
    pub fn with_peaks(rate: u32, channels: u16) -> Result<Self, AudioError> {
        let mut meter = Self::of(rate, channels, Mode::I | Mode::TRUE_PEAK)?;
        meter.peaks = Some(Peaks::default());
        Ok(meter)
    }

    fn of(rate: u32, channels: u16, mode: Mode) -> Result<Self, AudioError> {
        Ok(Self {
            ebu: EbuR128::new(channels.into(), rate, mode).map_err(failed)?,
            channels: channels.into(),
            shortest: (rate as usize * 2).div_ceil(5),
            frames: 0,
            peaks: None,
        })
    }

    /// Measures whole frames of finite samples.
    ///
    /// # Errors
    /// None that is known.
    pub fn add(&mut self, mut samples: &[f32]) -> Result<(), AudioError> {
        while !samples.is_empty() {
            let count = samples.len().min(self.until_block() * self.channels);
            let (part, rest) = samples.split_at(count);
            self.ebu.add_frames_f32(part).map_err(failed)?;
            self.frames += count / self.channels;
            self.note_peak()?;
            samples = rest;
        }
        Ok(())
    }

    /// Frames until the peak of a block is known whole.
    fn until_block(&self) -> usize {
        BLOCK - (self.frames + BLOCK - PEAK_DELAY) % BLOCK
    }

    fn note_peak(&mut self) -> Result<(), AudioError> {
        let Some(peaks) = &mut self.peaks else {
            return Ok(());
        };
        for channel in 0..self.channels as u32 {
            let peak = self.ebu.prev_true_peak(channel).map_err(failed)?;
            peaks.highest = peaks.highest.max(peak as f32);
        }
        if self.frames > PEAK_DELAY && (self.frames - PEAK_DELAY).is_multiple_of(BLOCK) {
            peaks.blocks.push(std::mem::take(&mut peaks.highest));
        }
        Ok(())
    }

    /// The integrated loudness in LUFS, none for silence, and the peaks of all blocks. A sound shorter than 400 ms
    /// is measured with silence behind it.
    ///
    /// # Errors
    /// None that is known.
    pub fn finish(mut self) -> Result<(Option<f64>, Vec<f32>), AudioError> {
        let missing = self.shortest.saturating_sub(self.frames).max(2 * BLOCK);
        self.add(&vec![0.0; missing * self.channels])?;
        let loudness = self.ebu.loudness_global().map_err(failed)?;
        let peaks = self.peaks.map(|peaks| peaks.blocks).unwrap_or_default();
        Ok(((loudness > GATE).then_some(loudness), peaks))
    }
}

fn failed(_: ebur128::Error) -> AudioError {
    AudioError::Failed("the loudness meter")
}
