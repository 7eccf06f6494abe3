//! Audio files, decoded packet by packet.
//!
//! Enters: a file, recognised by its content. Leaves: folded frames at the file's own rate, without the samples an
//! encoder put before and after the sound where the file tells of them. A packet that cannot be decoded becomes as
//! much silence, so that what follows keeps its place. Never more than a packet is held.

mod boxes;
pub(super) mod codecs;
mod heard;
mod probe;
mod stream;
mod upper_band;
mod wave;

pub use probe::{MAX_DURATION, probe};

use super::downmix::Downmix;
use super::error::guarded;
use super::{AudioError, SampleSource};
use std::path::{Path, PathBuf};
use stream::{Stream, check_channels, check_rate, first_frames};
use symphonia::core::audio::AudioSpec;
use symphonia::core::formats::{SeekMode, SeekTo};
use symphonia::core::packet::Packet;
use symphonia::core::units::{TimeBase, Timestamp};

/// Seconds that a hole may be long, to be filled with silence.
const MAX_HOLE_S: u64 = 10;
/// Seconds to decode ahead of a place that was sought, so that every codec has settled.
const SETTLE_S: u64 = 5;

/// A recording as a source of folded frames at its own rate.
pub struct Decoder {
    path: PathBuf,
    stream: Stream,
    downmix: Downmix,
    spec: AudioSpec,
    /// Channels that are given.
    out: u16,
    raw: Vec<f32>,
    ready: Vec<f32>,
    taken: usize,
    /// Frames given or dropped since the start of the stream, with those in `ready`.
    position: u64,
    /// The timestamp of frame 0, once a packet has told it.
    origin: Option<i64>,
    ended: bool,
    /// Frames of silence still to give before the sound begins.
    silence: u64,
    /// Frames still to give, with that silence; none where the end of the file is the end of the sound.
    left: Option<u64>,
}

impl Decoder {
    /// Opens a file and decodes its first packet. `out` is 1 or 2 channels.
    ///
    /// # Errors
    /// See [`super::probe`].
    pub fn open(path: &Path, out: u16) -> Result<Self, AudioError> {
        let mut stream = Stream::open(path)?;
        let mut raw = Vec::new();
        let (spec, origin, ended) = first_frames(&mut stream, &mut raw)?;
        check_rate(spec.rate())?;
        check_channels(spec.channels().count())?;
        let downmix = Downmix::new(spec.channels(), out);
        let mut ready = Vec::new();
        downmix.fold(&raw, &mut ready);
        let heard = stream.heard.at(spec.rate());
        Ok(Self {
            silence: heard.silence,
            left: heard.frames(),
            path: path.to_owned(),
            position: (ready.len() / usize::from(out)) as u64,
            taken: 0,
            stream,
            downmix,
            spec,
            out,
            raw,
            ready,
            origin,
            ended,
        })
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.spec.rate()
    }

    /// Goes to frame `first` of the sound, in a decoder that nothing was read from yet.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn begin(&mut self, first: u64) -> Result<(), AudioError> {
        let heard = self.stream.heard.at(self.rate());
        self.skip(heard.start + first.saturating_sub(heard.silence))?;
        self.silence = heard.silence.saturating_sub(first);
        self.left = heard.frames().map(|frames| frames.saturating_sub(first));
        Ok(())
    }

    /// Leaves out `frames` decoded frames.
    fn skip(&mut self, frames: u64) -> Result<(), AudioError> {
        if frames > self.position + 2 * SETTLE_S * u64::from(self.rate()) {
            self.seek(frames - SETTLE_S * u64::from(self.rate()))?;
        }
        while self.position <= frames && !self.ended {
            self.fill()?;
        }
        let surplus = (self.position.saturating_sub(frames) as usize) * usize::from(self.out);
        self.taken = self.ready.len().saturating_sub(surplus);
        Ok(())
    }

    /// Goes to a packet before `frame`; a file in which that fails is decoded from its start instead.
    fn seek(&mut self, frame: u64) -> Result<(), AudioError> {
        let Some(origin) = self
            .origin
            .filter(|_| self.counts_samples() && self.stream.chain == 0)
        else {
            return Ok(());
        };
        let ts = Timestamp::new(origin.saturating_add(i64::try_from(frame).unwrap_or(i64::MAX)));
        let track_id = self.stream.track;
        let to = SeekTo::Timestamp { ts, track_id };
        let sought = guarded("the audio file reader", || {
            self.stream.reader.seek(SeekMode::Accurate, to)
        })?;
        let Ok(sought) = sought.map(|sought| sought.actual_ts.get()) else {
            *self = Self::open(&self.path, self.out)?;
            return Ok(());
        };
        self.stream.decoder.reset();
        self.ready.clear();
        self.position = u64::try_from(sought.saturating_sub(origin)).unwrap_or(0);
        Ok(())
    }

    /// Whether the file's timestamps count samples.
    fn counts_samples(&self) -> bool {
        self.stream.time_base == TimeBase::try_from_recip(self.rate())
    }

    /// Decodes the next packet into `ready`, which must have been read to its end.
    fn fill(&mut self) -> Result<(), AudioError> {
        self.ready.clear();
        self.taken = 0;
        let chain = self.stream.chain;
        let Some(packet) = self.stream.next()? else {
            self.ended = true;
            return Ok(());
        };
        if self.stream.chain != chain {
            self.origin = None;
        }
        self.fill_hole(&packet);
        match self.stream.decode(&packet, &mut self.raw)? {
            Some(spec) if spec == self.spec => {
                self.downmix.fold(&self.raw, &mut self.ready);
            }
            Some(_) => {
                tracing::warn!("the recording changes its format; what follows is left out");
                self.ended = true;
            }
            None => self.silence(packet.dur.get().min(u64::from(self.rate()))),
        }
        self.position += (self.ready.len() / usize::from(self.out)) as u64;
        Ok(())
    }

    /// Where packets are missing, silence takes their place.
    fn fill_hole(&mut self, packet: &Packet) {
        let start = packet.pts.get().saturating_add_unsigned(packet.trim_start.get());
        let origin = *self
            .origin
            .get_or_insert(start.saturating_sub_unsigned(self.position));
        if !self.counts_samples() {
            return;
        }
        let hole = start
            .saturating_sub(origin)
            .saturating_sub_unsigned(self.position);
        let longest = MAX_HOLE_S * u64::from(self.rate());
        if let Ok(hole) = u64::try_from(hole)
            && (1..=longest).contains(&hole)
        {
            self.silence(hole);
        }
    }

    fn silence(&mut self, frames: u64) {
        let samples = frames as usize * usize::from(self.out);
        self.ready.resize(self.ready.len() + samples, 0.0);
    }
}

impl SampleSource for Decoder {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        let channels = usize::from(self.out);
        let most = |frames: u64| {
            usize::try_from(frames).map_or(usize::MAX, |frames| frames.saturating_mul(channels))
        };
        let wanted = out.len().min(self.left.map_or(usize::MAX, most));
        let out = &mut out[..wanted];
        let count = if self.silence > 0 {
            let count = out.len().min(most(self.silence));
            out[..count].fill(0.0);
            self.silence -= (count / channels) as u64;
            count
        } else {
            self.decoded(out)?
        };
        self.left = self
            .left
            .map(|left| left.saturating_sub((count / channels) as u64));
        Ok(count)
    }
}

impl Decoder {
    fn decoded(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        while self.taken == self.ready.len() && !out.is_empty() {
            if self.ended {
                return Ok(0);
            }
            self.fill()?;
        }
        let count = out.len().min(self.ready.len() - self.taken);
        out[..count].copy_from_slice(&self.ready[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}
