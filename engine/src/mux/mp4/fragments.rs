//! MP4 in fragments (ISO/IEC 14496-12, 8.8): each begins with a keyframe and has its own index, so that what is written
//! may be played, and sent on, before the rest is there. An index of the fragments (`sidx`) in front of them lets players
//! jump; room is kept for it.

use super::super::{MuxError, Muxed, Muxer, Streams, Track, scratch_beside};
use super::flavour::Flavour;
use super::index::Index;
use super::layout::{self, EMPTY_BOX, filled};
use super::{AUDIO, VIDEO, boxes};
use crate::media::EncodedPacket;
use crate::mux::tally::Tally;
use crate::time::MediaTime;
use mp4_atom::{
    Mdia, Mehd, Mfhd, Moof, Moov, Mvex, SegmentReference, Sidx, Tfdt, Tfhd, Traf, Trak, Trex, Trun,
    TrunEntry, TrunSamples,
};
use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Flags of a sample that others do not depend on, and of one that depends on others (8.8.3.1).
const KEY: u32 = 0x0200_0000;
const DEPENDENT: u32 = 0x0101_0000;
/// Bytes of the index of the fragments without its entries, and of an entry.
const SIDX: u64 = 40;
const REFERENCE: u64 = 12;

/// Samples of a track that wait for the end of their fragment.
#[derive(Default)]
struct Run {
    /// The decoding time of the first.
    begins: u64,
    entries: Vec<TrunEntry>,
    data: Vec<u8>,
}

/// Writes one MP4 file in fragments.
pub(in crate::mux) struct FragmentMuxer {
    file: BufWriter<File>,
    scratch: NamedTempFile,
    path: PathBuf,
    streams: Streams,
    /// Bytes in front of the fragments: brands and index, then room for the index of the fragments.
    head: u64,
    room: u64,
    fragments: Vec<SegmentReference>,
    video: Tally,
    audio: Option<Tally>,
    picture: Run,
    sound: Run,
}

impl FragmentMuxer {
    /// Begins the file.
    pub(in crate::mux) fn create(path: &Path, streams: &Streams) -> Result<Self, MuxError> {
        let scratch = scratch_beside(path)?;
        let mut file = BufWriter::with_capacity(1 << 20, scratch.as_file().try_clone()?);
        let (ticks, samples) = announced(streams);
        let head = head(streams, ticks, samples)?;
        let seconds = (streams.frames as f64 / streams.video.frame_rate.fps().max(1.0)) as u64;
        let room = SIDX + REFERENCE * (seconds + 2) + EMPTY_BOX;
        file.write_all(&head)?;
        file.write_all(&filled(&[], room))?;
        let audio = streams.audio.as_ref();
        Ok(Self {
            file,
            scratch,
            path: path.to_owned(),
            head: head.len() as u64,
            room,
            fragments: Vec::new(),
            video: Tally::new(Track::Picture, streams.video.frame_rate.num),
            audio: audio.map(|(audio, _)| Tally::new(Track::Sound, audio.sample_rate)),
            picture: Run::default(),
            sound: Run::default(),
            streams: streams.clone(),
        })
    }

    /// Writes what waits as a fragment.
    fn flush(&mut self) -> Result<(), MuxError> {
        let runs = [
            (VIDEO, std::mem::take(&mut self.picture)),
            (AUDIO, std::mem::take(&mut self.sound)),
        ];
        let runs: Vec<_> = runs
            .into_iter()
            .filter(|(_, run)| !run.entries.is_empty())
            .collect();
        if runs.is_empty() {
            return Ok(());
        }
        let number = self.fragments.len() as u32 + 1;
        // The offsets of the data count from the index, whose length does not depend on them.
        let length = encoded(&fragment(number, &runs, 0))?.len();
        let index = encoded(&fragment(number, &runs, length as i32 + 8))?;
        let data: Vec<&[u8]> = runs.iter().map(|(_, run)| run.data.as_slice()).collect();
        let data = boxes::boxed(b"mdat", &data);
        self.file.write_all(&index)?;
        self.file.write_all(&data)?;
        let shown: u32 = match runs.first() {
            Some((VIDEO, run)) => run.entries.iter().filter_map(|entry| entry.duration).sum(),
            _ => 0,
        };
        self.fragments.push(SegmentReference {
            reference_type: false,
            referenced_size: (index.len() + data.len()) as u32,
            subsegment_duration: shown,
            starts_with_sap: true,
            sap_type: 1,
            sap_delta_time: 0,
        });
        Ok(())
    }

    /// The index of the fragments, if it fits its room.
    fn index_of_fragments(&self) -> Result<Option<Vec<u8>>, MuxError> {
        let build = |first_offset| Sidx {
            reference_id: VIDEO,
            timescale: self.streams.video.frame_rate.num,
            earliest_presentation_time: 0,
            first_offset,
            references: self.fragments.clone(),
        };
        let length = encoded(&build(0))?.len() as u64;
        if length + EMPTY_BOX > self.room {
            return Ok(None);
        }
        let bytes = encoded(&build(self.room - length))?;
        Ok(Some(filled(&bytes, self.room)))
    }
}

fn encoded(of: &impl mp4_atom::Encode) -> Result<Vec<u8>, MuxError> {
    let mut bytes = Vec::new();
    of.encode(&mut bytes)?;
    Ok(bytes)
}

/// How long the tracks will be, in ticks of their own.
fn announced(streams: &Streams) -> (u64, u64) {
    let samples = streams.audio.as_ref();
    let samples = samples.map_or(0, |(audio, samples)| samples + u64::from(audio.delay));
    (streams.frames * u64::from(streams.video.frame_rate.den), samples)
}

