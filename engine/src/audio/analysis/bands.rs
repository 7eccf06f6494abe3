//! Bands on a logarithmic axis of frequency.

use super::RATE;

/// Where the axis begins, in Hz.
pub const LOW: f32 = 30.0;
/// Where it ends.
pub const HIGH: f32 = 16_000.0;

/// The place of a frequency on the axis: 0 to 1.
pub fn place(frequency: f32) -> f32 {
    (frequency / LOW).log2() / (HIGH / LOW).log2()
}

/// The frequency at a place on the axis.
pub fn frequency(place: f32) -> f32 {
    LOW * (HIGH / LOW).powf(place)
}

/// How the bins of a transform are shared out to bands.
pub struct Bands(Vec<Share>);

/// What a band takes: the first bin and the part of each from there on.
struct Share {
    first: usize,
    parts: Vec<f32>,
}

impl Bands {
    /// `count` bands of equal width on the axis, for transforms of `size` samples. A band that is narrower than two
    /// bins takes as much as two bins hold around its middle.
    pub fn new(count: usize, size: usize) -> Self {
        let bin = RATE as f32 / size as f32;
        let band = |index: usize| {
            let edge = |step: f32| frequency((index as f32 + step) / count as f32) / bin;
            let (middle, least) = (edge(0.5), 1.0);
            share(edge(0.0).min(middle - least), edge(1.0).max(middle + least))
        };
        Self((0..count).map(band).collect())
    }

    /// The power in each band.
    pub fn sum(&self, bins: &[f32], out: &mut [f32]) {
        for (out, share) in out.iter_mut().zip(&self.0) {
            let bins = bins.get(share.first..).unwrap_or_default();
            *out = bins.iter().zip(&share.parts).map(|(bin, part)| bin * part).sum();
        }
    }
}

/// The bins between two places, which are counted in bins: bin `n` covers half a bin on both sides of `n`.
fn share(low: f32, high: f32) -> Share {
    let low = low.max(0.5);
    let (first, last) = (low.round() as usize, high.round() as usize);
    let part = |bin: usize| {
        let (from, to) = (bin as f32 - 0.5, bin as f32 + 0.5);
        (high.min(to) - low.max(from)).max(0.0)
    };
    Share {
        first,
        parts: (first..=last).map(part).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_share_out_all_bins_between_them() {
        let bands = Bands::new(24, 4096);
        let bins = vec![1.0; 2049];
        let mut sums = [0.0; 24];
        bands.sum(&bins, &mut sums);
        let above: f32 = sums[12..].iter().sum();
        let wanted = (HIGH - frequency(0.5)) / (RATE as f32 / 4096.0);
        assert!((above / wanted - 1.0).abs() < 1e-3, "{above} of {wanted}");
        assert!(sums.iter().all(|sum| *sum >= 1.99), "{sums:?}");
    }

    #[test]
    fn the_axis_is_logarithmic() {
        assert_eq!((place(LOW), frequency(1.0).round()), (0.0, HIGH));
        assert!((place(frequency(0.3)) - 0.3).abs() < 1e-5);
    }
}
