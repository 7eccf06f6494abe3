//! What passes between the stages: pictures, sound and compressed packets, whatever made them.
//!
//! Plain data only. `encode`, `mux`, `gpu` and `audio` do not know each other; they all know these.

use crate::time::{FrameIndex, FrameRate};
use serde::{Deserialize, Serialize};

/// How the samples of a picture are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PixelFormat {
    /// Planar YUV 4:2:0, BT.709 matrix, limited range.
    #[default]
    Yuv420,
    /// Red, green, blue and alpha beside each other in plane 0, full range; colours are not multiplied by alpha.
    Rgba,
}

/// One picture of 8 bits a sample: in planar YUV 4:2:0, BT.709 matrix, limited range (ITU-R BT.709-6), or in RGBA.
///
/// Width and height are even. In YUV plane 0 is luma of `height` rows; planes 1 and 2 are Cb and Cr of `height / 2`
/// rows and `width / 2` samples. In RGBA plane 0 has four samples for each pixel, and the others are empty. A row begins
/// every `strides[p]` bytes.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Which frame of the video this is.
    pub index: FrameIndex,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How the samples are laid out.
    pub format: PixelFormat,
    /// Y, Cb and Cr samples, or RGBA.
    pub planes: [Vec<u8>; 3],
    /// Bytes from one row to the next, for each plane.
    pub strides: [usize; 3],
    /// How much of each pixel covers what lies behind the video: `width` times `height` samples in full range, 0
    /// (nothing) to 255 (all), tightly packed. The colours of the other planes are not multiplied by it. None where
    /// the whole picture covers.
    pub alpha: Option<Vec<u8>>,
}

impl Frame {
    /// A frame in RGBA, tightly packed and zeroed.
    pub fn rgba(width: u32, height: u32) -> Self {
        let row = width as usize * 4;
        Self {
            width,
            height,
            format: PixelFormat::Rgba,
            planes: [vec![0; row * height as usize], Vec::new(), Vec::new()],
            strides: [row, 0, 0],
            ..Self::default()
        }
    }

    /// A frame in YUV of even size with tightly packed, zeroed planes.
    pub fn new(width: u32, height: u32) -> Self {
        let (w, h) = (width as usize, height as usize);
        let chroma = (w / 2) * (h / 2);
        Self {
            index: 0,
            width,
            height,
            format: PixelFormat::Yuv420,
            planes: [vec![0; w * h], vec![0; chroma], vec![0; chroma]],
            strides: [w, w / 2, w / 2],
            alpha: None,
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
    /// Whether decoding may start here (IDR in H.264 and H.265, a keyframe in VP9 and AV1; every packet of sound).
    pub key: bool,
    /// The packet as the container stores it: H.264 and H.265 with 4-byte length prefixes and without parameter
    /// sets, VP9 as one frame or superframe, AV1 as a temporal unit without temporal delimiters, AAC without ADTS
    /// headers, MP3 and Opus as one frame or packet.
    pub data: Vec<u8>,
    /// The same picture's alpha, compressed as a second stream of the same codec; only in transparent VP9, where
    /// WebM keeps it in a BlockAddition with the id 1.
    pub alpha: Option<Vec<u8>>,
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
    /// H.265, ITU-T Rec. H.265 | ISO/IEC 23008-2.
    H265,
    /// VP9, Google's bitstream specification 0.6.
    Vp9,
    /// AV1, the Alliance for Open Media's bitstream specification 1.0.
    Av1,
    /// GIF89a: at most 255 colours.
    Gif,
    /// PNG, ISO/IEC 15948: every frame a picture of its own, without loss.
    Png,
}

/// Compression of the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AudioCodec {
    /// AAC-LC, ISO/IEC 14496-3.
    Aac,
    /// MPEG-1 Audio Layer III, ISO/IEC 11172-3.
    Mp3,
    /// Opus, RFC 6716.
    Opus,
}

/// What of a codec's own a decoder must know before the first picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VideoConfig {
    /// The parameter sets of H.264, each one NAL unit without start code.
    H264 {
        /// The sequence parameter set.
        sps: Vec<u8>,
        /// The picture parameter set.
        pps: Vec<u8>,
    },
    /// The parameter sets of H.265, each one NAL unit without start code.
    H265 {
        /// The video parameter set.
        vps: Vec<u8>,
        /// The sequence parameter set.
        sps: Vec<u8>,
        /// The picture parameter set.
        pps: Vec<u8>,
    },
    /// VP9 has nothing out of band; containers name what its frames are.
    Vp9 {
        /// The profile: 0 is 4:2:0 in 8 bits.
        profile: u8,
        /// Ten times the level's number.
        level: u8,
        /// Whether the packets carry alpha.
        alpha: bool,
    },
    /// AV1.
    Av1 {
        /// The sequence header, one OBU with its header and its size.
        sequence_header: Vec<u8>,
    },
    /// GIF.
    Gif {
        /// Red, green and blue of each colour.
        palette: Vec<u8>,
        /// The number that stands for no change.
        transparent: u8,
        /// How often the video is repeated; 0 is for ever.
        loops: u16,
    },
    /// PNG has nothing out of band.
    Png,
}

