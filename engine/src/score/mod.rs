//! Bytes of a Standard MIDI File become a [`Score`].
//!
//! Enters: the bytes of a .mid, .midi, .kar or .rmi file of any origin. Leaves: notes, controls, texts, tempo
//! and metre on one exact clock, with a warning for whatever had to be mended, or a [`ScoreError`] that names the
//! byte where reading could not go on. Never panics, whatever the bytes.

mod assemble;
pub mod chords;
mod chunks;
mod clock;
mod container;
mod gather;
mod header;
mod metre;
mod names;
mod pairing;
mod sniff;
#[cfg(test)]
mod tests;
mod text;
mod track;
mod types;
mod warnings;

pub use metre::{Beat, Metre};
pub use names::is_flat;
pub use types::*;

use gather::Gathered;
use warnings::Warnings;

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 64 * 1024 * 1024;
/// The most notes in a score.
pub const MAX_NOTES: usize = 4_000_000;
/// The most controls in a score.
pub const MAX_CONTROLS: usize = 6_000_000;
/// The most tempo changes, time signatures or key signatures in a score, each.
const MAX_METAS: usize = 1_000_000;
/// The most tracks; later ones are left out.
const MAX_TRACKS: usize = u16::MAX as usize;
/// The most texts; later ones are left out.
const MAX_TEXTS: usize = 100_000;
/// The most bytes of a text; the rest is cut off.
const MAX_TEXT_BYTES: usize = 64 * 1024;

/// Reads a score.
///
/// Time and memory are linear in the size of the file. What a player would forgive is mended with a
/// [`Warning`]: stray bytes around the file and its chunks, wrong lengths and counts, damaged events. Where a track
/// cannot be read on, what stands before counts and the next track is read.
///
/// # Errors
/// [`ScoreError`] where the bytes hold no MIDI header (it then says what they look like), or more than
/// [`MAX_FILE_BYTES`], [`MAX_NOTES`] or [`MAX_CONTROLS`] or as many tempos or signatures as no music has.
pub fn parse(bytes: &[u8]) -> Result<Score, ScoreError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ScoreError {
            offset: MAX_FILE_BYTES,
            message: format!(
                "the file has {} bytes; {MAX_FILE_BYTES} are the most",
                bytes.len()
            ),
        });
    }
    let mut warnings = Warnings::default();
    let smf = container::find_smf(bytes, &mut warnings)?;
    let header = header::read(bytes, smf.clone(), &mut warnings)?;
    let mut gathered = Gathered::default();
    chunks::read_tracks(bytes, &header, smf.end, &mut gathered, &mut warnings)?;
    Ok(assemble::assemble(&header, gathered, warnings))
}
