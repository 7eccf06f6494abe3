//! Packets become a file: a trait, a table of containers, one file for each.
//!
//! Packets of each track come in decoding order; the muxer keeps only their sizes and times in memory. Nothing
//! is at the destination until [`Muxer::finish`] has returned.

mod av1;
mod bits;
mod codecs;
mod gif;
mod mp4;
mod tally;
mod webm;
mod zip;

pub use codecs::codecs;

use crate::export::Container;
use crate::media::{AudioParameters, EncodedPacket, Metadata, VideoParameters};
use crate::time::MediaTime;
use mp4::Flavour;
use std::fmt;
use std::path::Path;
use tempfile::NamedTempFile;

/// Why no file came out.
#[derive(Debug, thiserror::Error)]
pub enum MuxError {
    /// The file could not be written.
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// The writer of samples failed.
    #[error("the samples could not be written: {0}")]
    Samples(#[from] ::mp4::Error),
    /// The index could not be read back or built.
    #[error("the index of the file could not be built: {0}")]
    Index(#[from] mp4_atom::Error),
    /// The writer of GIFs failed.
    #[error("the GIF could not be written: {0}")]
    Gif(#[from] ::gif::EncodingError),
    /// A packet does not begin where the last one ended.
    #[error("{track} packet at {found} ticks where {expected} was due")]
    Gap {
        /// The track.
        track: Track,
        /// The decoding time that was due.
        expected: u64,
        /// The decoding time of the packet.
        found: u64,
    },
    /// The container cannot hold the codec.
    #[error("{container} files cannot hold {codec}")]
    Codec {
        /// The container's usual ending.
        container: &'static str,
        /// The codec.
        codec: &'static str,
    },
    /// What the codec says about its stream cannot be read.
    #[error("the header of the {codec} stream cannot be read")]
    Header {
        /// The codec.
        codec: &'static str,
    },
    /// A packet of sound came for a file without sound.
    #[error("a packet of sound came, but no sound was announced")]
    NoSound,
    /// The end came before a packet of this track.
    #[error("no packet of the {0} came")]
    Empty(Track),
    /// The packets of the sound decode to fewer samples than were announced.
    #[error("the sound has {found} samples where {announced} were announced")]
    Short {
        /// Samples for each channel that were announced, with the encoder's delay.
        announced: u64,
        /// Samples for each channel that came.
        found: u64,
    },
    /// A value does not fit the field of the file that is to hold it.
    #[error("{field} is {value}, which the file format cannot hold")]
    TooLarge {
        /// What the value is.
        field: &'static str,
        /// The value.
        value: u64,
    },
}

impl MuxError {
    /// A container cannot hold a codec.
    fn codec(container: &'static str, codec: &'static str) -> Self {
        Self::Codec { container, codec }
    }
}

/// One of the two tracks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// The picture.
    Picture,
    /// The sound.
    Sound,
}

impl fmt::Display for Track {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Picture => "picture",
            Self::Sound => "sound",
        })
    }
}

/// What is to be in the file.
#[derive(Clone, Debug)]
pub struct Streams {
    /// The picture.
    pub video: VideoParameters,
    /// How many pictures there will be. Room for the index is kept by it: where it is too low the file still comes
    /// out right, but has to be copied once.
    pub frames: u64,
    /// The sound, if any, and how many samples of it (for each channel, without delay and padding) are real.
    pub audio: Option<(AudioParameters, u64)>,
    /// What the file says about itself.
    pub metadata: Metadata,
    /// Whether an MP4 is made of fragments, each with an index of its own.
    pub fragmented: bool,
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
pub fn create(container: Container, path: &Path, streams: &Streams) -> Result<Box<dyn Muxer>, MuxError> {
    check(container, streams)?;
    Ok(match container {
        Container::Mp4 if streams.fragmented => Box::new(mp4::FragmentMuxer::create(path, streams)?),
        Container::Mp4 => Box::new(mp4::Mp4Muxer::create(path, streams, Flavour::Mp4)?),
        Container::Mov => Box::new(mp4::Mp4Muxer::create(path, streams, Flavour::QuickTime)?),
        Container::Gif => Box::new(gif::GifMuxer::create(path, streams)?),
        Container::PngZip => Box::new(zip::ZipMuxer::create(path, streams)?),
        Container::Webm => Box::new(webm::WebmMuxer::create(path, streams)?),
    })
}

/// Checks that the table has what is to go together.
fn check(container: Container, streams: &Streams) -> Result<(), MuxError> {
    let format = container.format();
    let video = streams.video.codec();
    if !format.video.contains(&video) {
        return Err(MuxError::codec(format.key, video.name()));
    }
    match streams.audio.as_ref().map(|(audio, _)| audio.codec) {
        Some(audio) if !format.audio.contains(&audio) => Err(MuxError::codec(format.key, audio.name())),
        _ => Ok(()),
    }
}

/// A scratch file in the folder of `path`, with the rights of any new file.
fn scratch_beside(path: &Path) -> Result<NamedTempFile, MuxError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    Ok(builder.tempfile_in(folder)?)
}
