//! What a layer listens to.

use super::scene::Scene;
use crate::audio::{Analysis, Features};
use std::sync::Arc;

/// Moments over which a swell is smoothed.
const SWELL: usize = 6;
/// Seconds from one of them to the one before.
const APART: f64 = 0.012;

/// A sound; silence where there is none.
pub(super) struct Ear(Option<Arc<Analysis>>);

impl Ear {
    /// The ear of a layer that listens to a stem, or to the whole sound.
    pub fn new(scene: &Scene<'_>, stem: Option<&str>) -> Self {
        Self(scene.supplies.sound(stem).cloned())
    }

    /// The sound, if there is one.
    pub fn sound(&self) -> Option<&Analysis> {
        self.0.as_deref()
    }

    /// Seconds that the sound lasts.
    pub fn seconds(&self) -> f64 {
        self.sound().map_or(0.0, |sound| sound.duration().seconds())
    }

    pub fn at(&self, seconds: f64) -> Features {
        self.sound().map(|sound| sound.at(seconds)).unwrap_or_default()
    }

    /// See [`Analysis::spectrum`]; each level is raised to the power of `contrast`.
    pub fn spectrum(&self, seconds: f64, contrast: f32, out: &mut [f32]) {
        out.fill(0.0);
        if let Some(sound) = self.sound() {
            sound.spectrum(seconds, out);
            out.iter_mut().for_each(|level| *level = level.powf(contrast));
        }
    }

    /// See [`Analysis::samples`].
    pub fn samples(&self, seconds: f64, span: f64, out: &mut [[f32; 2]]) {
        out.fill([0.0; 2]);
        if let Some(sound) = self.sound() {
            sound.samples(seconds, span, out);
        }
    }

    /// See [`Analysis::steady`].
    pub fn steady(&self, seconds: f64, reach: f64) -> f64 {
        self.sound().map_or(seconds, |sound| sound.steady(seconds, reach))
    }

    /// See [`Analysis::overview`]: the amplitude in each part, 0 to 1.
    pub fn overview(&self, from: f64, to: f64, peaks: &mut [(f32, f32)]) {
        peaks.fill((0.0, 0.0));
        if let Some(sound) = self.sound() {
            sound.overview(from, to, peaks);
        }
    }

    /// How strong the bass is, 0 to 1: it rises fast and dies away softly.
    pub fn swell(&self, seconds: f64) -> f32 {
        let (mut sum, mut whole) = (0.0, 0.0);
        for step in 0..SWELL {
            let weight = (SWELL - step) as f32;
            let bass = self.at(seconds - APART * step as f64).bass();
            sum += weight * bass * bass;
            whole += weight;
        }
        sum / whole
    }
}