/// What a decoder must know before the first picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoParameters {
    /// Coded width in pixels.
    pub width: u32,
    /// Coded height in pixels.
    pub height: u32,
    /// Frame rate; `num` is the track's timescale and `den` the duration of a frame.
    pub frame_rate: FrameRate,
    /// What belongs to the codec.
    pub config: VideoConfig,
}

impl VideoParameters {
    /// The codec.
    pub fn codec(&self) -> VideoCodec {
        match self.config {
            VideoConfig::H264 { .. } => VideoCodec::H264,
            VideoConfig::H265 { .. } => VideoCodec::H265,
            VideoConfig::Vp9 { .. } => VideoCodec::Vp9,
            VideoConfig::Av1 { .. } => VideoCodec::Av1,
            VideoConfig::Gif { .. } => VideoCodec::Gif,
            VideoConfig::Png => VideoCodec::Png,
        }
    }
}

impl VideoCodec {
    /// What its encoder reads.
    pub fn pixels(self) -> PixelFormat {
        match self {
            Self::H264 | Self::H265 | Self::Vp9 | Self::Av1 => PixelFormat::Yuv420,
            Self::Gif | Self::Png => PixelFormat::Rgba,
        }
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::H264 => "H.264",
            Self::H265 => "H.265",
            Self::Vp9 => "VP9",
            Self::Av1 => "AV1",
            Self::Gif => "GIF",
            Self::Png => "PNG",
        }
    }
}

impl AudioCodec {
    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aac => "AAC",
            Self::Mp3 => "MP3",
            Self::Opus => "Opus",
        }
    }
}

/// What a file says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The title of the music.
    pub title: Option<String>,
    /// Who made it.
    pub artist: Option<String>,
    /// Anything else.
    pub comment: Option<String>,
    /// When the file was asked for, in seconds of Unix time.
    pub created: Option<i64>,
    /// A picture that stands for it.
    pub cover: Option<Cover>,
}

/// A still picture as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Whether it is a PNG; otherwise it is a JPEG.
    pub png: bool,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What a decoder must know before the first block of sound.
///
/// The packets decode to more samples than are real: `delay` of them come before the first real one, and what follows
/// the last real one is padding. The encoder does not know how much will follow until it ends; whoever knows the
/// number of real samples finds the padding as the sum of the packets' durations less `delay` and that number.
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
    /// Decoder configuration: the AudioSpecificConfig of ISO/IEC 14496-3 for AAC, the identification header of RFC
    /// 7845, 5.1 (`OpusHead` and what follows it) for Opus, empty for MP3, whose frames say it all.
    pub config: Vec<u8>,
    /// Samples for each channel that the decoder gives before the first real one. In AAC the encoder's delay; in MP3
    /// the encoder's and the decoder's 529 together; in Opus the pre-skip.
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