/// Brands and index, without samples.
fn head(streams: &Streams, ticks: u64, samples: u64) -> Result<Vec<u8>, MuxError> {
    let durations = std::iter::once(ticks).chain(streams.audio.iter().map(|_| samples));
    let trak = durations.map(|duration| {
        let mut mdia = Mdia::default();
        mdia.mdhd.duration = duration;
        Trak {
            mdia,
            ..Trak::default()
        }
    });
    let written = Moov {
        trak: trak.collect(),
        ..Moov::default()
    };
    let empty = |track| {
        let mut tally = Tally::new(track, 1);
        tally.first = 0;
        tally
    };
    let (video, audio) = (empty(Track::Picture), empty(Track::Sound));
    let index = Index::build(streams, Flavour::Mp4, written, &video, Some(&audio))?;
    let (mut moov, user_data) = index.into_boxes();
    moov.mvex = Some(Mvex {
        mehd: Some(Mehd {
            fragment_duration: moov.mvhd.duration,
        }),
        trex: moov
            .trak
            .iter()
            .map(|trak| Trex {
                track_id: trak.tkhd.track_id,
                default_sample_description_index: 1,
                default_sample_duration: 0,
                default_sample_size: 0,
                default_sample_flags: 0,
            })
            .collect(),
    });
    // The tracks' own tables are empty, and so are their durations.
    for trak in &mut moov.trak {
        trak.mdia.mdhd.duration = 0;
        let stbl = &mut trak.mdia.minf.stbl;
        (stbl.stss, stbl.co64, stbl.ctts) = (None, None, None);
        stbl.stco.get_or_insert_default();
    }
    let mut brands = Flavour::Mp4.brands(&streams.video);
    brands.push(b"iso5".into());
    let brands = layout::brands(&brands)?;
    Ok([brands, boxes::with(&encoded(&moov)?, &user_data)].concat())
}

fn fragment(number: u32, runs: &[(u32, Run)], mut offset: i32) -> Moof {
    let traf = runs.iter().map(|(track_id, run)| {
        let trun = Trun {
            data_offset: Some(offset),
            samples: TrunSamples::Explicit(run.entries.clone()),
        };
        offset += run.data.len() as i32;
        Traf {
            tfhd: Tfhd {
                track_id: *track_id,
                default_base_is_moof: true,
                ..Tfhd::default()
            },
            tfdt: Some(Tfdt {
                base_media_decode_time: run.begins,
            }),
            trun: vec![trun],
            ..Traf::default()
        }
    });
    Moof {
        mfhd: Mfhd {
            sequence_number: number,
        },
        traf: traf.collect(),
    }
}

impl Run {
    /// Takes padding off the last sample's duration, as far as that goes.
    fn shorten(&mut self, padding: u64) {
        let last = self.entries.last_mut().and_then(|entry| entry.duration.as_mut());
        if let Some(duration) = last {
            *duration = duration.saturating_sub(padding as u32).max(1);
        }
    }

    fn add(&mut self, packet: &EncodedPacket) {
        if self.entries.is_empty() {
            self.begins = packet.dts;
        }
        self.entries.push(TrunEntry {
            duration: Some(packet.duration),
            size: Some(packet.data.len() as u32),
            flags: Some(if packet.key { KEY } else { DEPENDENT }),
            cts: Some(packet.pts as i64 - packet.dts as i64),
        });
        self.data.extend_from_slice(&packet.data);
    }
}

impl Muxer for FragmentMuxer {
    fn video(&mut self, packet: &EncodedPacket) -> Result<(), MuxError> {
        self.video.add(packet)?;
        if packet.key && !self.picture.entries.is_empty() {
            self.flush()?;
        }
        self.picture.add(packet);
        Ok(())
    }

    fn audio(&mut self, packet: &EncodedPacket) -> Result<(), MuxError> {
        self.audio.as_mut().ok_or(MuxError::NoSound)?.add(packet)?;
        self.sound.add(packet);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Muxed, MuxError> {
        if self.video.is_empty() {
            return Err(MuxError::Empty(Track::Picture));
        }
        if self.audio.as_ref().is_some_and(Tally::is_empty) {
            return Err(MuxError::Empty(Track::Sound));
        }
        let (_, samples) = announced(&self.streams);
        let found = self.audio.as_ref().map_or(0, |audio| audio.ticks);
        if found < samples {
            return Err(MuxError::Short {
                announced: samples,
                found,
            });
        }
        self.sound.shorten(found - samples);
        self.flush()?;
        let bytes = self.file.stream_position()?;
        if let Some(index) = self.index_of_fragments()? {
            self.file.seek(SeekFrom::Start(self.head))?;
            self.file.write_all(&index)?;
        }
        let rate = self.streams.video.frame_rate;
        if self.video.ticks != self.streams.frames * u64::from(rate.den) {
            // The durations are as wide whatever they are, unless there is more than one word of them.
            let head = head(&self.streams, self.video.ticks, samples)?;
            if head.len() as u64 == self.head {
                self.file.seek(SeekFrom::Start(0))?;
                self.file.write_all(&head)?;
            }
        }
        self.file.flush()?;
        let picture = MediaTime::from_ticks(self.video.ticks, rate.num);
        let sound = self.streams.audio.as_ref();
        let sound = sound.map_or(MediaTime::ZERO, |(audio, samples)| {
            MediaTime::from_ticks(*samples, audio.sample_rate)
        });
        self.scratch.persist(&self.path).map_err(|e| e.error)?;
        Ok(Muxed {
            bytes,
            duration: picture.max(sound),
        })
    }
}
