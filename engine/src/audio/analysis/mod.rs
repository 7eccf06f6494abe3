//! What a whole sound does, moment by moment, for the pictures that move with it.
//!
//! Enters: a [`Sound`]. Leaves: an [`Analysis`], made once and then only read, by any number of threads. All that it
//! tells is a pure function of time: windows are centred on the time asked for, so nothing lags behind the sound,
//! and whatever seems to remember (falling bars, held peaks) was computed from the start of the sound over a grid of
//! 100 hops a second. Times are computed from indices and do not drift.
//!
//! The samples (8 bytes a frame) and the spectra lie in nameless files in the scratch folder; in memory are some
//! 7 kB for each second of sound. If the disk fails later, what it held reads as silence.

mod bands;
mod beat;
mod chroma;
mod features;
mod intake;
mod kept;
mod levels;
mod loudness;
mod onset;
mod overview;
mod scope;
mod spectral;
mod spectrum;
mod statistics;
mod store;
#[cfg(test)]
mod tests;
mod windows;

pub use features::{BANDS, Features};
pub(super) use kept::VERSION;
pub use onset::Onset;

use super::{AudioError, Sound};
use crate::score::Score;
use crate::time::MediaTime;
use features::Row;
use std::path::Path;
use std::sync::Arc;
use store::Store;

/// Samples a second in which sounds are analysed.
pub(super) const RATE: u32 = 48_000;
/// Frames from one hop to the next.
const HOP: usize = 480;
/// Hops a second.
pub(super) const HOPS: f64 = 100.0;
/// How many hops the flux comes after what it tells of.
pub(super) const ONSET_LAG: f64 = onset::LAG;

