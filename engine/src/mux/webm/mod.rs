//! WebM (RFC 9559, and the WebM container guidelines), with what is needed to jump first.
//!
//! The file grows as a scratch file beside its destination: the header, room for where everything is, the tracks, then a
//! cluster for each keyframe and what follows it. At the end the keyframes' places and the duration are put into the room;
//! only if they do not fit do the places go behind the clusters. Times are in milliseconds, each rounded from its exact
//! value. What the decoder of the sound gives before the first real sample is told by `CodecDelay`, what it gives after
//! the last one by `DiscardPadding`, so a packet of sound is held back until it is known not to be the last.

mod cluster;
mod cues;
mod ebml;
mod head;

use super::{MuxError, Muxed, Muxer, Streams, Track, scratch_beside};
use crate::media::EncodedPacket;
use crate::mux::tally::Tally;
use crate::time::MediaTime;
use cluster::{Block, Cluster};
use cues::Cues;
use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Ticks of the file in a second.
const TICKS: u32 = 1000;
/// The longest cluster in ticks: times within it take 16 bits with their sign.
const LONGEST_CLUSTER: u64 = 30_000;

/// Where things are in the file.
struct Places {
    /// The first byte of the segment's content: all other places count from here.
    segment: u64,
    info: u64,
    tracks: u64,
    tags: Option<u64>,
    /// Room for the cues.
    cues: u64,
    room: u64,
}

/// Writes one WebM file.
pub(super) struct WebmMuxer {
    file: BufWriter<File>,
    scratch: NamedTempFile,
    path: PathBuf,
    streams: Streams,
    places: Places,
    /// Bytes written so far.
    position: u64,
    cluster: Option<Cluster>,
    cues: Cues,
    video: Tally,
    audio: Option<Tally>,
    held: Option<EncodedPacket>,
}

impl WebmMuxer {
    /// Begins the file.
    pub(super) fn create(path: &Path, streams: &Streams) -> Result<Self, MuxError> {
        let scratch = scratch_beside(path)?;
        let mut file = BufWriter::with_capacity(1 << 20, scratch.as_file().try_clone()?);
        let (head, places) = begin(streams)?;
        file.write_all(&head)?;
        let audio = streams.audio.as_ref();
        Ok(Self {
            file,
            scratch,
            path: path.to_owned(),
            position: head.len() as u64,
            places,
            cluster: None,
            cues: Cues::default(),
            video: Tally::new(Track::Picture, streams.video.frame_rate.num),
            audio: audio.map(|(audio, _)| Tally::new(Track::Sound, audio.sample_rate)),
            held: None,
            streams: streams.clone(),
        })
    }

    /// Ends the cluster that is open, and begins another at `time`.
    fn turn(&mut self, time: u64) -> Result<(), MuxError> {
        self.close()?;
        self.cluster = Some(Cluster::new(time));
        Ok(())
    }

    fn close(&mut self) -> Result<(), MuxError> {
        let Some(cluster) = self.cluster.take() else {
            return Ok(());
        };
        let position = self.position - self.places.segment;
        if let Some(time) = cluster.keyframe {
            self.cues.add(time, position);
        }
        let bytes = cluster.bytes();
        self.file.write_all(&bytes)?;
        self.position += bytes.len() as u64;
        Ok(())
    }

    /// Puts a block into the open cluster, or into another where that has become too long.
    fn put(&mut self, block: &Block<'_>) -> Result<(), MuxError> {
        if self
            .cluster
            .as_ref()
            .is_none_or(|cluster| block.time > cluster.time + LONGEST_CLUSTER)
        {
            self.turn(block.time)?;
        }
        if let Some(cluster) = &mut self.cluster {
            cluster.add(block);
        }
        Ok(())
    }

    /// Puts a packet of sound into the file, without `padding` nanoseconds at its end.
    fn sounded(&mut self, packet: &EncodedPacket, padding: i64) -> Result<(), MuxError> {
        let rate = self
            .streams
            .audio
            .as_ref()
            .map_or(1, |(audio, _)| audio.sample_rate);
        self.put(&Block {
            track: head::SOUND,
            time: ticks(packet.pts, rate),
            key: true,
            data: &packet.data,
            alpha: None,
            padding,
        })
    }

