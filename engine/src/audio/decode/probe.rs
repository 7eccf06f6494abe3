//! What there is to know of a recording, found by counting its packets.

use super::stream::{Stream, check_channels, check_rate, first_frames};
use crate::audio::{AudioError, RecordingInfo};
use crate::time::MediaTime;
use std::path::Path;
use std::time::{Duration, Instant};
use symphonia::core::codecs::audio::well_known::CODEC_ID_MP3;
use symphonia::core::packet::Packet;
use symphonia::core::units::TimeBase;

/// The longest recording.
pub const MAX_DURATION: MediaTime = MediaTime::from_millis(6 * 3600 * 1000);
/// How long counting packets may take before the file's own word is taken for its length.
const COUNTING: Duration = Duration::from_secs(10);

/// See [`crate::audio::probe`].
pub fn probe(path: &Path) -> Result<RecordingInfo, AudioError> {
    let mut stream = Stream::open(path)?;
    let (spec, _, _) = first_frames(&mut stream, &mut Vec::new())?;
    check_rate(spec.rate())?;
    check_channels(spec.channels().count())?;
    if stream.has_upper_band() {
        tracing::warn!("this is HE-AAC: its upper band is left out, so it sounds duller than it is");
    }
    let decoded = count_duration(&mut Stream::open(path)?, spec.rate())?;
    let duration = stream.heard.at(spec.rate()).of(decoded, spec.rate());
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
        total += if packet.dur.get() == 0 {
            decoded(stream, &packet)?
        } else {
            played(&packet, trimmed) as f64 * seconds
        };
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

/// Seconds of a packet whose duration nothing tells, as in Matroska: it is decoded.
fn decoded(stream: &mut Stream, packet: &Packet) -> Result<f64, AudioError> {
    let mut samples = Vec::new();
    let spec = stream.decode(packet, &mut samples)?;
    Ok(spec.map_or(0.0, |spec| {
        let frames = samples.len() / spec.channels().count().max(1);
        frames as f64 / f64::from(spec.rate().max(1))
    }))
}

fn declared_duration(stream: &Stream, rate: u32) -> Option<MediaTime> {
    let frames = stream.track()?.num_frames?;
    Some(MediaTime::from_ticks(frames, rate))
}
