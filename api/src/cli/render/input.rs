//! Reading what is to be rendered.

use super::super::BadInput;
use super::args::SongArgs;
use super::content::ContentArgs;
use phonoglyph_engine::audio::{self, Sound, SoundFont};
use phonoglyph_engine::composition::{Branding, Composition, Referred, Stem};
use phonoglyph_engine::export::ExportConfig;
use phonoglyph_engine::media::MaterialKind;
use phonoglyph_engine::plan::RenderPlan;
use phonoglyph_engine::score::{self, Score};
use phonoglyph_engine::supplies::{Heard, Sources, Supplies, SupplyError, own_voice};
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
    heard: Heard,
    /// When the recordings that are heard end, if there are any.
    recording: Option<MediaTime>,
    /// Where the composition's own paths begin.
    folder: PathBuf,
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
        let mut composition = content.composition()?;
        args.sources.apply(&mut composition)?;
        let folder = content.folder();
        for referred in composition.references() {
            if referred.kind == MaterialKind::Sound && file(&folder, &referred).is_none() {
                return Err(about(&folder.join(&referred.name), "there is no such file"));
            }
        }
        let stem = |stem: &Stem| Some(folder.join(stem.sound.as_str()));
        let heard = Heard::of(&composition, args.audio.as_deref(), &stem);
        let recording = heard.end(&score, |path| {
            bytes_are_there(path)?;
            let info = audio::probe(path).map_err(|error| about(path, error))?;
            Ok::<_, anyhow::Error>(info.duration)
        })?;
        Ok(Self {
            score: Arc::new(score),
            composition: Arc::new(composition),
            heard,
            recording,
            folder,
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
        let own = own_voice(&self.composition).map(|voice| self.folder.join(voice.as_str()));
        let path = own.as_deref().or(soundfont);
        let voice = || match path {
            Some(path) => SoundFont::load(path)
                .map(Arc::new)
                .map_err(|error| about(path, error)),
            None => Ok(SoundFont::bundled()),
        };
        self.heard.sound(voice).map(Some)
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
        kept: None,
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
