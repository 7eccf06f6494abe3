//! The waveform drawn small: the lowest and highest samples of blocks, and of blocks of blocks.

use super::RATE;
use super::kept::{Input, Output};
use super::store::Store;

/// Frames in the smallest blocks.
const BLOCK: usize = 256;
/// Blocks in the blocks above them.
const RATIO: usize = 4;
/// Frames that are read from the file at once.
const AT_ONCE: usize = 512;
/// The highest amplitude that is kept.
const MOST: f32 = 16.0;

/// The lowest and the highest sample, in steps of 1/2048.
type Peaks = [i16; 2];

/// What `i16` steps an amplitude of 1 has.
const STEPS: f32 = i16::MAX as f32 / MOST;

/// The lowest and highest samples of a sound at every zoom.
#[derive(Default)]
pub struct Overview(Vec<Vec<Peaks>>);

/// An overview on its way.
pub struct Builder {
    blocks: Vec<Peaks>,
    now: (f32, f32),
    frames: usize,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            blocks: Vec::new(),
            now: NOTHING,
            frames: 0,
        }
    }
}

/// The peaks of no samples.
const NOTHING: (f32, f32) = (f32::INFINITY, f32::NEG_INFINITY);

fn join(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    (a.0.min(b.0), a.1.max(b.1))
}

impl Builder {
    /// Adds a frame.
    pub fn add(&mut self, frame: &[f32; 2]) {
        for sample in frame {
            self.now = join(self.now, (*sample, *sample));
        }
        self.frames += 1;
        if self.frames == BLOCK {
            self.close();
        }
    }

    fn close(&mut self) {
        let (low, high) = self.now;
        // Rounded away from each other, so that no peak is lost.
        self.blocks
            .push([(low * STEPS).floor() as i16, (high * STEPS).ceil() as i16]);
        self.now = NOTHING;
        self.frames = 0;
    }

    /// Everything has been added.
    pub fn finish(mut self) -> Overview {
        if self.frames > 0 {
            self.close();
        }
        let mut levels = vec![self.blocks];
        while let Some(last) = levels.last().filter(|level| level.len() > RATIO) {
            let joined = |blocks: &[Peaks]| {
                let low = blocks.iter().map(|block| block[0]).min().unwrap_or(0);
                let high = blocks.iter().map(|block| block[1]).max().unwrap_or(0);
                [low, high]
            };
            let above = last.chunks(RATIO).map(joined).collect();
            levels.push(above);
        }
        Overview(levels)
    }
}

impl Overview {
    /// Writes it.
    pub fn save(&self, out: &mut Output) -> std::io::Result<()> {
        out.list(&self.0[0])
    }

    /// Reads it; none where it is not whole.
    pub fn load(input: &mut Input) -> Option<Self> {
        let blocks = input.list()?;
        let builder = Builder {
            blocks,
            ..Builder::default()
        };
        Some(builder.finish())
    }

    /// See [`super::Analysis::overview`].
    pub fn read(&self, samples: &Store<f32>, gain: f32, from: f64, to: f64, out: &mut [(f32, f32)]) {
        let rate = f64::from(RATE);
        let width = (to - from) * rate / out.len() as f64;
        let fine = width < (RATIO * BLOCK) as f64;
        for (index, out) in out.iter_mut().enumerate() {
            // What is no number or no span is silence.
            let start = from * rate + index as f64 * width;
            let frames = (start.floor() as i64, (start + width).ceil() as i64);
            let peaks = if fine {
                self.exact(samples, frames)
            } else {
                self.coarse(frames, width)
            };
            *out = scaled(peaks, gain);
        }
    }

    /// The peaks of blocks that touch these frames, each at most a quarter of `width` frames long.
    fn coarse(&self, frames: (i64, i64), width: f64) -> (f32, f32) {
        let mut size = BLOCK;
        let mut level = 0;
        while level + 1 < self.0.len() && (size * RATIO * RATIO) as f64 <= width {
            size *= RATIO;
            level += 1;
        }
        let blocks = &self.0[level];
        let place = |frame: i64| usize::try_from(frame.max(0)).unwrap_or(usize::MAX);
        let first = (place(frames.0) / size).min(blocks.len());
        let last = place(frames.1).div_ceil(size).clamp(first, blocks.len());
        let peaks = |block: &Peaks| (f32::from(block[0]) / STEPS, f32::from(block[1]) / STEPS);
        blocks[first..last].iter().map(peaks).fold(NOTHING, join)
    }

    /// The peaks of exactly these frames, fewer than 1026 of them.
    fn exact(&self, samples: &Store<f32>, frames: (i64, i64)) -> (f32, f32) {
        let mut peaks = NOTHING;
        let mut buffer = [[0.0_f32; 2]; AT_ONCE];
        let mut frame = frames.0;
        while frame < frames.1 {
            let count = usize::try_from(frames.1 - frame).map_or(AT_ONCE, |left| left.min(AT_ONCE));
            let part = bytemuck::cast_slice_mut(&mut buffer[..count]);
            samples.read(frame.saturating_mul(2), part);
            let part: &[f32] = part;
            peaks = part
                .iter()
                .fold(peaks, |peaks, sample| join(peaks, (*sample, *sample)));
            frame += count as i64;
        }
        peaks
    }
}

/// Peaks as pictures want them; silence where there are none.
fn scaled(peaks: (f32, f32), gain: f32) -> (f32, f32) {
    if peaks.0 > peaks.1 {
        return (0.0, 0.0);
    }
    (
        (peaks.0 * gain).clamp(-1.0, 1.0),
        (peaks.1 * gain).clamp(-1.0, 1.0),
    )
}
