//! The spectrum as bars show it.

use super::HOPS;
use super::bands::{self, LOW};
use super::kept::{self, Input, Output};
use super::statistics::{bend, quantile};
use super::store::{self, Store};
use crate::audio::AudioError;
use std::path::Path;

/// Bands that are kept.
pub const BANDS: usize = 96;
/// What is added for each octave above the lowest band, in dB: bands of a constant part of an octave give the treble
/// 3 dB an octave over its density already, and music falls by more than that.
const TILT: f32 = 2.0;
/// The lowest level that is kept, in dB.
const FLOOR: f32 = -140.0;
/// The range of levels that are kept, in dB.
const RANGE: f32 = 200.0;
/// The range of levels that are shown, in dB.
const SHOWN: f32 = 56.0;
/// The share of the way up that is gone in a hop.
const ATTACK: f32 = 0.7;
/// How fast bars fall, in dB a second.
const FALL: f32 = 65.0;
/// Where the loudest moments come to lie.
const TOP: f32 = 0.9;
/// The part of moments that are not the loudest.
const USUAL: f64 = 0.95;
/// The lowest level that the loudest moments are taken for, in dB: below it all is silence.
const SILENCE: f32 = -70.0;

/// The spectra of all hops.
pub struct Spectra {
    store: Store<u16>,
    /// The level of the loudest moments, in dB.
    loud: f32,
}

/// Spectra on their way.
pub struct Writer {
    store: store::Writer<u16>,
    tilt: [f32; BANDS],
    /// The levels of the bars now, in dB.
    bars: [f32; BANDS],
    /// The level of the highest bar at each hop.
    highest: Vec<f32>,
}

impl Writer {
    /// Spectra that are kept in this folder.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when there can be no file.
    pub fn new(scratch: &Path) -> Result<Self, AudioError> {
        let tilt = |band: usize| {
            let frequency = bands::frequency((band as f32 + 0.5) / BANDS as f32);
            TILT * (frequency / LOW).log2()
        };
        Ok(Self {
            store: store::Writer::new(scratch)?,
            tilt: std::array::from_fn(tilt),
            bars: [FLOOR; BANDS],
            highest: Vec::new(),
        })
    }

    /// Moves the bars on to the next hop, at which the bands have these powers.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when the disk is full.
    pub fn add(&mut self, powers: &[f32; BANDS]) -> Result<(), AudioError> {
        let fall = FALL / HOPS as f32;
        let mut codes = [0; BANDS];
        let mut highest = FLOOR;
        for band in 0..BANDS {
            let level = 10.0 * (powers[band] + 1e-14).log10() + self.tilt[band];
            let bar = &mut self.bars[band];
            *bar = if level > *bar {
                *bar + (level - *bar) * ATTACK
            } else {
                level.max(*bar - fall)
            };
            highest = highest.max(*bar);
            codes[band] = ((*bar - FLOOR) / RANGE * 65_535.0) as u16;
        }
        self.highest.push(highest);
        self.store.write(&codes)
    }

    /// Everything has been written.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when the disk is full.
    pub fn finish(mut self) -> Result<Spectra, AudioError> {
        self.highest.retain(|level| *level > SILENCE);
        let loud = if self.highest.is_empty() {
            0.0
        } else {
            quantile(&mut self.highest, USUAL)
        };
        Ok(Spectra {
            store: self.store.finish()?,
            loud,
        })
    }
}

impl Spectra {
    /// Writes them.
    pub fn save(&self, out: &mut Output) -> std::io::Result<()> {
        out.number(self.loud)?;
        kept::store(&self.store, out)
    }

    /// Reads them; none where they are not whole.
    ///
    /// # Errors
    /// [`AudioError::Scratch`] when they cannot be kept.
    pub fn load(input: &mut Input, scratch: &Path) -> Result<Option<Self>, AudioError> {
        let Some(loud) = input.number::<f32>().filter(|loud| loud.is_finite()) else {
            return Ok(None);
        };
        Ok(kept::stored(input, scratch)?.map(|store| Self { store, loud }))
    }

    /// The spectrum between a hop and the next, as `out.len()` bars of 0 to 1.
    pub fn read(&self, hop: usize, part: f32, out: &mut [f32]) {
        let mut codes = [0; 2 * BANDS];
        self.store.read((hop * BANDS) as i64, &mut codes);
        let bars: [f32; BANDS] = std::array::from_fn(|band| {
            let (now, next) = (f32::from(codes[band]), f32::from(codes[BANDS + band]));
            let level = FLOOR + (now + (next - now) * part) / 65_535.0 * RANGE;
            bend(TOP + (level - self.loud) / SHOWN)
        });
        spread(&bars, out);
    }
}

/// As many bars as are wanted: the highest of those that fall together, a smooth curve where there are too few.
fn spread(bars: &[f32; BANDS], out: &mut [f32]) {
    let width = BANDS as f32 / out.len() as f32;
    for (index, out) in out.iter_mut().enumerate() {
        let from = index as f32 * width;
        let curve = curve(bars, from + 0.5 * width - 0.5);
        let inside = (from.round() as usize)..((from + width).round() as usize).min(BANDS);
        *out = bars[inside]
            .iter()
            .fold(if width > 1.0 { 0.0 } else { curve }, |a, b| {
                if width > 1.0 { a.max(*b) } else { a }
            });
    }
}

/// The Catmull-Rom curve through the bars.
fn curve(bars: &[f32; BANDS], place: f32) -> f32 {
    let place = place.clamp(0.0, (BANDS - 1) as f32);
    let (band, t) = (place as usize, place.fract());
    let bar = |offset: usize| bars[(band + offset).saturating_sub(1).min(BANDS - 1)];
    let (a, b, c, d) = (bar(0), bar(1), bar(2), bar(3));
    let slope = 0.5 * (c - a);
    let bow = a - 2.5 * b + 2.0 * c - 0.5 * d;
    let twist = 0.5 * (d - a) + 1.5 * (b - c);
    (b + t * (slope + t * (bow + t * twist))).clamp(0.0, 1.0)
}
