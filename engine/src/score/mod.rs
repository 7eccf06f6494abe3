//! Bytes of a Standard MIDI File become a [`Score`].
//!
//! Enters: the bytes of a .mid, .midi, .kar or .rmi file of any origin. Leaves: notes, controls, texts, tempo
//! and metre on one exact clock, with a warning for whatever had to be mended, or a [`ScoreError`] that names the
//! byte where reading could not go on. Never panics, whatever the bytes.

mod types;

pub use types::*;

/// Reads a score.
///
/// # Errors
/// See [`ScoreError`].
pub fn parse(_bytes: &[u8]) -> Result<Score, ScoreError> {
    todo!()
}
