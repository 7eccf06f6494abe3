//! What is heard of a composition, as files and the score.

use crate::audio::{MixPart, Sound, SoundFont};
use crate::composition::{Composition, SoundFontReference, Stem};
use crate::plan::RING_OUT;
use crate::score::Score;
use crate::time::MediaTime;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A recording that is heard.
#[derive(Clone, Debug, PartialEq)]
pub struct HeardFile {
    /// The file.
    pub path: PathBuf,
    /// How much later than the song it begins.
    pub offset: MediaTime,
    /// How much louder it is, in dB.
    pub gain: f32,
}

/// What is heard: recordings, the score, or both.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// The recordings: that of the whole song first, then stems.
    pub files: Vec<HeardFile>,
    /// How much louder the synthesizer plays the song, in dB, if it does.
    pub score: Option<f32>,
}

/// A number of seconds in a document as a time.
pub(super) fn offset(seconds: f32) -> MediaTime {
    // Documents hold decimal numbers: to the microsecond they are what was written.
    MediaTime::from_nanos((f64::from(seconds) * 1e6).round() as i64 * 1000)
}

impl HeardFile {
    fn of_stem(stem: &Stem, path: PathBuf) -> Self {
        Self {
            path,
            offset: offset(stem.offset),
            gain: stem.gain,
        }
    }

    fn part(&self) -> MixPart {
        MixPart {
            sound: Sound::Recording(self.path.clone()),
            offset: self.offset,
            gain: self.gain,
        }
    }
}

impl Heard {
    /// What is heard of `composition`; `recording` is that of the whole song, if there is one, and `stem` tells where
    /// the files of stems are. A stem without a file is left out.
    pub fn of(
        composition: &Composition,
        recording: Option<&Path>,
        stem: &dyn Fn(&Stem) -> Option<PathBuf>,
    ) -> Self {
        let audible = composition.audible(recording.is_some());
        let whole = recording.zip(audible.recording).map(|(path, mix)| HeardFile {
            path: path.to_owned(),
            offset: offset(mix.offset),
            gain: mix.gain,
        });
        let stems = audible.stems.into_iter();
        let stems = stems.filter_map(|it| Some(HeardFile::of_stem(it, stem(it)?)));
        Self {
            files: whole.into_iter().chain(stems).collect(),
            score: audible.score.map(|score| score.gain),
        }
    }

    /// When the last recording ends, if there is one; with the score ringing out where that is heard too.
    ///
    /// # Errors
    /// Those of `duration`, which tells how long a file plays.
    pub fn end<E>(
        &self,
        score: &Score,
        mut duration: impl FnMut(&Path) -> Result<MediaTime, E>,
    ) -> Result<Option<MediaTime>, E> {
        let mut end = None;
        for file in &self.files {
            let ends = file.offset + duration(&file.path)?;
            end = Some(end.map_or(ends, |end: MediaTime| end.max(ends)));
        }
        let rung_out = score.duration + RING_OUT;
        Ok(end.map(|end| {
            if self.score.is_some() {
                end.max(rung_out)
            } else {
                end
            }
        }))
    }

    /// The sound; `voice` is asked for where the synthesizer plays.
    ///
    /// # Errors
    /// Those of `voice`.
    pub fn sound<E>(&self, voice: impl FnOnce() -> Result<Arc<SoundFont>, E>) -> Result<Sound, E> {
        let mut parts: Vec<_> = self.files.iter().map(HeardFile::part).collect();
        if let Some(gain) = self.score {
            parts.push(MixPart {
                sound: Sound::Synthesis(voice()?),
                offset: MediaTime::ZERO,
                gain,
            });
        }
        Ok(match &parts[..] {
            [alone] if alone.offset == MediaTime::ZERO && alone.gain == 0.0 => alone.sound.clone(),
            _ => Sound::Mix(parts),
        })
    }
}

/// The sound of a stem for the pictures that follow it.
pub(super) fn stem_sound(stem: &Stem, path: &Path) -> Sound {
    Sound::Mix(vec![HeardFile::of_stem(stem, path.to_owned()).part()])
}

/// The synthesizer's voice that a composition names for itself.
pub fn own_voice(composition: &Composition) -> Option<&SoundFontReference> {
    composition.sound.score.sound_font.as_ref()
}
