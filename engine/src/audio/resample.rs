//! One sample rate becomes another, without moving anything in time.

use super::{AudioError, SampleSource, read_full};
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler, WindowFunction};

/// Frames in a block of input, before rounding up to what the two rates allow; also the length of the filter.
const BLOCK: usize = 1024;

/// Where to enter the input so that the output begins at a given frame of the whole song's output.
///
/// Only every `rate / gcd`th frame of the input has a counterpart in the output; the input is entered at such a
/// frame, early enough for the filter to see what comes before, and the output is cut to the frame.
pub struct Entry {
    /// Frames of input to leave out.
    pub input: u64,
    /// Frames of output to drop after that.
    pub drop: u64,
}

impl Entry {
    /// The entry for frame `first` of the output.
    pub fn of(first: u64, from: u32, to: u32) -> Self {
        let common = u64::from(gcd(from, to));
        let (unit_in, unit_out) = (u64::from(from) / common, u64::from(to) / common);
        let warm_up = (2 * BLOCK as u64).div_ceil(unit_in);
        let unit = (first / unit_out).saturating_sub(warm_up);
        Self {
            input: unit * unit_in,
            drop: first - unit * unit_out,
        }
    }
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

/// A source at another sample rate: its first frame is the source's first, and `n` frames become
/// `n * to / from`, rounded up.
pub struct Resample<S> {
    source: S,
    fft: Fft<f32>,
    channels: usize,
    input: Vec<f32>,
    output: Vec<f32>,
    /// Samples of `output` that have been read.
    taken: usize,
    /// Samples still to drop: the filter's delay and what lies before the start.
    drop: u64,
    frames_in: u64,
    /// Samples still to give, known once the source has ended.
    left: Option<u64>,
    given: u64,
    ratio: (u64, u64),
}

impl<S: SampleSource> Resample<S> {
    /// Converts `source` and leaves out the first `drop` frames of the output.
    ///
    /// # Errors
    /// When the resampler cannot work between these rates.
    pub fn new(source: S, from: u32, to: u32, channels: u16, drop: u64) -> Result<Self, AudioError> {
        let channels = usize::from(channels);
        let window = WindowFunction::BlackmanHarris2;
        let (rate_in, rate_out) = (from as usize, to as usize);
        // An even length puts the middle of the filter on a sample: its delay is then whole.
        let unit = 2 * (from / gcd(from, to)) as usize;
        let block = BLOCK.next_multiple_of(unit);
        let fft = Fft::new_custom(rate_in, rate_out, block, 1, channels, window, FixedSync::Both)
            .map_err(|error| AudioError::Resample(error.to_string()))?;
        let delay = fft.output_delay() as u64;
        Ok(Self {
            input: vec![0.0; fft.input_frames_next() * channels],
            output: vec![0.0; fft.output_frames_next() * channels],
            taken: fft.output_frames_next() * channels,
            drop: (delay + drop) * channels as u64,
            frames_in: 0,
            left: None,
            // What is dropped on purpose counts as given, so that the total stays that of the whole input.
            given: drop * channels as u64,
            ratio: (u64::from(from), u64::from(to)),
            source,
            fft,
            channels,
        })
    }

