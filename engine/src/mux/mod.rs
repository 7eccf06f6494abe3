//! Packets become a file: a trait, a table of containers, one file for each.
//!
//! Packets of each track come in decoding order; the muxer keeps only their sizes and times in memory. Nothing
//! is at the destination until [`Muxer::finish`] has returned.

use crate::export::Container;
use crate::media::{AudioParameters, EncodedPacket, VideoParameters};
use crate::time::MediaTime;
use std::path::Path;

/// Why no file came out.
#[derive(Debug, thiserror::Error)]
pub enum MuxError {}

/// What is to be in the file.
#[derive(Clone, Debug)]
pub struct Streams {
    /// The picture.
    pub video: VideoParameters,
    /// The sound, if any, and how many samples of it (for each channel, without delay and padding) are real.
    pub audio: Option<(AudioParameters, u64)>,
}

/// Writes one file.
pub trait Muxer {
    /// Adds a packet of the picture.
    ///
    /// # Errors
    /// When the file cannot be written, or the packet does not follow the last.
    fn video(&mut self, packet: &EncodedPacket) -> Result<(), MuxError>;

    /// Adds a packet of the sound.
    ///
    /// # Errors
    /// When the file cannot be written, or the packet does not follow the last.
    fn audio(&mut self, packet: &EncodedPacket) -> Result<(), MuxError>;

    /// Completes the file and puts it at its destination.
    ///
    /// # Errors
    /// When the file cannot be written.
    fn finish(self: Box<Self>) -> Result<Muxed, MuxError>;
}

/// A finished file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Muxed {
    /// Its size.
    pub bytes: u64,
    /// How long it plays: the longer of its tracks.
    pub duration: MediaTime,
}

/// A muxer that writes to `path`, with its scratch data in the same folder.
///
/// # Errors
/// When the file cannot be created.
pub fn create(_container: Container, _path: &Path, _streams: &Streams) -> Result<Box<dyn Muxer>, MuxError> {
    todo!()
}
