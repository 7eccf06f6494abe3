//! Sound: a recording or the score itself becomes a stream of samples, exact to the sample.
//!
//! Enters: a [`Sound`] and what is wanted of it. Leaves: a [`SampleSource`] at the wanted rate and channels that
//! begins at the wanted time in the song and gives exactly as many samples as the video is long. Nothing holds
//! more of the sound than a bounded window.

use crate::export::AudioSettings;
use crate::score::Score;
use crate::time::MediaTime;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is heard.
#[derive(Clone, Debug)]
pub enum Sound {
    /// An audio file on this machine.
    Recording(PathBuf),
    /// The score, played by the synthesizer with this voice.
    Synthesis(Arc<SoundFont>),
}

/// A loaded SoundFont.
#[derive(Debug)]
pub struct SoundFont {}

impl SoundFont {
    /// The bundled voice.
    pub fn bundled() -> Arc<Self> {
        todo!()
    }

    /// A SoundFont of this machine.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load(_path: &Path) -> Result<Self, AudioError> {
        todo!()
    }
}

/// What there is to know of an audio file before it is decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordingInfo {
    /// How long it plays.
    pub duration: MediaTime,
    /// Samples a second.
    pub sample_rate: u32,
    /// Channels.
    pub channels: u16,
    /// The codec, such as `flac`.
    pub codec: String,
}

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub enum AudioError {}

/// A stream of interleaved samples, nominally -1.0 to 1.0.
pub trait SampleSource: Send {
    /// Fills the front of `out` with whole frames (one sample for each channel) and returns how many samples it
    /// wrote; 0 means the end.
    ///
    /// # Errors
    /// When the source cannot be read on.
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError>;
}

/// Looks at an audio file.
///
/// # Errors
/// When it is no audio file, or none that can be decoded.
pub fn probe(_path: &Path) -> Result<RecordingInfo, AudioError> {
    todo!()
}

/// Opens the sound of a video: `settings.sample_rate` and `settings.channels`, from `start` in the song, exactly
/// `duration` long (silence after the end of the sound).
///
/// # Errors
/// When the recording cannot be opened or decoded.
pub fn open(
    _sound: &Sound,
    _score: &Arc<Score>,
    _settings: &AudioSettings,
    _start: MediaTime,
    _duration: MediaTime,
) -> Result<Box<dyn SampleSource>, AudioError> {
    todo!()
}
