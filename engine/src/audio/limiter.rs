//! A limiter that looks ahead.

use super::gain::{BLOCK, GainCurve, ramp};
use super::{AudioError, SampleSource, read_full};

/// No sample leaves above this: -1 dBFS.
const CEILING: f32 = 0.891_250_9;

/// Turns peaks above -1 dBFS down, both channels alike, and leaves everything else as it is.
pub struct Limiter<S> {
    source: S,
    block: Vec<f32>,
    next: Vec<f32>,
    taken: usize,
    curve: GainCurve,
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
            curve: GainCurve::new(CEILING, rate),
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
        }
        self.next = self.read_block()?;
        self.taken = 0;
        let gains = self.curve.advance(peak(&self.block), peak(&self.next));
        if gains != (1.0, 1.0) {
            ramp(&mut self.block, self.channels, gains);
        }
        Ok(())
    }
}

fn peak(block: &[f32]) -> f32 {
    block.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()))
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

/// Cuts off what is beyond full scale.
pub struct Clip<S>(pub S);

impl<S: SampleSource> SampleSource for Clip<S> {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        let count = self.0.read(out)?;
        for sample in &mut out[..count] {
            *sample = sample.clamp(-1.0, 1.0);
        }
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
