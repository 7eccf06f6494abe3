//! Any number of channels folded to one or two.

use symphonia::core::audio::{Channels, Position};

/// -3 dB, the share of centre and surround channels in ITU-R BS.775-3, table 2.
const SHARE: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// How much of each channel goes left and right; for one channel out only the first number counts.
///
/// One channel goes to both sides unchanged; two become one as their mean. Surround is folded by ITU-R BS.775-3
/// without its low-frequency channel, then scaled so that no input can clip. Samples that are no finite number
/// become silence.
pub struct Downmix {
    gains: Vec<[f32; 2]>,
    out: usize,
}

impl Downmix {
    /// Folds `channels` to `out`, which is 1 or 2.
    pub fn new(channels: &Channels, out: u16) -> Self {
        let mut gains = match channels.count() {
            1 => vec![[1.0, 1.0]],
            2 => vec![[1.0, 0.0], [0.0, 1.0]],
            count => surround(&positions(channels, count)),
        };
        if out == 1 {
            for gain in &mut gains {
                *gain = [0.5 * (gain[0] + gain[1]), 0.0];
            }
        }
        Self {
            gains,
            out: usize::from(out),
        }
    }

    /// Folds interleaved frames and adds them to `to`.
    pub fn fold(&self, from: &[f32], to: &mut Vec<f32>) {
        to.reserve(from.len() / self.gains.len() * self.out);
        for frame in from.chunks_exact(self.gains.len()) {
            for side in 0..self.out {
                let sum: f32 = frame
                    .iter()
                    .zip(&self.gains)
                    .map(|(s, g)| finite(*s) * g[side])
                    .sum();
                to.push(sum);
            }
        }
    }
}

/// Keeps wild values out of what follows: 8 times full scale is as loud as anything may be.
fn finite(sample: f32) -> f32 {
    if sample.is_finite() {
        sample.clamp(-8.0, 8.0)
    } else {
        0.0
    }
}

/// The positions of the channels; those without a place are taken in the order of WAVE files.
fn positions(channels: &Channels, count: usize) -> Vec<Position> {
    let placed = match channels {
        Channels::Positioned(positions) => *positions,
        _ => Position::from_wave_channel_count(count as u32).unwrap_or(Position::empty()),
    };
    let mut positions: Vec<Position> = placed.iter().collect();
    positions.resize(count, Position::empty());
    positions
}

fn surround(positions: &[Position]) -> Vec<[f32; 2]> {
    let mut gains: Vec<[f32; 2]> = positions.iter().map(|&position| place(position)).collect();
    let side = |side: usize| gains.iter().map(|gain| gain[side]).sum::<f32>();
    let loudest = side(0).max(side(1)).max(1.0);
    gains.iter_mut().flatten().for_each(|gain| *gain /= loudest);
    gains
}

fn place(position: Position) -> [f32; 2] {
    let left = Position::REAR_LEFT | Position::SIDE_LEFT | Position::TOP_FRONT_LEFT | Position::TOP_REAR_LEFT;
    let right =
        Position::REAR_RIGHT | Position::SIDE_RIGHT | Position::TOP_FRONT_RIGHT | Position::TOP_REAR_RIGHT;
    match position {
        Position::FRONT_LEFT | Position::FRONT_LEFT_CENTER => [1.0, 0.0],
        Position::FRONT_RIGHT | Position::FRONT_RIGHT_CENTER => [0.0, 1.0],
        Position::FRONT_CENTER | Position::TOP_FRONT_CENTER | Position::TOP_CENTER => [SHARE, SHARE],
        Position::REAR_CENTER | Position::TOP_REAR_CENTER => [0.5, 0.5],
        p if left.contains(p) && !p.is_empty() => [SHARE, 0.0],
        p if right.contains(p) && !p.is_empty() => [0.0, SHARE],
        _ => [0.0, 0.0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(channels: u32, out: u16, frame: &[f32]) -> Vec<f32> {
        let positions = Position::from_wave_channel_count(channels).expect("a usual layout");
        let mut to = Vec::new();
        Downmix::new(&Channels::Positioned(positions), out).fold(frame, &mut to);
        to
    }

    #[test]
    fn one_and_two_channels_become_each_other() {
        assert_eq!(folded(1, 2, &[0.25]), [0.25, 0.25]);
        assert_eq!(folded(2, 2, &[0.25, -0.5]), [0.25, -0.5]);
        assert_eq!(folded(2, 1, &[1.0, 0.5]), [0.75]);
    }

    #[test]
    fn surround_keeps_its_sides_and_never_clips() {
        let all = folded(6, 2, &[1.0; 6]);
        assert!(all.iter().all(|s| (s - 1.0).abs() < 1e-6), "{all:?}");
        let rear_left = folded(6, 2, &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        assert!(rear_left[0] > 0.28 && rear_left[1] == 0.0, "{rear_left:?}");
        assert_eq!(folded(6, 2, &[0.0, 0.0, 0.0, 1.0, 0.0, 0.0]), [0.0, 0.0]);
    }

    #[test]
    fn wild_samples_are_tamed() {
        assert_eq!(folded(2, 2, &[f32::NAN, f32::INFINITY]), [0.0, 0.0]);
        assert_eq!(folded(1, 1, &[1e30]), [8.0]);
    }
}