    fn convert(&mut self) -> Result<(), AudioError> {
        let filled = if self.left.is_some() {
            0
        } else {
            read_full(&mut self.source, &mut self.input)?
        };
        self.input[filled..].fill(0.0);
        self.frames_in += (filled / self.channels) as u64;
        if filled < self.input.len() && self.left.is_none() {
            let total = (self.frames_in * self.ratio.1).div_ceil(self.ratio.0) * self.channels as u64;
            self.left = Some(total.saturating_sub(self.given));
        }
        let (frames_in, frames_out) = (
            self.input.len() / self.channels,
            self.output.len() / self.channels,
        );
        let wrong = |error: &dyn std::fmt::Display| AudioError::Resample(error.to_string());
        let input =
            InterleavedSlice::new(&self.input[..], self.channels, frames_in).map_err(|e| wrong(&e))?;
        let mut output = InterleavedSlice::new_mut(&mut self.output[..], self.channels, frames_out)
            .map_err(|e| wrong(&e))?;
        self.fft
            .process_into_buffer(&input, &mut output, None)
            .map_err(|e| wrong(&e))?;
        let dropped = self.drop.min(self.output.len() as u64);
        self.drop -= dropped;
        self.taken = dropped as usize;
        Ok(())
    }
}

impl<S: SampleSource> SampleSource for Resample<S> {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        while self.taken == self.output.len() && self.left != Some(0) {
            self.convert()?;
        }
        let ready = &self.output[self.taken..];
        let left = self
            .left
            .map_or(usize::MAX, |left| usize::try_from(left).unwrap_or(usize::MAX));
        let count = ready.len().min(out.len()).min(left);
        out[..count].copy_from_slice(&ready[..count]);
        self.taken += count;
        self.given += count as u64;
        self.left = self.left.map(|left| left - count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mono frames from a vector.
    struct Vector(Vec<f32>, usize);

    impl SampleSource for Vector {
        fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
            let count = out.len().min(self.0.len() - self.1).min(777);
            out[..count].copy_from_slice(&self.0[self.1..self.1 + count]);
            self.1 += count;
            Ok(count)
        }
    }

    fn resampled(input: &[f32], from: u32, to: u32, first: u64) -> Vec<f32> {
        let entry = Entry::of(first, from, to);
        let rest = input[(entry.input as usize).min(input.len())..].to_vec();
        let mut source = Resample::new(Vector(rest, 0), from, to, 1, entry.drop).expect("rates that fit");
        let mut out = vec![0.0; input.len() * 8];
        let count = read_full(&mut source, &mut out).expect("a vector cannot fail");
        out.truncate(count);
        out
    }

    fn peak(samples: &[f32]) -> usize {
        (0..samples.len())
            .max_by(|&a, &b| samples[a].abs().total_cmp(&samples[b].abs()))
            .expect("samples")
    }

    #[test]
    fn an_impulse_keeps_its_place_and_the_length_is_exact() {
        for (from, to) in [
            (44_100, 48_000),
            (48_000, 44_100),
            (11_025, 48_000),
            (96_000, 44_100),
            (8_001, 48_000),
        ] {
            let mut input = vec![0.0; 20_000];
            input[12_345] = 1.0;
            let out = resampled(&input, from, to, 0);
            let expected = (12_345.0 * f64::from(to) / f64::from(from)).round() as usize;
            assert!(
                peak(&out).abs_diff(expected) <= 1,
                "{from} to {to}: {} not {expected}",
                peak(&out)
            );
            assert_eq!(
                out.len() as u64,
                (20_000 * u64::from(to)).div_ceil(u64::from(from)),
                "{from} to {to}"
            );
        }
    }

    #[test]
    fn entering_late_gives_the_rest_of_the_same_output() {
        let input: Vec<f32> = (0..30_000).map(|n| (n as f32 * 0.05).sin()).collect();
        let whole = resampled(&input, 44_100, 48_000, 0);
        let late = resampled(&input, 44_100, 48_000, 20_001);
        assert_eq!(late.len(), whole.len() - 20_001);
        let error = late
            .iter()
            .zip(&whole[20_001..])
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(error < 1e-4, "{error}");
    }

    #[test]
    fn a_tone_keeps_its_level() {
        let input: Vec<f32> = (0..40_000).map(|n| (n as f32 * 0.3).sin()).collect();
        let out = resampled(&input, 44_100, 48_000, 0);
        let middle = &out[4000..36_000];
        let rms = (middle.iter().map(|s| s * s).sum::<f32>() / middle.len() as f32).sqrt();
        assert!((rms - std::f32::consts::FRAC_1_SQRT_2).abs() < 1e-3, "{rms}");
    }
}
