//! MP4 (ISO/IEC 14496-12, -14 and -15) and QuickTime files with the index first, so that playing may begin before all
//! is there; and MP4 in fragments.
//!
//! The file grows as a scratch file beside its destination: the brands, room for the index, then the samples as the
//! `mp4` crate writes them, in chunks of a second. At the end the index is built anew around that crate's tables and
//! put into the room; only if it does not fit are the samples copied. The same packets make the same bytes. The
//! scratch file goes when the muxer goes, unless it was renamed to its destination.

mod boxes;
mod entries;
mod flavour;
mod fragments;
mod index;
mod layout;
mod metadata;
mod quicktime;
#[cfg(test)]
mod tests;

pub(super) use flavour::Flavour;
pub(super) use fragments::FragmentMuxer;

use super::tally::Tally;
use super::{MuxError, Muxed, Muxer, Streams, Track, scratch_beside};
use crate::media::EncodedPacket;
use ::mp4::{AvcConfig, MediaConfig, Mp4Config, Mp4Sample, Mp4Writer, TrackConfig, TrackType};
use bytes::Bytes;
use index::Index;
use layout::Layout;
use mp4_atom::{Decode as _, Moov};
use std::fs::File;
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

const VIDEO: u32 = 1;
const AUDIO: u32 = 2;

/// Writes one MP4 file.
pub(super) struct Mp4Muxer {
    writer: Mp4Writer<BufWriter<File>>,
    scratch: NamedTempFile,
    path: PathBuf,
    flavour: Flavour,
    layout: Layout,
    streams: Streams,
    video: Tally,
    audio: Option<Tally>,
}

impl Mp4Muxer {
    /// Begins the file.
    pub(super) fn create(path: &Path, streams: &Streams, flavour: Flavour) -> Result<Self, MuxError> {
        let scratch = scratch_beside(path)?;
        let layout = Layout::reserve(streams, flavour)?;
        let brands = flavour.brands(&streams.video);
        let mut file = BufWriter::with_capacity(1 << 20, scratch.as_file().try_clone()?);
        file.write_all(&layout::brands(&brands)?)?;
        file.seek(SeekFrom::Start(layout.samples))?;
        let config = Mp4Config {
            major_brand: brand(&brands[0]),
            minor_version: layout::MINOR_VERSION,
            compatible_brands: brands.iter().map(brand).collect(),
            timescale: 1000,
        };
        let mut writer = Mp4Writer::write_start(file, &config)?;
        for config in tracks(streams) {
            writer.add_track(&config)?;
        }
        Ok(Self {
            writer,
            scratch,
            path: path.to_owned(),
            flavour,
            layout,
            video: Tally::new(Track::Picture, streams.video.frame_rate.num),
            audio: streams
                .audio
                .as_ref()
                .map(|(audio, _)| Tally::new(Track::Sound, audio.sample_rate)),
            streams: streams.clone(),
        })
    }
}

impl Muxer for Mp4Muxer {
    fn video(&mut self, packet: &EncodedPacket) -> Result<(), MuxError> {
        self.video.add(packet)?;
        Ok(self.writer.write_sample(VIDEO, &sample(packet, packet.key))?)
    }

    fn audio(&mut self, packet: &EncodedPacket) -> Result<(), MuxError> {
        self.audio.as_mut().ok_or(MuxError::NoSound)?.add(packet)?;
        // Where all samples are keyframes the file lists none.
        Ok(self.writer.write_sample(AUDIO, &sample(packet, false))?)
    }

