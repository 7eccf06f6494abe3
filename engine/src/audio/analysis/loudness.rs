//! Loudness by ITU-R BS.1770-4.

use super::HOPS;
use super::intake::Cell;
use std::f64::consts::PI;

/// Hops on each side of a moment that its momentary loudness is made of: 400 ms in all.
const MOMENT: usize = 20;
/// Hops from one gating block to the next: they overlap by 75 %.
const STEP: usize = 10;
/// The absolute gate, in LUFS.
const GATE: f64 = -70.0;
/// The relative gate, in LU.
const RELATIVE_GATE: f64 = -10.0;
/// The loudness at which the spectrum is listened to, in LUFS.
const LISTENING: f64 = -18.0;

/// How loud a sound is as a whole.
pub struct Programme {
    /// What brings it to the loudness at which it is listened to; 1 for silence.
    pub gain: f32,
}

/// The integrated loudness of a sound becomes a gain.
pub fn programme(cells: &[Cell]) -> Programme {
    let blocks: Vec<f64> = (0..cells.len())
        .step_by(STEP)
        .map(|hop| power_around(cells, hop))
        .collect();
    let mean_above = |gate: f64| {
        let above = || blocks.iter().filter(|power| lufs(**power) > gate);
        let count = above().count();
        (count > 0).then(|| above().sum::<f64>() / count as f64)
    };
    let loudness = mean_above(GATE)
        .and_then(|power| mean_above((lufs(power) + RELATIVE_GATE).max(GATE)))
        .map(lufs);
    let gain = loudness.map_or(1.0, |loudness| 10_f64.powf((LISTENING - loudness) / 20.0));
    Programme { gain: gain as f32 }
}

/// The momentary loudness at a hop: 0 at -60 LUFS, 1 at 0 LUFS.
pub fn momentary(cells: &[Cell], hop: usize) -> f32 {
    (1.0 + lufs(power_around(cells, hop)) / 60.0).clamp(0.0, 1.0) as f32
}

/// The mean weighted power of the 400 ms around a hop: the cells at both ends count half.
fn power_around(cells: &[Cell], hop: usize) -> f64 {
    let power = |index: usize| cells.get(index).map_or(0.0, |cell| f64::from(cell.weighted));
    let first = hop.saturating_sub(MOMENT);
    let inner: f64 = (first..=hop + MOMENT).map(power).sum();
    let before = if hop >= MOMENT { power(first) } else { 0.0 };
    (inner - 0.5 * (before + power(hop + MOMENT))) / (2 * MOMENT) as f64
}

fn lufs(power: f64) -> f64 {
    -0.691 + 10.0 * (power + 1e-20).log10()
}

/// The two filters of BS.1770-4, annex 1, for both sides.
pub struct Weighting {
    shelf: Biquad,
    high_pass: Biquad,
    states: [[[f64; 2]; 2]; 2],
}

impl Weighting {
    /// The filters at this rate, from the analogue prototype of the standard's table for 48 kHz (B. De Man,
    /// "Evaluation of Implementations of the EBU R128 Loudness Measurement", 2018).
    pub fn new(rate: u32) -> Self {
        let rate = f64::from(rate);
        Self {
            shelf: Biquad::shelf(
                1_681.974_450_955_533,
                3.999_843_853_973_347,
                0.707_175_236_955_419_6,
                rate,
            ),
            high_pass: Biquad::high_pass(38.135_470_876_024_44, 0.500_327_037_323_877_3, rate),
            states: [[[0.0; 2]; 2]; 2],
        }
    }

    /// The weighted power of a frame, both sides together.
    pub fn power(&mut self, frame: [f64; 2]) -> f64 {
        let mut power = 0.0;
        for (x, states) in frame.into_iter().zip(&mut self.states) {
            let y = self
                .high_pass
                .filter(self.shelf.filter(x, &mut states[0]), &mut states[1]);
            power += y * y;
        }
        power
    }
}

/// A second-order section; the coefficients are divided by a0.
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
}

impl Biquad {
    fn shelf(frequency: f64, gain_db: f64, q: f64, rate: f64) -> Self {
        let k = (PI * frequency / rate).tan();
        let high = 10_f64.powf(gain_db / 20.0);
        let band = high.powf(0.499_666_774_154_541_6);
        let a0 = 1.0 + k / q + k * k;
        Self {
            b: [
                (high + band * k / q + k * k) / a0,
                2.0 * (k * k - high) / a0,
                (high - band * k / q + k * k) / a0,
            ],
            a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
        }
    }

    fn high_pass(frequency: f64, q: f64, rate: f64) -> Self {
        let k = (PI * frequency / rate).tan();
        let a0 = 1.0 + k / q + k * k;
        Self {
            b: [1.0, -2.0, 1.0],
            a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
        }
    }

    fn filter(&self, x: f64, state: &mut [f64; 2]) -> f64 {
        let y = self.b[0] * x + state[0];
        state[0] = self.b[1] * x - self.a[0] * y + state[1];
        state[1] = self.b[2] * x - self.a[1] * y;
        // A filter that rings out in silence must not crawl through numbers too small for the processor's fast path.
        if y.abs() < 1e-30 { 0.0 } else { y }
    }
}

/// How many hops a time is.
pub fn hops(seconds: f64) -> usize {
    (seconds * HOPS).round() as usize
}
