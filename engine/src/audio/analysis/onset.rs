//! Where sounds begin: spectral flux with a maximum filter (S. Böck and G. Widmer, "Maximum Filter Vibrato
//! Suppression for Onset Detection", 2013), and the jump of the power where there is one.

use super::HOPS;
use super::bands::Bands;
use super::intake::Cell;
use super::spectral::SHORT;
use super::statistics::quantile;

/// Bands whose growth is watched.
const BANDS: usize = 36;
/// What amplitudes are multiplied by before their logarithm is taken.
const COMPRESSION: f32 = 1000.0;
/// Hops before and after that must be lower than an onset.
const APART: usize = 3;
/// Hops before and after that tell how much flux is usual.
const AROUND: usize = 30;
/// How much more flux than usual an onset has.
const EXCESS: f32 = 2.0;
/// The least flux of an onset, as a part of that of the strong ones.
const LEAST: f32 = 0.15;
/// The least flux of an onset: less is no more than noise.
const NOISE: f32 = 0.6;
/// What strong onsets come to, of the feature's range.
const STRONG: f32 = 0.9;
/// How many hops the flux of most instruments comes after they begin, measured with notes whose times are known.
pub const LAG: f64 = 1.0;
/// A jump of the power from hop to hop that tells the time better than the flux does: 9 dB.
const JUMP: f32 = 8.0;

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
}

impl Flux {
    /// For so many hops.
    pub fn new(hops: usize) -> Self {
        Self {
            bands: Bands::new(BANDS, SHORT),
            levels: [[0.0; BANDS]; 3],
            done: Vec::with_capacity(hops),
        }
    }

    /// The spectrum of the next hop, by short windows.
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
    pub fn finish(self) -> Vec<f32> {
        self.done
    }
}

/// The onsets of a sound, and what its flux is multiplied by to become a feature.
pub fn pick(flux: &[f32], cells: &[Cell]) -> (Vec<Onset>, f32) {
    let peaks: Vec<usize> = (0..flux.len()).filter(|hop| is_peak(flux, *hop)).collect();
    let strong = strong(flux, &peaks);
    let sums = running_sums(flux);
    let enough = |hop: &usize| {
        let around = hop.saturating_sub(AROUND)..(hop + AROUND + 1).min(flux.len());
        let usual = (sums[around.end] - sums[around.start]) / around.len() as f64;
        flux[*hop] > (EXCESS * usual as f32).max(LEAST * strong)
    };
    let picked: Vec<usize> = peaks.into_iter().filter(enough).collect();
    // Once more of those that are picked: noise has its own peaks.
    let scale = STRONG / self::strong(flux, &picked);
    let onset = |hop: usize| {
        let by_flux = hop as f64 + offset(flux, hop) - LAG;
        let hops = jump(cells, hop).map_or(by_flux, |hop| hop as f64);
        Onset {
            seconds: hops.max(0.0) / HOPS,
            strength: (scale * flux[hop]).min(1.0),
        }
    };
    (picked.into_iter().map(onset).collect(), scale)
}

/// The flux that the strongest tenth of some hops has.
fn strong(flux: &[f32], hops: &[usize]) -> f32 {
    let mut values: Vec<f32> = hops.iter().map(|hop| flux[*hop]).collect();
    quantile(&mut values, 0.9).max(NOISE)
}

/// The hop near a peak of the flux at which the power jumps up, if it does.
fn jump(cells: &[Cell], hop: usize) -> Option<usize> {
    let near = hop.saturating_sub(3)..(hop + 2).min(cells.len());
    let loudest = cells[near.clone()]
        .iter()
        .fold(0.0_f32, |most, cell| most.max(cell.weighted));
    let floor = 1e-3 * loudest + 1e-12;
    let power = |hop: Option<usize>| hop.map_or(0.0, |hop| cells[hop].weighted) + floor;
    let growth = |hop: usize| power(Some(hop)) / power(hop.checked_sub(1)).max(power(hop.checked_sub(2)));
    let steepest = near.max_by(|a, b| growth(*a).total_cmp(&growth(*b)))?;
    (growth(steepest) > JUMP).then_some(steepest)
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
