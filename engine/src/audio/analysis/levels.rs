//! Levels of a sound: absolute, relative to itself, and as meters show them.

use super::HOPS;
use super::features::BANDS;
use super::intake::Cell;
use super::loudness::hops;
use super::statistics::{bend, quantile};

/// What the loudest tenth of a sound reaches.
const TOP: f32 = 0.9;
/// The exponent of sensed loudness over amplitude (S. S. Stevens, "The Measurement of Loudness", 1955).
const SENSED: f32 = 0.6;
/// How much quieter than the loudest a band may be and still reach the top by itself, in dB: what is fainter is
/// leakage or hiss. Music falls towards the treble.
const FAINT: [f32; BANDS.len()] = [-18.0, -18.0, -22.0, -28.0, -34.0];
/// Below this amplitude a moment counts as silence: -70 dBFS.
const SILENCE: f32 = 3e-4;
/// The lowest level on a meter, in dB.
const METER_FLOOR: f32 = -60.0;
/// How fast meters fall, in dB a second: about as IEC 60268-10 has it for peak programme meters, twice as lively.
const METER_FALL: f32 = 24.0;
/// How long peaks are held, in seconds.
const HOLD: f64 = 1.2;
/// Hops on each side of a moment that its stereo picture is made of.
const STEREO: usize = 5;
/// The most that quiet samples are multiplied by for pictures: 60 dB.
const MAX_GAIN: f32 = 1000.0;

/// The levels of all hops.
pub struct Levels {
    /// The amplitude of both sides around each hop.
    pub rms: Vec<f32>,
    /// What makes them relative.
    pub relative: Relative,
}

impl Levels {
    /// The levels of a sound.
    pub fn of(cells: &[Cell]) -> Self {
        let power = |hop: Option<usize>| {
            let cell = hop.and_then(|hop| cells.get(hop));
            cell.map_or(0.0, |cell| 0.5 * (cell.powers[0] + cell.powers[1]))
        };
        let rms = |hop: usize| {
            let beside = power(hop.checked_sub(1)) + power(Some(hop + 1));
            (0.5 * power(Some(hop)) + 0.25 * beside).sqrt()
        };
        let rms: Vec<f32> = (0..cells.len()).map(rms).collect();
        let relative = Relative::to(rms.iter().copied(), SILENCE);
        Self { rms, relative }
    }
}

/// Makes amplitudes relative to what is usual.
#[derive(Clone, Copy, Debug)]
pub struct Relative {
    /// The amplitude that the loudest tenth reaches.
    loud: f32,
}

impl Relative {
    /// Relative to these amplitudes, as far as they are above `faint`.
    fn to(amplitudes: impl Iterator<Item = f32>, faint: f32) -> Self {
        let mut sounding: Vec<f32> = amplitudes.filter(|amplitude| *amplitude > faint).collect();
        Self {
            loud: quantile(&mut sounding, 0.9).max(faint),
        }
    }

    /// Each band relative to itself.
    pub fn bands(amplitudes: &[[f32; BANDS.len()]]) -> [Self; BANDS.len()] {
        let usual = |band: usize| Self::to(amplitudes.iter().map(|row| row[band]), SILENCE).loud;
        let usual: [f32; BANDS.len()] = std::array::from_fn(usual);
        let loudest = usual.iter().fold(0.0_f32, |most, loud| most.max(*loud));
        std::array::from_fn(|band| Self {
            loud: usual[band].max(loudest * 10_f32.powf(FAINT[band] / 20.0)),
        })
    }

    /// An amplitude as it is sensed, 0 to 1.
    pub fn of(self, amplitude: f32) -> f32 {
        bend(TOP * (amplitude / self.loud).powf(SENSED))
    }
}

/// What brings the usual peaks of a sound to 0.9; 1 for silence.
pub fn picture_gain(cells: &[Cell]) -> f32 {
    let peaks = cells.iter().map(|cell| cell.peaks[0].max(cell.peaks[1]));
    let mut sounding: Vec<f32> = peaks.filter(|peak| *peak > SILENCE).collect();
    let high = quantile(&mut sounding, 0.995);
    if high > 0.0 {
        (TOP / high).min(MAX_GAIN)
    } else {
        1.0
    }
}

/// How the sides of a sound stand to each other.
pub struct Side {
    pub width: f32,
    pub correlation: f32,
    pub balance: f32,
}

/// The stereo picture around a hop.
pub fn side(cells: &[Cell], hop: usize) -> Side {
    let range = hop.saturating_sub(STEREO)..(hop + STEREO + 1).min(cells.len());
    let mut sums = [0.0_f64; 3];
    for cell in &cells[range] {
        for (sum, power) in sums.iter_mut().zip(cell.powers) {
            *sum += f64::from(power);
        }
    }
    let [left, right, both] = sums;
    let power = left + right;
    if power < f64::from(SILENCE * SILENCE) {
        return Side {
            width: 0.0,
            correlation: 0.0,
            balance: 0.0,
        };
    }
    let geometric = (left * right).sqrt();
    // A side that is silent has nothing in common with the other, and takes nothing from it either.
    let correlation = if geometric > 1e-6 * power {
        both / geometric
    } else {
        0.0
    };
    // The power of the difference over the power in all: 0 for equal sides, 1/2 for unrelated ones.
    let difference = (power - 2.0 * both) / (2.0 * power);
    let width = if geometric > 1e-6 * power {
        2.0 * difference
    } else {
        0.0
    };
    Side {
        width: width.clamp(0.0, 1.0) as f32,
        correlation: correlation.clamp(-1.0, 1.0) as f32,
        balance: ((right - left) / power) as f32,
    }
}

/// A meter of one side: 0 to 1.
#[derive(Clone, Copy, Default)]
pub struct Meter {
    pub level: f32,
    pub held: f32,
    /// Hops that the held peak has been held.
    age: usize,
}

/// The meters of both sides, hop after hop.
#[derive(Default)]
pub struct Meters([Meter; 2]);

impl Meters {
    /// The meters at the next hop.
    pub fn next(&mut self, cell: &Cell) -> [Meter; 2] {
        for (meter, peak) in self.0.iter_mut().zip(cell.peaks) {
            meter.advance(1.0 - 20.0 * (peak + 1e-9).log10() / METER_FLOOR);
        }
        self.0
    }
}

impl Meter {
    fn advance(&mut self, peak: f32) {
        let fall = METER_FALL / -METER_FLOOR / HOPS as f32;
        let peak = peak.clamp(0.0, 1.0);
        self.level = peak.max(self.level - fall);
        self.age += 1;
        if self.age > hops(HOLD) {
            self.held = (self.held - fall).max(0.0);
        }
        if peak >= self.held {
            self.held = peak;
            self.age = 0;
        }
    }
}
