//! A source of an exact length.

use super::{AudioError, SampleSource, read_full};

/// Cuts or fills a source with silence to an exact number of samples.
pub struct Exact<S> {
    source: S,
    left: u64,
    ended: bool,
}

impl<S: SampleSource> Exact<S> {
    /// A source of exactly `samples` samples, over all channels.
    pub fn new(source: S, samples: u64) -> Self {
        Self {
            source,
            left: samples,
            ended: false,
        }
    }
}

impl<S: SampleSource> SampleSource for Exact<S> {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        let wanted = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let out = &mut out[..wanted];
        let filled = if self.ended {
            0
        } else {
            read_full(&mut self.source, out)?
        };
        self.ended |= filled < wanted;
        out[filled..].fill(0.0);
        self.left -= wanted as u64;
        Ok(wanted)
    }
}

/// Cuts a source that may be longer.
pub struct Most<S> {
    source: S,
    left: u64,
}

impl<S: SampleSource> Most<S> {
    /// At most `samples` samples, over all channels.
    pub fn new(source: S, samples: u64) -> Self {
        Self {
            source,
            left: samples,
        }
    }
}

impl<S: SampleSource> SampleSource for Most<S> {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        let wanted = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let count = self.source.read(&mut out[..wanted])?;
        self.left -= count as u64;
        Ok(count)
    }
}
