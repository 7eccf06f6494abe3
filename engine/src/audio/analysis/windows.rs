//! Stretches of the sound around each hop, and their power spectra.

use super::HOP;
use super::store::Store;
use crate::audio::AudioError;
use crate::audio::error::guarded;
use realfft::num_complex::Complex32;
use realfft::{RealFftPlanner, RealToComplex};
use std::f32::consts::PI;
use std::sync::Arc;

/// Hops whose windows are read from the file at once.
const AT_ONCE: usize = 64;

/// The frames around each hop, read hop after hop.
pub struct Frames<'a> {
    samples: &'a Store<f32>,
    reach: usize,
    first: usize,
    buffer: Vec<f32>,
}

impl<'a> Frames<'a> {
    /// `reach` frames before and after each hop.
    pub fn new(samples: &'a Store<f32>, reach: usize) -> Self {
        Self {
            samples,
            reach,
            first: usize::MAX,
            buffer: vec![0.0; 2 * (2 * reach + AT_ONCE * HOP)],
        }
    }

    /// The frames around a hop, `2 * reach` of them: the hop's own is in the middle. Outside the sound is silence.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when the file cannot be read.
    pub fn around(&mut self, hop: usize) -> Result<&[[f32; 2]], AudioError> {
        let first = hop / AT_ONCE * AT_ONCE;
        if first != self.first {
            let frame = (first * HOP) as i64 - self.reach as i64;
            self.samples
                .try_read(2 * frame, &mut self.buffer)
                .map_err(AudioError::Scratch)?;
            self.first = first;
        }
        let start = (hop - first) * HOP;
        Ok(bytemuck::cast_slice(
            &self.buffer[2 * start..2 * (start + 2 * self.reach)],
        ))
    }
}

/// Power spectra of Hann windows of one size.
pub struct Power {
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    input: Vec<f32>,
    output: Vec<Complex32>,
    scratch: Vec<Complex32>,
    /// The power of both sides in each bin: over all bins it sums up to the mean square of the windowed sound.
    pub bins: Vec<f32>,
}

impl Power {
    /// Windows of `size` frames, an even number, of samples that are multiplied by `gain`.
    pub fn new(size: usize, gain: f32) -> Self {
        let transform = RealFftPlanner::new().plan_fft_forward(size);
        let hann = |n: usize| 0.5 - 0.5 * (2.0 * PI * n as f32 / size as f32).cos();
        let energy: f64 = (0..size).map(|n| f64::from(hann(n)).powi(2)).sum();
        // Two sides are averaged, and each bin but the first and last stands for two of the whole transform.
        let scale = gain / (energy * size as f64).sqrt() as f32;
        Self {
            window: (0..size).map(|n| hann(n) * scale).collect(),
            input: transform.make_input_vec(),
            output: transform.make_output_vec(),
            scratch: transform.make_scratch_vec(),
            bins: vec![0.0; size / 2 + 1],
            transform,
        }
    }

    /// Measures the middle of these frames, which are at least as many as the window is long.
    ///
    /// # Errors
    /// None that is known.
    pub fn measure(&mut self, frames: &[[f32; 2]]) -> Result<(), AudioError> {
        let start = (frames.len() - self.window.len()) / 2;
        let frames = &frames[start..start + self.window.len()];
        self.bins.fill(0.0);
        for side in 0..2 {
            for ((input, frame), weight) in self.input.iter_mut().zip(frames).zip(&self.window) {
                *input = frame[side] * weight;
            }
            let (input, output) = (&mut self.input, &mut self.output);
            guarded("the Fourier transform", || {
                self.transform
                    .process_with_scratch(input, output, &mut self.scratch)
            })?
            .map_err(|_| AudioError::Failed("the Fourier transform"))?;
            for (bin, value) in self.bins.iter_mut().zip(&self.output) {
                *bin += value.norm_sqr();
            }
        }
        Ok(())
    }
}