/// Analyses a whole sound, from time zero of the song to its end, before any mastering or fading: a recording as long
/// as it plays, a synthesised score until it has rung out. `stopped` is asked every few milliseconds of sound whether
/// to give up.
///
/// # Errors
/// When the sound cannot be opened or decoded; [`AudioError::Scratch`] when `scratch` cannot hold 400 kB for each
/// second of sound; [`AudioError::Stopped`] when told to.
pub fn analyse(
    sound: &Sound,
    score: &Arc<Score>,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<Analysis, AudioError> {
    let source = super::open_whole(sound, score, RATE, 2)?;
    Analysis::of(source, scratch, stopped)
}

/// The analysis of a sound that was kept in a file by [`Analysis::save`]; none where the file is of another version,
/// damaged, or of a sound of another length. Takes a fraction of the time of [`analyse`].
///
/// # Errors
/// Those of [`analyse`].
pub fn restore(
    path: &Path,
    sound: &Sound,
    score: &Arc<Score>,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<Option<Analysis>, AudioError> {
    let source = super::open_whole(sound, score, RATE, 2)?;
    Analysis::load(path, source, scratch, stopped)
}

/// How much begins to sound at each hop of a source of two channels at [`RATE`], which is read to its end.
///
/// # Errors
/// Those of the source; [`AudioError::Scratch`] when `scratch` cannot hold it; [`AudioError::Stopped`] when told to.
pub(super) fn onset_flux(
    source: impl super::SampleSource,
    scratch: &Path,
    stopped: &dyn Fn() -> bool,
) -> Result<Vec<f32>, AudioError> {
    let taken = intake::take_in(source, scratch, stopped)?;
    let gain = loudness::programme(&taken.cells).gain;
    spectral::listen_for_onsets(&taken.samples, taken.cells.len(), gain, stopped)
}

/// What a sound does at every moment.
pub struct Analysis {
    /// Frames in all.
    frames: u64,
    /// What the pictures' samples are multiplied by.
    gain: f32,
    samples: Store<f32>,
    overview: overview::Overview,
    spectra: spectrum::Spectra,
    rows: Vec<Row>,
    chroma: Vec<chroma::Chroma>,
    onsets: Vec<Onset>,
    beats: beat::Beats,
}

impl Analysis {
    /// Analyses a source of two channels at [`RATE`].
    fn of(
        source: impl super::SampleSource,
        scratch: &Path,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Self, AudioError> {
        let taken = intake::take_in(source, scratch, stopped)?;
        let programme = loudness::programme(&taken.cells);
        let heard = spectral::listen(
            &taken.samples,
            taken.cells.len(),
            programme.gain,
            scratch,
            stopped,
        )?;
        let (onsets, flux) = onset::pick(&heard.flux, &taken.cells);
        Ok(Self {
            frames: taken.frames,
            gain: levels::picture_gain(&taken.cells),
            rows: features::rows(&taken.cells, &heard, flux),
            beats: beat::track(&heard.flux, &onsets),
            chroma: heard.chroma,
            spectra: heard.spectra,
            samples: taken.samples,
            overview: taken.overview,
            onsets,
        })
    }

    /// How long the sound is.
    pub fn duration(&self) -> MediaTime {
        MediaTime::from_ticks(self.frames, RATE)
    }

    /// What the sound does at a time, interpolated between hops; outside the sound that of silence.
    pub fn at(&self, seconds: f64) -> Features {
        let Some((hop, part)) = self.place(seconds) else {
            return Features::default();
        };
        let row = |hop: usize| self.rows.get(hop).copied().unwrap_or_default();
        let mut features = Row::between(&row(hop), &row(hop + 1), part);
        features.chroma = chroma::at(&self.chroma, hop as f32 + part);
        features
    }

    /// The hop at or before a time, and how far the time is on the way to the next; none outside the sound.
    fn place(&self, seconds: f64) -> Option<(usize, f32)> {
        let hops = seconds * HOPS;
        let inside = hops >= 0.0 && hops < self.rows.len() as f64;
        inside.then(|| (hops as usize, hops.fract() as f32))
    }

    /// The spectrum at a time: `out.len()` bands of equal width on the logarithmic axis from 30 Hz to 16 kHz. 0 to 1
    /// over 56 dB, relative to the sound itself: its loudest moments reach 0.9. A band is a constant part of an
    /// octave wide and tilted up a little towards the treble, so that music fills the width. Bars jump up within 10 ms
    /// and fall to the ground in about a second.
    pub fn spectrum(&self, seconds: f64, out: &mut [f32]) {
        match self.place(seconds) {
            Some((hop, part)) => self.spectra.read(hop, part, out),
            None => out.fill(0.0),
        }
    }

    /// Left and right samples over `span` seconds around `seconds`, which lies in the middle of `out`, for
    /// oscilloscopes and stereometers. They are scaled so that the sound's own peaks reach 0.9, and lie in -1 to 1.
    /// `span` is at most 10 s; each point is the mean over its share of the span. See [`Self::steady`] for a picture
    /// that stands still.
    pub fn samples(&self, seconds: f64, span: f64, out: &mut [[f32; 2]]) {
        scope::samples(&self.samples, self.gain, seconds, span, out);
    }

    /// The time at most `reach` seconds (at most 0.05) from `seconds` at which the wave, both sides together, rises
    /// through zero into its highest crest: shown around that time, a steady tone stands still. Where nothing
    /// crosses zero it is `seconds`.
    pub fn steady(&self, seconds: f64, reach: f64) -> f64 {
        scope::steady(&self.samples, seconds, reach)
    }

    /// The lowest and the highest sample of both sides in each of `out.len()` equal parts of `from` to `to`, in
    /// seconds, for waveforms of any zoom. Scaled as [`Self::samples`] are.
    pub fn overview(&self, from: f64, to: f64, out: &mut [(f32, f32)]) {
        self.overview.read(&self.samples, self.gain, from, to, out);
    }

    /// What the samples given by [`Self::samples`] and [`Self::overview`] were multiplied by.
    pub fn gain(&self) -> f32 {
        self.gain
    }

    /// Where sounds begin, in order.
    pub fn onsets(&self) -> &[Onset] {
        &self.onsets
    }

    /// Beats a minute, where there is a steady beat.
    pub fn tempo(&self) -> Option<f64> {
        self.beats.tempo
    }

    /// The times of the beats, in seconds and in order; none where there is no tempo.
    pub fn beats(&self) -> &[f64] {
        &self.beats.times
    }
}
