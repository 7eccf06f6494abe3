//! SoundFonts: SF2, and SF3 whose samples are Ogg Vorbis.
//!
//! Enters: a file of either kind (SoundFont 2.04; SF3 is the same with compressed samples). Leaves: which presets it
//! has and, for the presets a song needs, a voice with 16-bit samples. Only the samples of those presets are
//! expanded, so that a song of few instruments costs little time and memory.

mod expand;
mod riff;

use super::AudioError;
use super::error::guarded;
use super::program::PresetId;
use riff::Layout;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The largest SoundFont file, in bytes.
const MAX_BYTES: u64 = 256 << 20;

/// The default voice: piano, keys, organ, guitars, basses, strings, choir, brass, reeds, pipes, synthesizers and a
/// drum kit of FluidR3Mono; its licence stands beside it.
static BUNDLED: &[u8] = include_bytes!("../../../../assets/soundfonts/fluidr3mono-families.sf3");

/// A loaded SoundFont.
pub struct SoundFont {
    bytes: Cow<'static, [u8]>,
    layout: Layout,
    presets: Vec<PresetId>,
}

/// Why a SoundFont cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at byte {offset})")]
pub struct SoundFontError {
    /// The byte in the file where it was found.
    pub offset: usize,
    /// What was found there, and what was wanted.
    pub message: String,
}

impl SoundFontError {
    fn new(offset: usize, message: impl Into<String>) -> Self {
        Self {
            offset,
            message: message.into(),
        }
    }
}

impl fmt::Debug for SoundFont {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bytes, presets) = (self.bytes.len(), self.presets.len());
        f.debug_struct("SoundFont")
            .field("bytes", &bytes)
            .field("presets", &presets)
            .finish()
    }
}

impl SoundFont {
    /// Reads a SoundFont file of at most 256 MiB.
    ///
    /// # Errors
    /// When it cannot be read, is too large, or is no SF2 or SF3.
    pub fn load(path: &Path) -> Result<Self, AudioError> {
        let mut bytes = Vec::new();
        File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(AudioError::Limit {
                what: "size of the SoundFont",
                value: format!("more than {MAX_BYTES} bytes"),
                limit: format!("at most {MAX_BYTES} bytes"),
            });
        }
        Ok(Self::from_bytes(bytes)?)
    }

    /// Reads a SoundFont from memory.
    ///
    /// # Errors
    /// When it is no SF2 or SF3.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, SoundFontError> {
        let bytes = bytes.into();
        let layout = Layout::read(&bytes)?;
        let presets = layout.presets(&bytes).map(|(id, _)| id).collect();
        Ok(Self {
            bytes,
            layout,
            presets,
        })
    }

    /// Tries whether it can be played: that costs more than to read it.
    ///
    /// # Errors
    /// When there is no preset, or the synthesizer does not take one.
    pub fn check(&self) -> Result<(), AudioError> {
        let Some(first) = self.presets.iter().min() else {
            return Err(SoundFontError::new(self.layout.pdta, "it has no presets").into());
        };
        self.voice(&BTreeSet::from([*first])).map(drop)
    }

    /// The default voice, which is part of the program.
    pub fn bundled() -> Arc<Self> {
        static FONT: OnceLock<Arc<SoundFont>> = OnceLock::new();
        let read = || Arc::new(Self::from_bytes(BUNDLED).expect("the bundled SoundFont is whole"));
        Arc::clone(FONT.get_or_init(read))
    }

    /// The file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The presets it has.
    pub(super) fn presets(&self) -> &[PresetId] {
        &self.presets
    }

    /// A voice with the samples of these presets; every other sample is silent in it.
    pub(super) fn voice(&self, used: &BTreeSet<PresetId>) -> Result<Arc<rustysynth::SoundFont>, AudioError> {
        let samples = self.layout.samples_of(&self.bytes, used);
        let mut expanded = expand::expand(&self.bytes, &self.layout, &samples)?;
        let voice = guarded("the SoundFont reader", || {
            rustysynth::SoundFont::new(&mut expanded)
        })?;
        let refused =
            |error| SoundFontError::new(self.layout.pdta, format!("the presets are wrong: {error}"));
        Ok(Arc::new(voice.map_err(refused)?))
    }
}

#[cfg(test)]
mod tests;
