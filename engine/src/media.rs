//! What passes between the stages: pictures, sound and compressed packets, whatever made them.
//!
//! Plain data only. `encode`, `mux`, `gpu` and `audio` do not know each other; they all know these.

use crate::time::{FrameIndex, FrameRate};
use serde::{Deserialize, Serialize};

/// One picture in planar YUV 4:2:0, 8 bits a sample, BT.709 matrix, limited range (ITU-R BT.709-6).
///
/// Width and height are even. Plane 0 is luma of `height` rows; planes 1 and 2 are Cb and Cr of `height / 2`
/// rows and `width / 2` samples. A row begins every `strides[p]` bytes.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Which frame of the video this is.
    pub index: FrameIndex,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Y, Cb and Cr samples.
    pub planes: [Vec<u8>; 3],
    /// Bytes from one row to the next, for each plane.
    pub strides: [usize; 3],
}

impl Frame {
    /// A frame of even size with tightly packed, zeroed planes.
    pub fn new(width: u32, height: u32) -> Self {
        let (w, h) = (width as usize, height as usize);
        let chroma = (w / 2) * (h / 2);
        Self {
            index: 0,
            width,
            height,
            planes: [vec![0; w * h], vec![0; chroma], vec![0; chroma]],
            strides: [w, w / 2, w / 2],
        }
    }
}

/// One compressed picture or block of sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedPacket {
    /// Presentation time in ticks of the track's timescale.
    pub pts: u64,
    /// Decoding time in ticks of the track's timescale; equal to `pts` where nothing is reordered.
    pub dts: u64,
    /// Duration in ticks of the track's timescale.
    pub duration: u32,
    /// Whether decoding may start here (IDR in H.264; every packet of sound).
    pub key: bool,
    /// The packet as the container stores it: H.264 with 4-byte length prefixes, AAC without ADTS headers.
    pub data: Vec<u8>,
}

/// A compressed run of frames that starts on a keyframe and needs nothing from outside itself.
#[derive(Clone, Debug)]
pub struct EncodedSegment {
    /// Position among the segments of the job, from 0.
    pub index: usize,
    /// Codec parameters; identical in every segment of a job.
    pub parameters: VideoParameters,
    /// The packets in decoding order. Times count from the start of the video, not of the segment.
    pub packets: Vec<EncodedPacket>,
}

/// Compression of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VideoCodec {
    /// H.264, ITU-T Rec. H.264 | ISO/IEC 14496-10.
    H264,
}

/// Compression of the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AudioCodec {
    /// AAC-LC, ISO/IEC 14496-3.
    Aac,
}

/// What a decoder must know before the first picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoParameters {
    /// The codec.
    pub codec: VideoCodec,
    /// Coded width in pixels.
    pub width: u32,
    /// Coded height in pixels.
    pub height: u32,
    /// Frame rate; `num` is the track's timescale and `den` the duration of a frame.
    pub frame_rate: FrameRate,
    /// The sequence parameter set, one NAL unit without start code.
    pub sps: Vec<u8>,
    /// The picture parameter set, one NAL unit without start code.
    pub pps: Vec<u8>,
}

/// What a decoder must know before the first block of sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioParameters {
    /// The codec.
    pub codec: AudioCodec,
    /// Samples a second for each channel; also the track's timescale.
    pub sample_rate: u32,
    /// Channels, 1 or 2.
    pub channels: u16,
    /// Bits a second the encoder aims at.
    pub bitrate: u32,
    /// Decoder configuration: the AudioSpecificConfig of ISO/IEC 14496-3 for AAC.
    pub config: Vec<u8>,
    /// Samples for each channel that the decoder gives before the first real one.
    pub delay: u32,
}

/// What a composition may refer to besides its song and its recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MaterialKind {
    /// A still picture: PNG, JPEG, WebP or SVG.
    Picture,
    /// A colour look-up table: .cube.
    Lut,
    /// Words in time: .lrc or .srt.
    Lyrics,
    /// A typeface: TrueType or OpenType.
    Font,
    /// A recording of a part of the song.
    Sound,
    /// The voice of a synthesizer: .sf2 or .sf3.
    SoundFont,
}