    fn finish(mut self: Box<Self>) -> Result<Muxed, MuxError> {
        if self.video.is_empty() {
            return Err(MuxError::Empty(Track::Picture));
        }
        if self.audio.as_ref().is_some_and(Tally::is_empty) {
            return Err(MuxError::Empty(Track::Sound));
        }
        self.writer.write_end()?;
        let mut file = self
            .writer
            .into_writer()
            .into_inner()
            .map_err(|e| e.into_error())?;
        let (written, samples_end) = take_index(&mut file, self.layout.media())?;
        let audio = self.audio.as_ref();
        let mut index = Index::build(&self.streams, self.flavour, written, &self.video, audio)?;
        let bytes = index.encode()?;
        let scratch = match self.layout.place(&bytes) {
            Some(head) => {
                file.seek(SeekFrom::Start(self.layout.brands()))?;
                file.write_all(&head)?;
                self.scratch
            }
            None => {
                let brands = self.flavour.brands(&self.streams.video);
                let layout = (&self.layout, brands.as_slice());
                copy_behind(&mut file, &mut index, layout, samples_end, &self.path)?
            }
        };
        let bytes = scratch.as_file().metadata()?.len();
        scratch.persist(&self.path).map_err(|e| e.error)?;
        Ok(Muxed {
            bytes,
            duration: index.duration,
        })
    }
}

/// A brand in the terms of the writer of samples.
fn brand(brand: &mp4_atom::FourCC) -> ::mp4::FourCC {
    ::mp4::FourCC {
        value: (*brand).into(),
    }
}

/// The tracks as the writer of samples wants them. Of these only the timescale lives on in the index, so all get the
/// one sample entry of that writer that can be read back.
fn tracks(streams: &Streams) -> Vec<TrackConfig> {
    let track = |track_type, timescale| TrackConfig {
        track_type,
        timescale,
        language: "und".into(),
        media_conf: MediaConfig::AvcConfig(AvcConfig {
            width: 0,
            height: 0,
            seq_param_set: vec![0x67, 0, 0, 0],
            pic_param_set: vec![0x68],
        }),
    };
    let audio = streams.audio.as_ref();
    let audio = audio.map(|(audio, _)| track(TrackType::Audio, audio.sample_rate));
    std::iter::once(track(TrackType::Video, streams.video.frame_rate.num))
        .chain(audio)
        .collect()
}

fn sample(packet: &EncodedPacket, is_sync: bool) -> Mp4Sample {
    Mp4Sample {
        start_time: packet.dts,
        duration: packet.duration,
        rendering_offset: packet.pts.wrapping_sub(packet.dts) as i32,
        is_sync,
        bytes: Bytes::copy_from_slice(&packet.data),
    }
}

/// Reads the index that stands behind the samples, which begin with the box at `media`, and cuts it off.
fn take_index(file: &mut File, media: u64) -> Result<(Moov, u64), MuxError> {
    let samples_end = media + layout::box_size(file, media)?;
    file.seek(SeekFrom::Start(samples_end))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let moov = Moov::decode(&mut bytes.as_slice())?;
    file.set_len(samples_end)?;
    Ok((moov, samples_end))
}

/// The file once more, with an index that did not fit the room kept for it.
fn copy_behind(
    file: &mut File,
    index: &mut Index,
    (layout, brands): (&Layout, &[mp4_atom::FourCC]),
    samples_end: u64,
    path: &Path,
) -> Result<NamedTempFile, MuxError> {
    let mut head = layout::brands(brands)?;
    // Wider offsets make a longer index, which moves the samples further: the second round settles it.
    let mut shifted = 0;
    let bytes = loop {
        let bytes = index.encode()?;
        let needed = head.len() as u64 + bytes.len() as u64 + layout::EMPTY_BOX;
        let by = needed.saturating_sub(layout.media());
        if by <= shifted {
            break bytes;
        }
        index.shift(by - shifted);
        shifted = by;
    };
    head.extend_from_slice(&bytes);
    let head = layout::filled(&head, layout.media() + shifted);
    let scratch = scratch_beside(path)?;
    let mut copy = scratch.as_file();
    copy.write_all(&head)?;
    file.seek(SeekFrom::Start(layout.media()))?;
    std::io::copy(&mut file.take(samples_end - layout.media()), &mut copy)?;
    Ok(scratch)
}
