//! What each source says over the whole song.

use super::grid::Grid;
use super::score;
use crate::audio::{Analysis, Features};
use crate::composition::{Band, Source};
use crate::plan::RenderPlan;
use crate::score::Metre;
use crate::supplies::Supplies;

/// Where sources look.
pub(super) struct Listener<'a> {
    pub plan: &'a RenderPlan,
    pub supplies: &'a Supplies,
    pub metre: &'a Metre,
    pub grid: Grid,
}

impl Listener<'_> {
    /// The curve of a source, mostly from 0 to 1.
    pub fn curve(&self, source: &Source) -> Vec<f32> {
        let (song, metre, grid) = (&*self.plan.score, self.metre, self.grid);
        match source {
            Source::NoteOn(source) => score::note_on(source, song, grid),
            Source::Velocity(source) => score::velocity(source, song, grid),
            Source::Density(source) => score::density(source, song, grid),
            Source::Controller(source) => score::controller(source, song, grid),
            Source::Bend(source) => score::bend(source, song, grid),
            Source::Pedal(source) => score::pedal(source, song, grid),
            Source::Beat(source) => score::beat(source, metre, grid),
            Source::Bar(source) => score::bar(source, metre, grid),
            Source::Tempo(source) => score::tempo(source, song, grid),
            Source::Wave(source) => score::wave(source, metre, grid),
            Source::Loudness(source) => self.heard(source.stem.as_deref(), |features| features.level),
            Source::Band(source) => {
                let band = source.band;
                self.heard(source.stem.as_deref(), move |features| band_of(band, features))
            }
            Source::Onset(source) => self.onsets(source.stem.as_deref()),
            Source::Centroid(source) => self.heard(source.stem.as_deref(), |features| features.centroid),
        }
    }

    fn sound(&self, stem: Option<&str>) -> Option<&Analysis> {
        self.supplies.sound(stem).map(|sound| &**sound)
    }

    fn heard(&self, stem: Option<&str>, value: impl Fn(&Features) -> f32) -> Vec<f32> {
        match self.sound(stem) {
            Some(sound) => self.grid.curve(|time| value(&sound.at(time))),
            None => vec![0.0; self.grid.len],
        }
    }

    fn onsets(&self, stem: Option<&str>) -> Vec<f32> {
        let mut curve = vec![0.0_f32; self.grid.len];
        for onset in self.sound(stem).map_or(&[][..], Analysis::onsets) {
            if let Some(value) = curve.get_mut(self.grid.after(onset.seconds)) {
                *value = value.max(onset.strength);
            }
        }
        curve
    }
}

fn band_of(band: Band, features: &Features) -> f32 {
    features.bands[band as usize]
}
