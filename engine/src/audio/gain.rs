//! A gain that falls before a peak and comes back after it.

/// Frames in a block; the gain falls over one block before a peak, about 5 ms.
pub const BLOCK: usize = 256;
/// Seconds in which the gain comes back by 63 %.
const RELEASE_S: f32 = 0.15;

/// The gain of a limiter, block by block.
///
/// Within a block the gain runs straight from its value at the start to that at the end. Both are low enough for
/// the peak of this block, and the end also for the next one, so no peak can pass the ceiling.
pub struct GainCurve {
    ceiling: f32,
    recovery: f32,
    gain: Option<f32>,
}

impl GainCurve {
    /// A curve that keeps peaks at or below `ceiling`, at `rate` frames a second.
    pub fn new(ceiling: f32, rate: u32) -> Self {
        Self {
            ceiling,
            recovery: 1.0 - (-(BLOCK as f32) / (RELEASE_S * rate as f32)).exp(),
            gain: None,
        }
    }

    /// The gains at both ends of a block whose peak is `peak`, where the next block's is `next`.
    pub fn advance(&mut self, peak: f32, next: f32) -> (f32, f32) {
        let start = self.gain.unwrap_or_else(|| self.allowed(peak));
        let recovered = start + (1.0 - start) * self.recovery;
        let end = recovered.min(self.allowed(peak)).min(self.allowed(next));
        self.gain = Some(end);
        (start, end)
    }

    /// The largest gain that keeps a peak under the ceiling.
    fn allowed(&self, peak: f32) -> f32 {
        if peak > self.ceiling {
            self.ceiling / peak
        } else {
            1.0
        }
    }
}

/// Multiplies the frames of a block with gains that run straight from `start` to `end`.
pub fn ramp(block: &mut [f32], channels: usize, (start, end): (f32, f32)) {
    let step = (end - start) / BLOCK as f32;
    for (index, frame) in block.chunks_mut(channels).enumerate() {
        let gain = start + step * index as f32;
        frame.iter_mut().for_each(|sample| *sample *= gain);
    }
}
