//! Where sounds begin: spectral flux with a maximum filter (S. Böck and G. Widmer, "Maximum Filter Vibrato
//! Suppression for Onset Detection", 2013), taken symmetrically around each hop so that it does not lag.

use super::HOPS;
use super::bands::Bands;
use super::statistics::quantile;

/// Bands whose growth is watched.
const BANDS: usize = 36;
/// Frames in the windows whose spectra come.
const SIZE: usize = 1024;
/// What amplitudes are multiplied by before their logarithm is taken.
const COMPRESSION: f32 = 300.0;
/// Hops before and after that must be lower than an onset.
const APART: usize = 4;
/// Hops before and after that tell how much flux is usual.
const AROUND: usize = 30;
/// How much more flux than usual an onset has.
const EXCESS: f32 = 1.6;
/// The least flux of an onset, as a part of that of the strong ones.
const LEAST: f32 = 0.07;
/// The least flux of an onset: less is no more than noise.
const NOISE: f32 = 0.6;
/// What strong onsets come to, of the feature's range.
const STRONG: f32 = 0.9;

/// A sound begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Onset {
    /// When, in seconds from the start of the sound.
    pub seconds: f64,
    /// How much, relative to the sound: the strongest tenth reaches 0.9; at most 1.
    pub strength: f32,
}

/// Measures flux hop after hop.
pub struct Flux {
    bands: Bands,
    /// The levels two hops ago, one hop ago, and now.
    levels: [[f32; BANDS]; 3],
    done: Vec<f32>,
    hops: usize,
}

impl Flux {
    /// For so many hops.
    pub fn new(hops: usize) -> Self {
        Self {
            bands: Bands::new(BANDS, SIZE),
            levels: [[0.0; BANDS]; 3],
            done: Vec::with_capacity(hops + 1),
            hops,
        }
    }

    /// The spectrum of the next hop: it completes the flux of the hop before.
    pub fn add(&mut self, bins: &[f32]) {
        self.levels.rotate_left(1);
        let now = &mut self.levels[2];
        self.bands.sum(bins, now);
        for level in now.iter_mut() {
            *level = (1.0 + COMPRESSION * level.sqrt()).ln();
        }
        let [before, _, now] = &self.levels;
        let highest = |band: usize| {
            let beside = band.saturating_sub(1)..(band + 2).min(BANDS);
            before[beside].iter().fold(0.0_f32, |a, b| a.max(*b))
        };
        let growth = |band: usize| (now[band] - highest(band)).max(0.0);
        self.done.push((0..BANDS).map(growth).sum());
    }

    /// The flux of each hop.
    pub fn finish(mut self) -> Vec<f32> {
        // What was measured with the first hop belongs to the one before it.
        if !self.done.is_empty() {
            self.done.remove(0);
        }
        self.done.resize(self.hops, 0.0);
        self.done
    }
}

/// What flux is multiplied by to become a feature.
pub fn scale(flux: &[f32], onsets: &[Onset]) -> f32 {
    let strong = strong(onsets.iter().map(|onset| flux[hop_of(onset)]).collect());
    STRONG / strong.max(NOISE)
}

fn hop_of(onset: &Onset) -> usize {
    (onset.seconds * HOPS).round() as usize
}

fn strong(mut peaks: Vec<f32>) -> f32 {
    quantile(&mut peaks, 0.9)
}

/// The onsets in the flux of a sound.
pub fn pick(flux: &[f32]) -> Vec<Onset> {
    let peaks: Vec<usize> = (0..flux.len()).filter(|hop| is_peak(flux, *hop)).collect();
    let strong = strong(peaks.iter().map(|hop| flux[*hop]).collect());
    let sums = running_sums(flux);
    let enough = |hop: &usize| {
        let around = hop.saturating_sub(AROUND)..(hop + AROUND + 1).min(flux.len());
        let usual = (sums[around.end] - sums[around.start]) / around.len() as f64;
        flux[*hop] > (EXCESS * usual as f32).max(LEAST * strong)
    };
    let onset = |hop: usize| Onset {
        seconds: (hop as f64 + offset(flux, hop)).max(0.0) / HOPS,
        strength: (STRONG * flux[hop] / strong).min(1.0),
    };
    peaks.into_iter().filter(enough).map(onset).collect()
}

/// Whether a hop is higher than those around it, and more than noise.
fn is_peak(flux: &[f32], hop: usize) -> bool {
    let before = &flux[hop.saturating_sub(APART)..hop];
    let after = &flux[hop + 1..(hop + APART + 1).min(flux.len())];
    flux[hop] > NOISE
        && before.iter().all(|other| *other < flux[hop])
        && after.iter().all(|other| *other <= flux[hop])
}

/// How far, in hops, the top of the parabola through a peak and its neighbours lies from it.
fn offset(flux: &[f32], hop: usize) -> f64 {
    let value = |index: Option<usize>| index.and_then(|i| flux.get(i)).map_or(0.0, |v| f64::from(*v));
    let (a, b, c) = (value(hop.checked_sub(1)), value(Some(hop)), value(Some(hop + 1)));
    let curvature = a - 2.0 * b + c;
    if curvature >= 0.0 {
        return 0.0;
    }
    (0.5 * (a - c) / curvature).clamp(-0.5, 0.5)
}

/// The sum of all values before each place.
fn running_sums(values: &[f32]) -> Vec<f64> {
    let mut sum = 0.0;
    let sums = values.iter().map(|value| {
        sum += f64::from(*value);
        sum
    });
    std::iter::once(0.0).chain(sums).collect()
}
