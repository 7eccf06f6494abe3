//! GIF (GIF89a): pictures one after the other, each shown for a while.
//!
//! The format counts hundredths of a second. Each picture ends at the nearest hundredth to its exact end, so the whole is
//! never off by more than half of one. A picture that would then be shown for less than two, which players take for no
//! time at all, does not occur at the rates that are taken.

use super::tally::Tally;
use super::{MuxError, Muxed, Muxer, Streams, Track, scratch_beside};
use crate::media::{EncodedPacket, VideoConfig};
use crate::time::MediaTime;
use ::gif::{AnyExtension, DisposalMethod, Encoder, Frame, Repeat};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Ticks of the format in a second.
const TICKS: u32 = 100;
/// Bytes in front of the compressed picture: left, top, width and height.
const PLACE: usize = 8;
/// Bytes in a block of an extension.
const BLOCK: usize = 255;

/// Writes one GIF.
pub(super) struct GifMuxer {
    encoder: Encoder<BufWriter<File>>,
    scratch: NamedTempFile,
    path: PathBuf,
    transparent: u8,
    rate: u32,
    video: Tally,
}

impl GifMuxer {
    /// Begins the file.
    pub(super) fn create(path: &Path, streams: &Streams) -> Result<Self, MuxError> {
        let VideoConfig::Gif {
            palette,
            transparent,
            loops,
        } = &streams.video.config
        else {
            return Err(MuxError::codec("gif", streams.video.codec().name()));
        };
        if let Some((audio, _)) = &streams.audio {
            return Err(MuxError::codec("gif", audio.codec.name()));
        }
        let side = |value: u32| {
            u16::try_from(value).map_err(|_| MuxError::TooLarge {
                field: "a side of the picture",
                value: u64::from(value),
            })
        };
        let (width, height) = (side(streams.video.width)?, side(streams.video.height)?);
        let scratch = scratch_beside(path)?;
        let file = BufWriter::with_capacity(1 << 20, scratch.as_file().try_clone()?);
        let mut encoder = Encoder::new(file, width, height, palette)?;
        encoder.set_repeat(match loops {
            0 => Repeat::Infinite,
            times => Repeat::Finite(*times),
        })?;
        if let Some(text) = remark(streams) {
            let blocks: Vec<&[u8]> = text.as_bytes().chunks(BLOCK).collect();
            encoder.write_raw_extension(AnyExtension(0xFE), &blocks)?;
        }
        let rate = streams.video.frame_rate.num;
        Ok(Self {
            encoder,
            scratch,
            path: path.to_owned(),
            transparent: *transparent,
            rate,
            video: Tally::new(Track::Picture, rate),
        })
    }
}

/// What the file says about itself; the format has one text for it.
fn remark(streams: &Streams) -> Option<String> {
    let metadata = &streams.metadata;
    let texts = [&metadata.title, &metadata.artist, &metadata.comment];
    let texts: Vec<_> = texts.into_iter().flatten().map(String::as_str).collect();
    (!texts.is_empty()).then(|| texts.join(" - "))
}

impl Muxer for GifMuxer {
    fn video(&mut self, packet: &EncodedPacket) -> Result<(), MuxError> {
        self.video.add(packet)?;
        let hundredths = |ticks: u64| MediaTime::from_ticks(ticks, self.rate).ticks(TICKS);
        let delay = hundredths(self.video.ticks) - hundredths(packet.pts);
        let Some((place, picture)) = packet.data.split_first_chunk::<PLACE>() else {
            return Err(MuxError::Header { codec: "GIF" });
        };
        let value = |at: usize| u16::from_le_bytes([place[at], place[at + 1]]);
        self.encoder.write_lzw_pre_encoded_frame(&Frame {
            delay: delay as u16,
            dispose: DisposalMethod::Keep,
            transparent: Some(self.transparent),
            left: value(0),
            top: value(2),
            width: value(4),
            height: value(6),
            buffer: Cow::Borrowed(picture),
            ..Frame::default()
        })?;
        Ok(())
    }

    fn audio(&mut self, _: &EncodedPacket) -> Result<(), MuxError> {
        Err(MuxError::NoSound)
    }

    fn finish(self: Box<Self>) -> Result<Muxed, MuxError> {
        if self.video.is_empty() {
            return Err(MuxError::Empty(Track::Picture));
        }
        self.encoder.into_inner()?.flush()?;
        let bytes = self.scratch.as_file().metadata()?.len();
        self.scratch.persist(&self.path).map_err(|e| e.error)?;
        Ok(Muxed {
            bytes,
            duration: MediaTime::from_ticks(self.video.ticks, self.rate),
        })
    }
}
