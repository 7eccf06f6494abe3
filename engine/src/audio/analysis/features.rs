//! The numbers that tell what a sound does at a moment, and how they are kept.

use super::intake::Cell;
use super::levels::Levels;
use super::spectral::Heard;
use super::{levels, loudness};

/// The bands of [`Features::bands`]: name, from and to in Hz.
pub const BANDS: [(&str, f32, f32); 5] = [
    ("bass", 30.0, 150.0),
    ("low_mid", 150.0, 500.0),
    ("mid", 500.0, 2_000.0),
    ("high_mid", 2_000.0, 6_000.0),
    ("treble", 6_000.0, 16_000.0),
];

/// What a sound does at a moment. Numbers that are "relative" are scaled by the sound itself, so that a quiet
/// recording moves a picture as a loud one does: the loudest tenth of its moments reaches 0.9, and what is louder
/// still nears 1. Silence is zero in every field.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Features {
    /// Root mean square of both sides over some 20 ms, as amplitude: 1 is full scale. At most 2.
    pub rms: f32,
    /// The highest sample of either side within 5 ms, as amplitude. At most 2.
    pub peak: f32,
    /// Momentary loudness (ITU-R BS.1770-4, 400 ms around the moment): 0 at -60 LUFS and below, 1 at 0 LUFS.
    pub loudness: f32,
    /// How loud it is, relative, 0 to 1: `rms` to the power of 0.6, which is how loudness is sensed (S. S. Stevens).
    pub level: f32,
    /// How loud each band of [`BANDS`] is, relative, 0 to 1, as `level`; each is scaled by itself.
    pub bands: [f32; 5],
    /// How much begins to sound, relative, 0 to 1: spectral flux.
    pub flux: f32,
    /// Where the middle of the spectrum is, 0 at 30 Hz to 1 at 16 kHz on a logarithmic axis.
    pub centroid: f32,
    /// Below which 85 % of the spectrum lies, on the same axis.
    pub rolloff: f32,
    /// How much of each pitch class sounds, from C on: the strongest is 1, where anything sounds.
    pub chroma: [f32; 12],
    /// 0 where both sides are alike, 1 where they have nothing in common or less: over some 100 ms.
    pub width: f32,
    /// The correlation of the sides over some 100 ms: 1 alike, 0 nothing in common, -1 opposite.
    pub correlation: f32,
    /// Where the power lies: -1 left, 0 the middle, 1 right; over some 100 ms.
    pub balance: f32,
    /// The peak meter of the left side: 0 at -60 dBFS, 1 at 0 dBFS. It rises at once and falls by 24 dB/s.
    pub left: f32,
    /// The peak meter of the right side.
    pub right: f32,
    /// The held peak of the left side: it stays for 1.2 s and then falls by 24 dB/s.
    pub left_hold: f32,
    /// The held peak of the right side.
    pub right_hold: f32,
}

impl Features {
    /// The band from 30 to 150 Hz, relative.
    pub fn bass(&self) -> f32 {
        self.bands[0]
    }

    /// The band from 150 to 500 Hz, relative.
    pub fn low_mid(&self) -> f32 {
        self.bands[1]
    }

    /// The band from 500 to 2000 Hz, relative.
    pub fn mid(&self) -> f32 {
        self.bands[2]
    }

    /// The band from 2 to 6 kHz, relative.
    pub fn high_mid(&self) -> f32 {
        self.bands[3]
    }

    /// The band from 6 to 16 kHz, relative.
    pub fn treble(&self) -> f32 {
        self.bands[4]
    }
}

/// The features of a hop but for the chroma, each in 16 bits.
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(transparent)]
pub struct Row([u16; 19]);

/// What is kept of amplitudes reaches up to 2, what has a sign from -1 on: lowest value and range of each column.
const COLUMNS: [(f32, f32); 19] = {
    let mut columns = [(0.0, 1.0); 19];
    columns[0] = (0.0, 2.0);
    columns[1] = (0.0, 2.0);
    columns[13] = (-1.0, 2.0);
    columns[14] = (-1.0, 2.0);
    columns
};

/// The steps between the ends of a column; it is even, so that zero is kept exactly also where there is a sign.
const STEPS: f32 = 65_534.0;

impl Default for Row {
    fn default() -> Self {
        Self::pack(&[0.0; 19])
    }
}

impl Row {
    fn pack(values: &[f32; 19]) -> Self {
        let code = |column: usize| {
            let (low, range) = COLUMNS[column];
            ((values[column] - low) / range * STEPS).round().clamp(0.0, STEPS) as u16
        };
        Self(std::array::from_fn(code))
    }

    /// The features at a `part`, 0 to 1, of the way from one hop to the next, all but the chroma.
    pub fn between(a: &Self, b: &Self, part: f32) -> Features {
        let v: [f32; 19] = std::array::from_fn(|column| {
            let (low, range) = COLUMNS[column];
            let (a, b) = (f32::from(a.0[column]), f32::from(b.0[column]));
            low + (a + (b - a) * part) / STEPS * range
        });
        Features {
            rms: v[0],
            peak: v[1],
            loudness: v[2],
            level: v[3],
            bands: [v[4], v[5], v[6], v[7], v[8]],
            flux: v[9],
            centroid: v[10],
            rolloff: v[11],
            chroma: [0.0; 12],
            width: v[12],
            correlation: v[13],
            balance: v[14],
            left: v[15],
            right: v[16],
            left_hold: v[17],
            right_hold: v[18],
        }
    }
}

/// The rows of all hops. `flux` is what the flux is multiplied by.
pub fn rows(cells: &[Cell], heard: &Heard, flux: f32) -> Vec<Row> {
    let levels = Levels::of(cells);
    let bands = levels::Relative::bands(&heard.bands);
    let mut meters = levels::Meters::default();
    let row = |hop: usize| {
        let side = levels::side(cells, hop);
        let meter = meters.next(&cells[hop]);
        let shape = heard.shapes[hop];
        let band = |index: usize| bands[index].of(heard.bands[hop][index]);
        Row::pack(&[
            levels.rms[hop],
            cells[hop].peaks[0].max(cells[hop].peaks[1]),
            loudness::momentary(cells, hop),
            levels.relative.of(levels.rms[hop]),
            band(0),
            band(1),
            band(2),
            band(3),
            band(4),
            heard.flux[hop] * flux,
            shape[0],
            shape[1],
            side.width,
            side.correlation,
            side.balance,
            meter[0].level,
            meter[1].level,
            meter[0].held,
            meter[1].held,
        ])
    };
    (0..cells.len()).map(row).collect()
}
