//! The sound is read once: kept in a file, drawn small, and measured hop by hop.

use super::loudness::Weighting;
use super::overview::{Builder, Overview};
use super::store::{Store, Writer};
use super::{HOP, RATE};
use crate::audio::{AudioError, SampleSource, read_full};
use std::path::Path;

/// Frames that are read at once.
const BLOCK: usize = 1024;

/// What is measured of the frames that are nearer to a hop than to any other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cell {
    /// The highest amplitude of each side.
    pub peaks: [f32; 2],
    /// The mean of left squared, right squared, and left times right.
    pub powers: [f32; 3],
    /// The mean square of both sides together after the weighting of BS.1770-4.
    pub weighted: f32,
}

/// A sound that was read to its end.
pub struct Taken {
    pub samples: Store<f32>,
    pub frames: u64,
    pub overview: Overview,
    /// One for each hop, the last not before the end of the sound.
    pub cells: Vec<Cell>,
}

/// Reads a source to its end.
///
/// # Errors
/// Those of the source; [`AudioError::Scratch`] when the samples cannot be kept; [`AudioError::Stopped`].
pub fn take_in(
    mut source: impl SampleSource,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<Taken, AudioError> {
    let mut writer = Writer::new(scratch)?;
    let mut overview = Builder::default();
    let mut cells = Cells::new();
    let mut block = vec![0.0; BLOCK * 2];
    loop {
        if stopped() {
            return Err(AudioError::Stopped);
        }
        let count = read_full(&mut source, &mut block)?;
        if count == 0 {
            break;
        }
        let block = &mut block[..count];
        block.iter_mut().for_each(|sample| *sample = tame(*sample));
        writer.write(block)?;
        let frames: &[[f32; 2]] = bytemuck::cast_slice(block);
        for frame in frames {
            overview.add(frame);
            cells.add(frame);
        }
    }
    Ok(Taken {
        samples: writer.finish()?,
        frames: cells.frames,
        overview: overview.finish(),
        cells: cells.finish(),
    })
}

/// Reads a source to its end and keeps its samples, without measuring anything; with how many frames they are.
///
/// # Errors
/// As [`take_in`].
pub fn samples(
    mut source: impl SampleSource,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<(Store<f32>, u64), AudioError> {
    let mut writer = Writer::new(scratch)?;
    let mut block = vec![0.0; BLOCK * 2];
    let mut frames = 0;
    loop {
        if stopped() {
            return Err(AudioError::Stopped);
        }
        let count = read_full(&mut source, &mut block)?;
        if count == 0 {
            break;
        }
        let block = &mut block[..count];
        block.iter_mut().for_each(|sample| *sample = tame(*sample));
        writer.write(block)?;
        frames += count as u64 / 2;
    }
    Ok((writer.finish()?, frames))
}

/// Keeps wild samples out of what follows: 16 times full scale is louder than anything comes.
fn tame(sample: f32) -> f32 {
    if sample.is_finite() {
        sample.clamp(-16.0, 16.0)
    } else {
        0.0
    }
}

/// Measures cell by cell.
struct Cells {
    weighting: Weighting,
    done: Vec<Cell>,
    frames: u64,
    peaks: [f32; 2],
    sums: [f64; 4],
    /// Frames until the cell is full. Hop 0 lies at frame 0, so only half of its cell is in the sound.
    left: usize,
}

impl Cells {
    fn new() -> Self {
        Self {
            weighting: Weighting::new(RATE),
            done: Vec::new(),
            frames: 0,
            peaks: [0.0; 2],
            sums: [0.0; 4],
            left: HOP / 2,
        }
    }

    fn add(&mut self, frame: &[f32; 2]) {
        let [left, right] = frame.map(f64::from);
        self.peaks = [
            self.peaks[0].max(frame[0].abs()),
            self.peaks[1].max(frame[1].abs()),
        ];
        let weighted = self.weighting.power([left, right]);
        let powers = [left * left, right * right, left * right, weighted];
        for (sum, power) in self.sums.iter_mut().zip(powers) {
            *sum += power;
        }
        self.frames += 1;
        self.left -= 1;
        if self.left == 0 {
            self.close();
        }
    }

    fn close(&mut self) {
        let mean = self.sums.map(|sum| (sum / HOP as f64) as f32);
        self.done.push(Cell {
            peaks: self.peaks,
            powers: [mean[0], mean[1], mean[2]],
            weighted: mean[3],
        });
        self.peaks = [0.0; 2];
        self.sums = [0.0; 4];
        self.left = HOP;
    }

    /// The cells, with at least one hop at or after the end of the sound.
    fn finish(mut self) -> Vec<Cell> {
        let hops = self.frames.div_ceil(HOP as u64) + 1;
        while (self.done.len() as u64) < hops {
            self.close();
        }
        self.done
    }
}
