//! The two families of files: MP4, and QuickTime's, from which it comes.

use crate::media::{VideoCodec, VideoParameters};
use mp4_atom::FourCC;

/// Which family a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mux) enum Flavour {
    /// ISO/IEC 14496-14.
    Mp4,
    /// The QuickTime File Format.
    QuickTime,
}

impl Flavour {
    /// The usual ending of its files.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::QuickTime => "mov",
        }
    }

    /// The brands a file follows, the first foremost.
    pub(super) fn brands(self, video: &VideoParameters) -> Vec<FourCC> {
        let codec: &[u8; 4] = match video.codec() {
            VideoCodec::H264 => b"avc1",
            VideoCodec::Av1 => b"av01",
            _ => b"iso6",
        };
        match self {
            Self::Mp4 => [b"isom", b"iso2", codec, b"mp41"].map(Into::into).to_vec(),
            Self::QuickTime => vec![b"qt  ".into()],
        }
    }
}
