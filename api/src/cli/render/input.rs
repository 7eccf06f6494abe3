//! Reading what is to be rendered.

use super::super::BadInput;
use super::args::SongArgs;
use super::content::ContentArgs;
use phonoglyph_engine::audio::{self, Sound, SoundFont};
use phonoglyph_engine::composition::{Branding, Composition, Referred};
use phonoglyph_engine::export::ExportConfig;
use phonoglyph_engine::plan::RenderPlan;
use phonoglyph_engine::score::{self, Score};
use phonoglyph_engine::supplies::{Sources, Supplies, SupplyError};
use phonoglyph_engine::time::MediaTime;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest song that is read, in bytes.
const MAX_SONG: u64 = 16 << 20;

/// What is to be rendered.
pub struct Song {
    score: Arc<Score>,
    composition: Arc<Composition>,
    /// How long the recording is, if there is one.
    recording: Option<MediaTime>,
    audio: Option<PathBuf>,
}

impl Song {
    /// Reads it all, and tells of what had to be mended in the song.
    pub fn read(args: &SongArgs, content: &ContentArgs) -> anyhow::Result<Self> {
        let score = score::parse(&bytes(&args.song, MAX_SONG)?).map_err(|error| about(&args.song, error))?;
        for warning in &score.warnings {
            eprintln!(
                "warning: {}: {} (at byte {})",
                args.song.display(),
                warning.message,
                warning.offset
            );
        }
        let probe = |path: &PathBuf| match bytes_are_there(path) {
            Ok(()) => audio::probe(path).map_err(|error| about(path, error)),
            Err(error) => Err(error),
        };
        let recording = args.audio.as_ref().map(probe).transpose()?;
        Ok(Self {
            score: Arc::new(score),
            composition: Arc::new(content.composition()?),
            recording: recording.map(|info| info.duration),
            audio: args.audio.clone(),
        })
    }

    /// What there is to draw.
    pub fn plan(&self, config: ExportConfig, branding: Branding) -> anyhow::Result<Arc<RenderPlan>> {
        let (score, composition) = (Arc::clone(&self.score), Arc::clone(&self.composition));
        let plan = RenderPlan::branded(score, composition, Arc::new(branding), config, self.recording);
        plan.map(Arc::new).map_err(super::bad_input)
    }

    /// What is heard or followed by the pictures; none where that is nothing.
    pub fn sound(&self, config: &ExportConfig, soundfont: Option<&Path>) -> anyhow::Result<Option<Sound>> {
        if config.audio().is_none() && !self.composition.listening().whole {
            return Ok(None);
        }
        if let Some(path) = &self.audio {
            return Ok(Some(Sound::Recording(path.clone())));
        }
        let font = match soundfont {
            Some(path) => Arc::new(SoundFont::load(path).map_err(|error| about(path, error))?),
            None => SoundFont::bundled(),
        };
        Ok(Some(Sound::Synthesis(font)))
    }
}

/// The file that the composition refers to by a path from the folder that it lies in.
pub fn file(folder: &Path, referred: &Referred) -> Option<PathBuf> {
    let path = folder.join(&referred.name);
    path.is_file().then_some(path)
}

/// Decodes what composition and branding refer to and analyses what the composition follows.
pub fn supplies(
    plan: &RenderPlan,
    sound: Option<&Sound>,
    files: &dyn Fn(&Referred) -> Option<PathBuf>,
    stopped: &dyn Fn() -> bool,
) -> anyhow::Result<Supplies> {
    let scratch = tempfile::tempdir()?;
    let sources = Sources {
        score: &plan.score,
        sound,
        files,
        scratch: scratch.path(),
        stopped,
    };
    let gathered = Supplies::gather(&plan.composition, &sources);
    let branded = gathered.and_then(|supplies| supplies.branded(&plan.branding, &sources));
    branded.map_err(|error| match error {
        error @ (SupplyError::Missing { .. } | SupplyError::Material { .. }) => {
            super::bad_input(format!("{:#}", anyhow::Error::from(error)))
        }
        error => error.into(),
    })
}

fn bytes_are_there(path: &Path) -> anyhow::Result<()> {
    std::fs::File::open(path)
        .map(drop)
        .map_err(|error| about(path, error))
}

/// The content of a file that the user named.
pub fn bytes(path: &Path, largest: u64) -> anyhow::Result<Vec<u8>> {
    let size = path.metadata().map_err(|error| about(path, error))?.len();
    if size > largest {
        return Err(about(
            path,
            format!("it has {size} bytes: at most {largest} are read"),
        ));
    }
    std::fs::read(path).map_err(|error| about(path, error))
}

/// An error about a file that the user named.
pub fn about(path: &Path, error: impl Display) -> anyhow::Error {
    BadInput(format!("{}: {error}", path.display())).into()
}