    /// The last packet of the sound, without what is not real of it; how long the sound is.
    fn end_of_sound(&mut self) -> Result<MediaTime, MuxError> {
        let Some((audio, samples)) = &self.streams.audio else {
            return Ok(MediaTime::ZERO);
        };
        let last = self.held.take().ok_or(MuxError::Empty(Track::Sound))?;
        let announced = samples + u64::from(audio.delay);
        let (rate, samples) = (audio.sample_rate, *samples);
        let found = last.pts + u64::from(last.duration);
        if found < announced {
            return Err(MuxError::Short { announced, found });
        }
        let padding = MediaTime::from_ticks(found - announced, rate);
        self.sounded(&last, padding.nanos())?;
        Ok(MediaTime::from_ticks(samples, rate))
    }

    /// Puts what is known only at the end into the room that was kept for it.
    fn complete(&mut self, duration: MediaTime) -> Result<u64, MuxError> {
        let places = &self.places;
        let cues = self.cues.bytes();
        let fitted = cues::fitted(&cues, places.room);
        let cues_at = match &fitted {
            Some(_) => places.cues,
            None => {
                self.file.write_all(&cues)?;
                self.position += cues.len() as u64;
                self.position - cues.len() as u64
            }
        };
        let from = |place: u64| place - places.segment;
        let seek = cues::seek_head(
            from(places.info),
            from(places.tracks),
            places.tags.map(from),
            from(cues_at),
        );
        let info = head::info(duration, &self.streams.metadata);
        let size = ebml::wide_size(self.position - places.segment);
        let mut patches = vec![
            (places.segment - 8, size.to_vec()),
            (places.segment, seek),
            (places.info, info),
        ];
        patches.extend(fitted.map(|cues| (places.cues, cues)));
        for (place, bytes) in patches {
            self.file.seek(SeekFrom::Start(place))?;
            self.file.write_all(&bytes)?;
        }
        self.file.flush()?;
        Ok(self.position)
    }
}

/// All before the first cluster, with room for what is not known yet.
fn begin(streams: &Streams) -> Result<(Vec<u8>, Places), MuxError> {
    let mut all = head::header();
    all.extend_from_slice(&ebml::id_bytes(0x1853_8067));
    all.extend_from_slice(&ebml::wide_size(0));
    let segment = all.len() as u64;
    let tags = head::tags(&streams.metadata);
    let seek = cues::seek_head(0, 0, (!tags.is_empty()).then_some(0), 0);
    all.extend_from_slice(&seek);
    let info = all.len() as u64;
    all.extend_from_slice(&head::info(MediaTime::ZERO, &streams.metadata));
    let tracks = all.len() as u64;
    all.extend_from_slice(&head::tracks(streams)?);
    let tags_at = (!tags.is_empty()).then_some(all.len() as u64);
    all.extend_from_slice(&tags);
    let cues = all.len() as u64;
    let seconds = streams.frames as f64 / streams.video.frame_rate.fps().max(1.0);
    let room = Cues::room(seconds as u64);
    all.extend_from_slice(&ebml::void(room));
    let places = Places {
        segment,
        info,
        tracks,
        tags: tags_at,
        cues,
        room,
    };
    Ok((all, places))
}

/// A time in ticks of the file, from one in ticks of a track.
fn ticks(pts: u64, rate: u32) -> u64 {
    MediaTime::from_ticks(pts, rate).ticks(TICKS)
}

impl Muxer for WebmMuxer {
    fn video(&mut self, packet: &EncodedPacket) -> Result<(), MuxError> {
        self.video.add(packet)?;
        let rate = self.streams.video.frame_rate;
        let time = ticks(packet.pts, rate.num);
        if packet.key {
            self.turn(time)?;
        }
        self.put(&Block {
            track: head::PICTURE,
            time,
            key: packet.key,
            data: &packet.data,
            alpha: packet.alpha.as_deref(),
            padding: 0,
        })
    }

    fn audio(&mut self, packet: &EncodedPacket) -> Result<(), MuxError> {
        self.audio.as_mut().ok_or(MuxError::NoSound)?.add(packet)?;
        let announced = self.streams.audio.as_ref();
        let announced = announced.map_or(0, |(audio, samples)| samples + u64::from(audio.delay));
        // Nothing of a packet behind the last real sample would be heard.
        if packet.pts >= announced && self.held.is_some() {
            return Ok(());
        }
        if let Some(held) = self.held.replace(packet.clone()) {
            self.sounded(&held, 0)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Muxed, MuxError> {
        if self.video.is_empty() {
            return Err(MuxError::Empty(Track::Picture));
        }
        let sound = self.end_of_sound()?;
        self.close()?;
        let picture = MediaTime::from_ticks(self.video.ticks, self.streams.video.frame_rate.num);
        let duration = picture.max(sound);
        let bytes = self.complete(duration)?;
        self.scratch.persist(&self.path).map_err(|e| e.error)?;
        Ok(Muxed { bytes, duration })
    }
}
