//! Frames and samples become compressed packets: a trait for each kind, a table of codecs, one file for each.
//!
//! An encoder for the picture serves one segment: its first packet is a keyframe and nothing of an earlier segment
//! lives on in it, so that a segment comes out the same wherever it is encoded.

mod aac;

use crate::export::{AudioSettings, VideoSettings};
use crate::media::{AudioCodec, AudioParameters, EncodedPacket, Frame, VideoParameters};
use crate::time::{FrameIndex, FrameRate};

/// Why nothing could be encoded.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The AAC encoder refused something.
    #[error("the AAC encoder cannot {action} (code {code:#x})")]
    Aac {
        /// What it was asked to do.
        action: &'static str,
        /// Its error code.
        code: u32,
    },
}

/// Compresses the frames of one segment.
pub trait VideoEncoder {
    /// Compresses the next frame; the packets it completes go to `out`.
    ///
    /// # Errors
    /// When the codec refuses the frame.
    fn encode(&mut self, frame: &Frame, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError>;

    /// Ends the segment: the packets that were held back go to `out`, and what a decoder must know is returned.
    ///
    /// # Errors
    /// When the codec fails, or no frame was given.
    fn finish(self: Box<Self>, out: &mut Vec<EncodedPacket>) -> Result<VideoParameters, EncodeError>;
}

/// Compresses sound.
pub trait AudioEncoder: Send {
    /// What a decoder must know.
    fn parameters(&self) -> &AudioParameters;

    /// Compresses interleaved samples, any number of whole frames at a time.
    ///
    /// # Errors
    /// When the codec fails.
    fn encode(&mut self, samples: &[f32], out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError>;

    /// Ends the stream: all that was held back goes to `out`.
    ///
    /// # Errors
    /// When the codec fails.
    fn finish(&mut self, out: &mut Vec<EncodedPacket>) -> Result<(), EncodeError>;
}

/// An encoder for the segment that begins at frame `first`, with a keyframe every `gop` frames from there.
///
/// # Errors
/// When the codec cannot be opened with these settings.
pub fn video(
    _settings: &VideoSettings,
    _rate: FrameRate,
    _gop: u64,
    _first: FrameIndex,
) -> Result<Box<dyn VideoEncoder>, EncodeError> {
    todo!()
}

/// An encoder for the whole sound.
///
/// # Errors
/// When the codec cannot be opened with these settings.
pub fn audio(settings: &AudioSettings) -> Result<Box<dyn AudioEncoder>, EncodeError> {
    match settings.codec {
        AudioCodec::Aac => Ok(Box::new(aac::AacEncoder::new(settings)?)),
    }
}
