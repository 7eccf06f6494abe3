//! Everything beside its plan that a picture is drawn from: material, decoded, and sounds, analysed.
//!
//! Enters: a composition, its score and sound, and where the files are that it refers to. Leaves: [`Supplies`], made
//! once for a video and shared by all who draw it.

mod error;
mod heard;
#[cfg(test)]
mod tests;

pub use error::SupplyError;
pub use heard::{Heard, HeardFile, own_voice};

use crate::audio::{self, Analysis, AudioError, Sound};
use crate::color::Rgb;
use crate::composition::{Branding, Composition, Referred, bundled_picture};
use crate::material::{self, Material};
use crate::score::Score;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many colours are taken from a picture.
const PICTURE_COLORS: usize = 6;

/// Material and sounds of one composition; clones share them.
#[derive(Clone, Default)]
pub struct Supplies {
    /// Pictures, colour tables, lyrics and fonts.
    pub material: Material,
    whole: Option<Arc<Analysis>>,
    stems: Arc<HashMap<String, Arc<Analysis>>>,
}

/// Where things are gathered from.
pub struct Sources<'a> {
    /// The music.
    pub score: &'a Arc<Score>,
    /// What is heard; needed where pictures follow the whole sound.
    pub sound: Option<&'a Sound>,
    /// The file of each thing that the composition refers to.
    pub files: &'a dyn Fn(&Referred) -> Option<PathBuf>,
    /// A folder for what does not fit into memory: 400 kB for each second of each sound.
    pub scratch: &'a Path,
    /// Asked often whether to give up.
    pub stopped: &'a dyn Fn() -> bool,
    /// Where analyses are kept from one time to the next, if they are.
    pub kept: Option<&'a dyn Analyses>,
}

/// Files of analyses, by their names. Whatever fails here is no more than work that is done again.
pub trait Analyses {
    /// Brings the file of that name to `path`; whether it is there now.
    fn bring(&self, name: &str, path: &Path) -> bool;

    /// Keeps a file under that name.
    fn keep(&self, name: &str, path: &Path);
}

impl Supplies {
    /// None: for compositions that refer to nothing and follow no sound.
    pub fn none() -> Self {
        Self::default()
    }

    /// Decodes and analyses whatever `composition` needs. Takes about a hundredth of the time the sounds play.
    ///
    /// # Errors
    /// [`SupplyError`] names the reference that is missing or cannot be used.
    pub fn gather(composition: &Composition, sources: &Sources<'_>) -> Result<Self, SupplyError> {
        let mut material = Material::empty();
        for referred in composition.references() {
            load(&mut material, &referred, sources)?;
        }
        let listening = composition.listening();
        let mut stems = HashMap::new();
        for name in listening.stems() {
            let stem = composition.stems.iter().find(|stem| stem.name == name);
            // A checked composition names stems that are there, and their files were loaded above.
            let path = stem.and_then(|stem| Some((stem, material.sound(stem.sound.as_str())?)));
            if let Some((stem, path)) = path {
                let sound = heard::stem_sound(stem, path);
                stems.insert(name.to_owned(), analysed(&sound, Some(name), sources)?);
            }
        }
        let whole = match (listening.whole, sources.sound) {
            (true, Some(sound)) => Some(analysed(sound, None, sources)?),
            _ => None,
        };
        Ok(Self {
            material,
            whole,
            stems: Arc::new(stems),
        })
    }

    /// The same with the pictures of a branding: those that come with the program, and those that there are files of.
    ///
    /// # Errors
    /// [`SupplyError`] names the reference that is missing or cannot be used.
    pub fn branded(mut self, branding: &Branding, sources: &Sources<'_>) -> Result<Self, SupplyError> {
        for referred in branding.references() {
            match bundled_picture(&referred.name) {
                Some(bundled) => {
                    let decoded = material::picture(bundled.png);
                    decoded
                        .and_then(|picture| self.material.insert_picture(&referred.name, picture))
                        .map_err(|cause| SupplyError::material(&referred, cause))?;
                }
                None => load(&mut self.material, &referred, sources)?,
            }
        }
        Ok(self)
    }

    /// The sound of a stem, or the whole one; none where nothing follows it.
    pub fn sound(&self, stem: Option<&str>) -> Option<&Arc<Analysis>> {
        match stem {
            Some(name) => self.stems.get(name),
            None => self.whole.as_ref(),
        }
    }

    /// The colours of the voices: from the picture that the composition names for them, or its palette.
    pub fn colors(&self, composition: &Composition) -> Vec<Rgb> {
        let picture = composition.palette_picture.as_ref();
        match picture.and_then(|picture| self.material.picture(picture.as_str())) {
            Some(picture) => material::palette(picture, PICTURE_COLORS),
            None => composition.colors(),
        }
    }

    /// The same with the whole sound analysed.
    #[must_use]
    pub fn with_sound(mut self, whole: Arc<Analysis>) -> Self {
        self.whole = Some(whole);
        self
    }
}

fn load(material: &mut Material, referred: &Referred, sources: &Sources<'_>) -> Result<(), SupplyError> {
    let path = (sources.files)(referred).ok_or_else(|| SupplyError::missing(referred))?;
    material
        .load(referred.kind, &referred.name, &path)
        .map_err(|cause| SupplyError::material(referred, cause))
}

fn analysed(sound: &Sound, stem: Option<&str>, sources: &Sources<'_>) -> Result<Arc<Analysis>, SupplyError> {
    let analysis = match sources.kept {
        Some(kept) => once(sound, sources, kept),
        None => audio::analyse(sound, sources.score, sources.scratch, sources.stopped),
    };
    analysis
        .map(Arc::new)
        .map_err(|cause| SupplyError::sound(stem, cause))
}

/// The analysis that was kept, or a new one, which is kept.
fn once(sound: &Sound, sources: &Sources<'_>, kept: &dyn Analyses) -> Result<Analysis, AudioError> {
    let (score, scratch, stopped) = (sources.score, sources.scratch, sources.stopped);
    let name = audio::analysis_name(sound, score)?;
    let path = scratch.join(format!("analysis-{name}"));
    if kept.bring(&name, &path)
        && let Some(known) = audio::restore(&path, sound, score, scratch, stopped)?
    {
        return Ok(known);
    }
    let made = audio::analyse(sound, score, scratch, stopped)?;
    if made.save(&path).is_ok() {
        kept.keep(&name, &path);
    }
    Ok(made)
}
