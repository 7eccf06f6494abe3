//! What is drawn, as the command line says it.

use super::super::BadInput;
use super::bad_input;
use super::input::{about, bytes};
use clap::Args;
use phonoglyph_engine::composition::{Composition, Look, LyricsReference, PictureReference};
use std::path::{Path, PathBuf};

/// The largest composition document that is read, in bytes.
const MAX_DOCUMENT: u64 = 1 << 20;

/// What to draw.
#[derive(Args)]
#[command(next_help_heading = "Picture")]
pub struct ContentArgs {
    /// A finished look; `phonoglyph looks` lists them
    #[arg(long, value_name = "NAME", env = "PHONOGLYPH_LOOK", value_parser = look)]
    pub look: Option<Look>,
    /// A composition document, instead of a look; without both, notes fall onto a keyboard
    #[arg(long, value_name = "FILE.json", conflicts_with = "look")]
    pub composition: Option<PathBuf>,
    /// Title to show; by default the song's own
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Artist to show
    #[arg(long, value_name = "TEXT")]
    pub artist: Option<String>,
    /// The song's words with their times (.lrc, .srt), for layers that show them
    #[arg(long, value_name = "FILE")]
    pub lyrics: Option<PathBuf>,
    /// The song's cover (PNG, JPEG, WebP, SVG), for layers that show it
    #[arg(long, value_name = "FILE")]
    pub cover: Option<PathBuf>,
}

impl ContentArgs {
    /// The composition that all of it makes, checked.
    pub fn composition(&self) -> anyhow::Result<Composition> {
        let mut composition = self.document()?;
        composition.title = self.title.clone().or(composition.title);
        composition.artist = self.artist.clone().or(composition.artist);
        if let Some(path) = &self.cover {
            composition.cover = Some(PictureReference::new(reference(path)?));
        }
        if let Some(path) = &self.lyrics {
            composition.lyrics = Some(LyricsReference::new(reference(path)?));
        }
        composition.check().map_err(bad_input)?;
        Ok(composition)
    }

    fn document(&self) -> anyhow::Result<Composition> {
        match (&self.composition, self.look) {
            (Some(path), _) => {
                let text = String::from_utf8(bytes(path, MAX_DOCUMENT)?);
                let text = text.map_err(|_| about(path, "it is not UTF-8"))?;
                Composition::from_json(&text).map_err(|error| about(path, error))
            }
            (None, Some(look)) => Ok(look.composition()?),
            (None, None) => Ok(Composition::default()),
        }
    }

    /// The folder from which the paths in the composition go.
    pub fn folder(&self) -> PathBuf {
        let folder = self.composition.as_deref().and_then(Path::parent);
        folder.map_or_else(PathBuf::new, Path::to_owned)
    }
}

/// A path from where the program was called, wherever the composition lies.
pub fn reference(path: &Path) -> anyhow::Result<String> {
    let path = std::path::absolute(path).map_err(|error| about(path, error))?;
    let name = path.to_str().map(str::to_owned);
    name.ok_or_else(|| BadInput(format!("{}: the path is not UTF-8", path.display())).into())
}

fn look(name: &str) -> Result<Look, String> {
    let names = || Look::ALL.iter().map(|look| look.name()).collect::<Vec<_>>();
    Look::named(name).ok_or_else(|| format!("it must be one of {}", names().join(", ")))
}
