//! Reading what is to be rendered.

use super::super::BadInput;
use super::args::{ContentArgs, SongArgs};
use phonoglyph_engine::audio::{self, Sound, SoundFont};
use phonoglyph_engine::composition::Composition;
use phonoglyph_engine::export::ExportConfig;
use phonoglyph_engine::plan::RenderPlan;
use phonoglyph_engine::score::{self, Score};
use phonoglyph_engine::time::MediaTime;
use phonoglyph_engine::workshop::Prepared;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest song that is read, in bytes.
const MAX_SONG: u64 = 16 << 20;
/// The largest composition document that is read, in bytes.
const MAX_DOCUMENT: u64 = 1 << 20;

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
            composition: Arc::new(composition(content)?),
            recording: recording.map(|info| info.duration),
            audio: args.audio.clone(),
        })
    }

    /// A plan of the video with all that its pictures are drawn from.
    pub fn prepare(&self, config: ExportConfig) -> anyhow::Result<Prepared> {
        let (score, composition) = (Arc::clone(&self.score), Arc::clone(&self.composition));
        let plan = RenderPlan::new(score, composition, config, self.recording).map_err(super::bad_input)?;
        Ok(Prepared { plan: Arc::new(plan) })
    }

    /// What is heard; none where the export is silent.
    pub fn sound(&self, config: &ExportConfig, soundfont: Option<&Path>) -> anyhow::Result<Option<Sound>> {
        if config.audio().is_none() {
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

fn composition(content: &ContentArgs) -> anyhow::Result<Composition> {
    let mut composition = match &content.composition {
        Some(path) => {
            let bytes = bytes(path, MAX_DOCUMENT)?;
            let text = String::from_utf8(bytes).map_err(|_| about(path, "it is not UTF-8"))?;
            Composition::from_json(&text).map_err(|error| about(path, error))?
        }
        None => Composition::default(),
    };
    composition.title = content.title.clone().or(composition.title);
    composition.artist = content.artist.clone().or(composition.artist);
    composition.check().map_err(super::bad_input)?;
    Ok(composition)
}

fn bytes_are_there(path: &Path) -> anyhow::Result<()> {
    std::fs::File::open(path)
        .map(drop)
        .map_err(|error| about(path, error))
}

fn bytes(path: &Path, largest: u64) -> anyhow::Result<Vec<u8>> {
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
fn about(path: &Path, error: impl Display) -> anyhow::Error {
    BadInput(format!("{}: {error}", path.display())).into()
}
