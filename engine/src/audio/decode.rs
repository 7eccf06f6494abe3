//! Audio files, decoded packet by packet.
//!
//! Enters: a file, recognised by its content. Leaves: folded frames at the file's own rate, without the samples an
//! encoder put before and after the sound where the file tells of them. A packet that cannot be decoded becomes as
//! much silence, so that what follows keeps its place. Never more than a packet is held.

use super::downmix::Downmix;
use super::error::guarded;
use super::{AudioError, RecordingInfo, SampleSource};
use crate::time::MediaTime;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use symphonia::core::audio::AudioSpec;
use symphonia::core::codecs::audio::well_known::CODEC_ID_MP3;
use symphonia::core::codecs::audio::{AudioCodecId, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, SeekMode, SeekTo, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{TimeBase, Timestamp};

/// Channels that are taken.
const CHANNELS: std::ops::RangeInclusive<usize> = 1..=8;
/// Sample rates that are taken, in Hz.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;
/// The longest recording.
const MAX_DURATION: MediaTime = MediaTime::from_millis(6 * 3600 * 1000);
/// Packets in a row that may fail.
const MAX_ERRORS: u32 = 256;
/// Streams that may follow each other in one file.
const MAX_CHAIN: u32 = 1000;
/// How long counting packets may take before the file's own word is taken for its length.
const COUNTING: Duration = Duration::from_secs(10);
/// Seconds that a hole may be long, to be filled with silence.
const MAX_HOLE_S: u64 = 10;
/// Seconds to decode ahead of a place that was sought, so that every codec has settled.
const SETTLE_S: u64 = 5;

/// What passes through a decoder: packets of one stream, or the end.
struct Stream {
    reader: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    time_base: Option<TimeBase>,
    /// Packets in a row that failed.
    errors: u32,
    chain: u32,
}

impl Stream {
    fn open(path: &Path) -> Result<Self, AudioError> {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(AudioError::Unrecognised);
        }
        let source = MediaSourceStream::new(Box::new(file), MediaSourceStreamOptions::default());
        let opened = guarded("the audio file reader", || {
            let (format, meta) = (FormatOptions::default(), MetadataOptions::default());
            symphonia::default::get_probe().probe(&Hint::new(), source, format, meta)
        })?;
        let reader = opened.map_err(|error| match error {
            Error::Unsupported(what) if what.contains("codec") => AudioError::Unsupported(what.to_owned()),
            Error::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                AudioError::Io(error)
            }
            _ => AudioError::Unrecognised,
        })?;
        let (track, time_base, decoder) = choose(&*reader)?;
        Ok(Self {
            reader,
            decoder,
            track,
            time_base,
            errors: 0,
            chain: 0,
        })
    }

    fn track(&self) -> Option<&Track> {
        self.reader.tracks().iter().find(|track| track.id == self.track)
    }

    /// The next packet of the track, or none at the end.
    fn next(&mut self) -> Result<Option<Packet>, AudioError> {
        loop {
            match guarded("the audio file reader", || self.reader.next_packet())? {
                Ok(Some(packet)) if packet.track_id == self.track => return Ok(Some(packet)),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(None),
                Err(Error::ResetRequired) => self.follow_chain()?,
                Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return Ok(None);
                }
                Err(Error::IoError(error)) => return Err(AudioError::Io(error)),
                Err(error) => self.count_error(&error)?,
            }
        }
    }

    fn follow_chain(&mut self) -> Result<(), AudioError> {
        self.chain += 1;
        if self.chain > MAX_CHAIN {
            return Err(AudioError::Damaged(format!(
                "more than {MAX_CHAIN} streams follow each other"
            )));
        }
        (self.track, self.time_base, self.decoder) = choose(&*self.reader)?;
        Ok(())
    }

    fn count_error(&mut self, error: &dyn std::fmt::Display) -> Result<(), AudioError> {
        self.errors += 1;
        if self.errors > MAX_ERRORS {
            return Err(AudioError::Damaged(format!(
                "{MAX_ERRORS} packets in a row failed: {error}"
            )));
        }
        Ok(())
    }

    /// Decodes a packet into `to`, interleaved; none where it is damaged.
    fn decode(&mut self, packet: &Packet, to: &mut Vec<f32>) -> Result<Option<AudioSpec>, AudioError> {
        let decoded = guarded("the audio decoder", || {
            self.decoder.decode(packet).map(|buffer| {
                buffer.copy_to_vec_interleaved(to);
                buffer.spec().clone()
            })
        })?;
        match decoded {
            Ok(spec) => {
                self.errors = 0;
                Ok(Some(spec))
            }
            Err(Error::IoError(_) | Error::DecodeError(_)) => {
                self.count_error(&"damaged packets")?;
                Ok(None)
            }
            Err(Error::ResetRequired) => {
                self.decoder.reset();
                self.count_error(&"the decoder must be reset")?;
                Ok(None)
            }
            Err(error) => Err(AudioError::Unsupported(error.to_string())),
        }
    }

    fn codec(&self) -> String {
        self.decoder.codec_info().short_name.to_owned()
    }
}

