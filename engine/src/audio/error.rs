//! Why there is no sound.

use super::SoundFontError;

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub enum AudioError {
    /// The file could not be opened or read.
    #[error("the sound cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// The content is of no format that is known.
    #[error(
        "this is no audio file that can be decoded: WAV, AIFF, FLAC, MP3, AAC, Ogg, M4A, CAF and WebM can"
    )]
    Unrecognised,
    /// The format is known, but not what is in it.
    #[error("the sound is compressed in a way that cannot be decoded: {0}")]
    Unsupported(String),
    /// A property of the file is outside its limits.
    #[error("the {what} is {value}: it must be {limit}")]
    Limit {
        /// Which property.
        what: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        limit: String,
    },
    /// Nothing, or too little, of the file could be decoded.
    #[error("the sound is damaged: {0}")]
    Damaged(String),
    /// The SoundFont could not be used.
    #[error("the SoundFont cannot be used: {0}")]
    SoundFont(#[from] SoundFontError),
    /// The sample rate could not be converted.
    #[error("the sample rate cannot be converted: {0}")]
    Resample(String),
    /// The scratch folder cannot hold the sound while it is measured.
    #[error("the sound cannot be kept in the scratch folder: {0}")]
    Scratch(std::io::Error),
    /// Told to stop while the sound was measured.
    #[error("stopped while the sound was measured")]
    Stopped,
    /// A decoder or the synthesizer failed where it should not.
    #[error("{0} failed on this input")]
    Failed(&'static str),
}

/// Runs code that is not ours on hostile data: a panic in it becomes an error.
pub(super) fn guarded<T>(what: &'static str, run: impl FnOnce() -> T) -> Result<T, AudioError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).map_err(|_| AudioError::Failed(what))
}
