//! Frames and samples become compressed packets: a trait for each kind, a table of codecs, one file for each.
//!
//! An encoder for the picture serves one segment: its first packet is a keyframe and nothing of an earlier segment
//! lives on in it, so that a segment comes out the same wherever it is encoded.

mod aac;
#[cfg(has_aom)]
mod av1;
mod available;
mod gif;
mod h264;
#[cfg(has_kvazaar)]
mod h265;
mod mp3;
#[cfg(any(has_vpx, has_aom, has_kvazaar))]
mod native;
mod offer;
mod opus;
mod png;
mod rate;
mod segment;
#[cfg(any(has_vpx, has_aom))]
mod steps;
#[cfg(has_vpx)]
mod vp9;

pub use available::{Available, Support, available};
pub use gif::{GifPalette, SAMPLED_FRAMES};
pub use offer::{Offer, check, offers};

use crate::export::{AudioSettings, GifSettings, VideoSettings};
use crate::media::{
    AudioCodec, AudioParameters, EncodedPacket, Frame, PixelFormat, VideoCodec, VideoParameters,
};
use crate::time::{FrameIndex, FrameRate};
use segment::{Codec, SegmentEncoder};
use std::sync::Arc;

/// Why nothing could be encoded.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The codec's library refused a call.
    #[error("{codec} could not {action}: code {code}")]
    Codec {
        /// The library.
        codec: &'static str,
        /// What it was asked to do.
        action: &'static str,
        /// What it answered, in its own numbering.
        code: i64,
    },
    /// A frame is not the one that was due, or not of the size that was announced.
    #[error("frame {index} of {width}x{height} came where frame {due} of {due_width}x{due_height} was due")]
    Frame {
        /// Its index.
        index: FrameIndex,
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
        /// The index that was due.
        due: FrameIndex,
        /// The width that was due, in pixels.
        due_width: u32,
        /// The height that was due, in pixels.
        due_height: u32,
    },
    /// A plane of a frame holds fewer bytes than its rows need.
    #[error("plane {plane} of frame {index} holds {bytes} bytes where {needed} are needed")]
    Plane {
        /// The frame.
        index: FrameIndex,
        /// Which plane, 0 to 2; 3 is alpha.
        plane: usize,
        /// Bytes it holds.
        bytes: usize,
        /// Bytes its rows need.
        needed: usize,
    },
    /// The codec gave no picture for a frame, or not the kind that was due.
    #[error("{codec} left out frame {index} or a keyframe that was due there")]
    Left {
        /// The library.
        codec: &'static str,
        /// The frame.
        index: FrameIndex,
    },
    /// This build on this machine has no encoder for the codec; [`available`] says why.
    #[error("there is no encoder for {codec}: {reason}")]
    Missing {
        /// The codec.
        codec: &'static str,
        /// What is missing.
        reason: String,
    },
    /// The end came before the first frame.
    #[error("there was no frame to encode")]
    Empty,
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
    settings: &VideoSettings,
    rate: FrameRate,
    gop: u64,
    first: FrameIndex,
) -> Result<Box<dyn VideoEncoder>, EncodeError> {
    fn open<C: Codec + 'static>(
        settings: &VideoSettings,
        rate: FrameRate,
        gop: u64,
        first: FrameIndex,
    ) -> Result<Box<dyn VideoEncoder>, EncodeError> {
        Ok(Box::new(SegmentEncoder::<C>::open(settings, rate, gop, first)?))
    }
    match settings.codec {
        VideoCodec::Gif => {
            let palette = GifPalette::even(&GifSettings::default());
            Ok(gif(settings, rate, first, Arc::new(palette)))
        }
        VideoCodec::Png => Ok(Box::new(png::Encoder::open(settings, rate, first))),
        VideoCodec::H264 => open::<h264::H264>(settings, rate, gop, first),
        #[cfg(has_kvazaar)]
        VideoCodec::H265 => open::<h265::H265>(settings, rate, gop, first),
        #[cfg(has_vpx)]
        VideoCodec::Vp9 => open::<vp9::Vp9>(settings, rate, gop, first),
        #[cfg(has_aom)]
        VideoCodec::Av1 => open::<av1::Av1>(settings, rate, gop, first),
        #[cfg(not(all(has_kvazaar, has_vpx, has_aom)))]
        codec => Err(missing(available().video(codec))),
    }
}

/// An encoder for a segment of a GIF with these colours, which all segments share.
pub fn gif(
    settings: &VideoSettings,
    rate: FrameRate,
    first: FrameIndex,
    palette: Arc<GifPalette>,
) -> Box<dyn VideoEncoder> {
    Box::new(gif::GifEncoder::open(settings, rate, first, palette))
}

/// Checks that a frame is in RGBA and has all its pixels.
fn check_pixels(frame: &Frame) -> Result<(), EncodeError> {
    let row = frame.width as usize * 4;
    let rows = (frame.height as usize).saturating_sub(1);
    let needed = frame.strides[0].max(row) * rows + row;
    let bytes = frame.planes[0].len();
    if frame.format == PixelFormat::Rgba && frame.strides[0] >= row && bytes >= needed {
        return Ok(());
    }
    Err(EncodeError::Plane {
        index: frame.index,
        plane: 0,
        bytes,
        needed,
    })
}

/// An encoder for the whole sound.
///
/// # Errors
/// When the codec cannot be opened with these settings.
pub fn audio(settings: &AudioSettings) -> Result<Box<dyn AudioEncoder>, EncodeError> {
    match settings.codec {
        AudioCodec::Aac => Ok(Box::new(aac::AacEncoder::new(settings)?)),
        AudioCodec::Mp3 => Ok(Box::new(mp3::Mp3Encoder::new(settings)?)),
        AudioCodec::Opus => Ok(Box::new(opus::OpusEncoder::new(settings)?)),
    }
}

#[cfg(not(all(has_kvazaar, has_vpx, has_aom)))]
fn missing<C>(support: &Support<C>) -> EncodeError {
    EncodeError::Missing {
        codec: support.name,
        reason: support.missing.clone().unwrap_or_default(),
    }
}