/// The sound track of a file and its decoder.
fn choose(reader: &dyn FormatReader) -> Result<(u32, Option<TimeBase>, Box<dyn AudioDecoder>), AudioError> {
    let track = reader
        .default_track(TrackType::Audio)
        .ok_or(AudioError::Unrecognised)?;
    let parameters = track
        .codec_params
        .as_ref()
        .and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or_else(|| AudioError::Unsupported("no codec is named".into()))?;
    if let Some(rate) = parameters.sample_rate {
        check_rate(rate)?;
    }
    if let Some(channels) = &parameters.channels {
        check_channels(channels.count())?;
    }
    let options = AudioDecoderOptions::default().gapless(!length_is_a_guess(track, parameters.codec));
    let decoder = guarded("the audio decoder", || {
        symphonia::default::get_codecs().make_audio_decoder(parameters, &options)
    })?;
    let decoder = decoder.map_err(|error| AudioError::Unsupported(error.to_string()))?;
    Ok((track.id, track.time_base, decoder))
}

/// The length of an MP3 file without an encoder's tag is guessed from its first frames, and must not cut its end.
fn length_is_a_guess(track: &Track, codec: AudioCodecId) -> bool {
    codec == CODEC_ID_MP3 && track.delay.is_none()
}

fn check_rate(rate: u32) -> Result<(), AudioError> {
    if RATES.contains(&rate) {
        return Ok(());
    }
    Err(AudioError::Limit {
        what: "sample rate",
        value: format!("{rate} Hz"),
        limit: format!("from {} to {} Hz", RATES.start(), RATES.end()),
    })
}

fn check_channels(channels: usize) -> Result<(), AudioError> {
    if CHANNELS.contains(&channels) {
        return Ok(());
    }
    Err(AudioError::Limit {
        what: "number of channels",
        value: channels.to_string(),
        limit: format!("from {} to {}", CHANNELS.start(), CHANNELS.end()),
    })
}

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
        Ok(Self {
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

    /// Leaves out the next `frames` frames of a decoder that nothing was read from yet.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn skip(&mut self, frames: u64) -> Result<(), AudioError> {
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
        self.position = u64::try_from(sought - origin).unwrap_or(0);
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
            Some(spec) if spec == self.spec => self.downmix.fold(&self.raw, &mut self.ready),
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

/// The first packet that decodes: its format, the timestamp of the first frame, and whether the file ends there.
fn first_frames(
    stream: &mut Stream,
    raw: &mut Vec<f32>,
) -> Result<(AudioSpec, Option<i64>, bool), AudioError> {
    let mut origin = None;
    while let Some(packet) = stream.next()? {
        origin.get_or_insert(packet.pts.get().saturating_add_unsigned(packet.trim_start.get()));
        if let Some(spec) = stream.decode(&packet, raw)? {
            return Ok((spec, origin, false));
        }
    }
    let promised = stream.track().and_then(|track| track.num_frames).unwrap_or(0);
    let parameters = stream.decoder.codec_params();
    match (parameters.sample_rate, &parameters.channels) {
        (Some(rate), Some(channels)) if stream.errors == 0 && promised == 0 => {
            raw.clear();
            Ok((AudioSpec::new(rate, channels.clone()), None, true))
        }
        _ => Err(AudioError::Damaged("nothing in it can be decoded".into())),
    }
}

impl SampleSource for Decoder {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        while self.taken == self.ready.len() {
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

/// See [`super::probe`].
pub fn probe(path: &Path) -> Result<RecordingInfo, AudioError> {
    let mut stream = Stream::open(path)?;
    let (spec, _, _) = first_frames(&mut stream, &mut Vec::new())?;
    check_rate(spec.rate())?;
    check_channels(spec.channels().count())?;
    let duration = count_duration(&mut Stream::open(path)?, spec.rate())?;
    if duration > MAX_DURATION {
        return Err(too_long(duration));
    }
    Ok(RecordingInfo {
        duration,
        sample_rate: spec.rate(),
        channels: spec.channels().count() as u16,
        codec: stream.codec(),
    })
}

fn too_long(duration: MediaTime) -> AudioError {
    AudioError::Limit {
        what: "length of the sound",
        value: format!("at least {duration}"),
        limit: format!("at most {MAX_DURATION}"),
    }
}

/// How long the packets play that are there; what the file declares only where counting takes too long.
fn count_duration(stream: &mut Stream, rate: u32) -> Result<MediaTime, AudioError> {
    let started = Instant::now();
    let declared = declared_duration(stream, rate);
    let mut total = 0.0;
    let mut packets = 0_u64;
    let mp3 = stream.decoder.codec_params().codec == CODEC_ID_MP3;
    let trimmed = mp3 && stream.track().is_some_and(|track| track.delay.is_some());
    while let Some(packet) = stream.next()? {
        let base = stream.time_base.or_else(|| TimeBase::try_from_recip(rate));
        let seconds = base.map_or(0.0, |b| f64::from(b.numer.get()) / f64::from(b.denom.get()));
        total += played(&packet, trimmed) as f64 * seconds;
        packets += 1;
        if total > MAX_DURATION.seconds() {
            return Err(too_long(MediaTime::from_seconds(total)));
        }
        if packets.is_multiple_of(1024) && started.elapsed() > COUNTING {
            return Ok(declared.unwrap_or(MediaTime::from_seconds(total)));
        }
    }
    let untold = packets > 0 && total == 0.0;
    Ok(declared
        .filter(|_| untold)
        .unwrap_or(MediaTime::from_seconds(total)))
}

/// Ticks of a packet that are heard. Of an MP3 packet that is `trimmed` the reader tells the duration before that.
fn played(packet: &Packet, trimmed: bool) -> u64 {
    let surplus = packet.trim_start.saturating_add(packet.trim_end).get();
    packet.dur.get().saturating_sub(if trimmed { surplus } else { 0 })
}

fn declared_duration(stream: &Stream, rate: u32) -> Option<MediaTime> {
    let frames = stream.track()?.num_frames?;
    Some(MediaTime::from_ticks(frames, rate))
}
