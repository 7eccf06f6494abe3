//! A limiter that looks ahead.

use super::{AudioError, SampleSource, read_full};

/// Frames in a block; the gain falls over one block before a peak, about 5 ms.
const BLOCK: usize = 256;
/// No sample leaves above this: -1 dBFS.
const CEILING: f32 = 0.891_250_9;
/// Seconds in which the gain comes back by 63 %.
const RELEASE_S: f32 = 0.15;

/// Turns peaks above -1 dBFS down, both channels alike, and leaves everything else as it is.
///
/// Within a block the gain runs straight from its value at the start to that at the end. Both are low enough for
/// the peak of this block, and the end also for the next one, so no sample can pass the ceiling.
pub struct Limiter<S> {
    source: S,
    block: Vec<f32>,
    next: Vec<f32>,
    taken: usize,
    gain: f32,
    recovery: f32,
    channels: usize,
}

impl<S: SampleSource> Limiter<S> {
    /// Limits a source of this rate and these channels.
    pub fn new(source: S, rate: u32, channels: u16) -> Self {
        Self {
            source,
            block: Vec::new(),
            next: Vec::new(),
            taken: 0,
            gain: 1.0,
            recovery: 1.0 - (-(BLOCK as f32) / (RELEASE_S * rate as f32)).exp(),
            channels: usize::from(channels),
        }
    }

    fn read_block(&mut self) -> Result<Vec<f32>, AudioError> {
        let mut block = vec![0.0; BLOCK * self.channels];
        let filled = read_full(&mut self.source, &mut block)?;
        block.truncate(filled);
        Ok(block)
    }

    fn advance(&mut self) -> Result<(), AudioError> {
        self.block = std::mem::take(&mut self.next);
        if self.block.is_empty() {
            self.block = self.read_block()?;
            self.gain = self.gain.min(allowed(&self.block));
        }
        self.next = self.read_block()?;
        self.taken = 0;
        let recovered = self.gain + (1.0 - self.gain) * self.recovery;
        let end = recovered.min(allowed(&self.block)).min(allowed(&self.next));
        if self.gain < 1.0 || end < 1.0 {
            let step = (end - self.gain) / BLOCK as f32;
            for (index, frame) in self.block.chunks_mut(self.channels).enumerate() {
                let gain = self.gain + step * index as f32;
                frame.iter_mut().for_each(|sample| *sample *= gain);
            }
        }
        self.gain = end;
        Ok(())
    }
}

/// The largest gain that keeps a block under the ceiling.
fn allowed(block: &[f32]) -> f32 {
    let peak = block.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    if peak > CEILING { CEILING / peak } else { 1.0 }
}

impl<S: SampleSource> SampleSource for Limiter<S> {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        if self.taken == self.block.len() {
            self.advance()?;
        }
        let count = out.len().min(self.block.len() - self.taken);
        out[..count].copy_from_slice(&self.block[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quiet tone with a loud burst in it.
    struct Burst(usize);

    fn level(n: usize) -> f32 {
        if (5000..5400).contains(&n) { 6.0 } else { 0.5 }
    }

    impl SampleSource for Burst {
        fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
            let count = out.len().min(60_000 - self.0);
            for (n, sample) in out[..count].iter_mut().enumerate() {
                *sample = level(self.0 + n) * ((self.0 + n) as f32 * 0.7).sin();
            }
            self.0 += count;
            Ok(count)
        }
    }

    #[test]
    fn no_sample_passes_the_ceiling_and_quiet_ones_are_untouched() {
        let mut out = vec![0.0; 70_000];
        let count = read_full(&mut Limiter::new(Burst(0), 48_000, 1), &mut out).expect("a tone cannot fail");
        assert_eq!(count, 60_000);
        assert!(out.iter().all(|sample| sample.abs() <= CEILING + 1e-6));
        assert!((0..4000).all(|n| out[n] == 0.5 * (n as f32 * 0.7).sin()));
        let late = (55_000..60_000)
            .map(|n| (out[n] - 0.5 * (n as f32 * 0.7).sin()).abs())
            .fold(0.0, f32::max);
        assert!(late < 0.01, "the gain has come back: {late}");
    }
}
