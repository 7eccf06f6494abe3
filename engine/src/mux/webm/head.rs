//! What stands before the clusters: what the file is, and its tracks (RFC 9559, and the WebM container guidelines).

use super::super::{Metadata, MuxError, Streams};
use super::ebml::{element, float, master, signed, text, unsigned};
use crate::media::{AudioCodec, AudioParameters, VideoConfig, VideoParameters};
use crate::mux::av1;
use crate::time::MediaTime;

/// The number of the picture's track.
pub(super) const PICTURE: u64 = 1;
/// The number of the sound's track.
pub(super) const SOUND: u64 = 2;
/// Nanoseconds in a tick of the file: a millisecond, which WebM asks for.
const TICK: u64 = 1_000_000;
/// What has to be decoded before a place that is jumped to, so that Opus sounds right: 80 ms (RFC 7845, 4.6).
const OPUS_PREROLL: u64 = 80_000_000;
/// BT.709 in ISO/IEC 23091-2: primaries, transfer and matrix.
const BT709: u64 = 1;
/// The limited range, as Matroska numbers it.
const LIMITED: u64 = 1;
/// The start of the third millennium, from which Matroska counts its dates, in seconds of Unix time.
const MILLENNIUM: i64 = 978_307_200;

/// The header that says that this is WebM.
pub(super) fn header() -> Vec<u8> {
    master(
        0x1A45_DFA3,
        &[
            unsigned(0x4286, 1),
            unsigned(0x42F7, 1),
            unsigned(0x42F2, 4),
            unsigned(0x42F3, 8),
            text(0x4282, "webm"),
            unsigned(0x4287, 4),
            unsigned(0x4285, 2),
        ],
    )
}

/// What the file is. As long for every duration.
pub(super) fn info(duration: MediaTime, metadata: &Metadata) -> Vec<u8> {
    let millis = duration.nanos() as f64 / TICK as f64;
    let mut children = vec![unsigned(0x2AD7B1, TICK), float(0x4489, millis)];
    if let Some(created) = metadata.created {
        let seconds = created.saturating_sub(MILLENNIUM);
        children.push(signed(0x4461, seconds.saturating_mul(1_000_000_000)));
    }
    if let Some(title) = &metadata.title {
        children.push(text(0x7BA9, title));
    }
    children.extend([text(0x4D80, "phonoglyph"), text(0x5741, "phonoglyph")]);
    master(0x1549_A966, &children)
}

/// What is said about the music.
pub(super) fn tags(metadata: &Metadata) -> Vec<u8> {
    let texts = [("ARTIST", &metadata.artist), ("COMMENT", &metadata.comment)];
    let tags: Vec<_> = texts
        .into_iter()
        .filter_map(|(name, value)| {
            let value = value.as_deref()?;
            Some(master(0x67C8, &[text(0x45A3, name), text(0x4487, value)]))
        })
        .collect();
    if tags.is_empty() {
        return Vec::new();
    }
    // The whole file is spoken of: no track is named.
    let targets = master(0x63C0, &[unsigned(0x68CA, 50)]);
    let tag = master(0x7373, &[vec![targets], tags].concat());
    master(0x1254_C367, &[tag])
}

/// The tracks.
pub(super) fn tracks(streams: &Streams) -> Result<Vec<u8>, MuxError> {
    let mut entries = vec![picture(&streams.video)?];
    if let Some((audio, _)) = &streams.audio {
        entries.push(sound(audio)?);
    }
    Ok(master(0x1654_AE6B, &entries))
}

fn picture(of: &VideoParameters) -> Result<Vec<u8>, MuxError> {
    let rate = of.frame_rate;
    let frame = u64::from(rate.den) * 1_000_000_000 / u64::from(rate.num.max(1));
    let mut entry = vec![
        unsigned(0xD7, PICTURE),
        unsigned(0x73C5, PICTURE),
        unsigned(0x83, 1),
        unsigned(0x9C, 0),
        text(0x22B59C, "und"),
        unsigned(0x23E383, frame),
    ];
    let mut alpha = false;
    match &of.config {
        VideoConfig::Vp9 {
            profile,
            level,
            alpha: has_alpha,
        } => {
            alpha = *has_alpha;
            entry.push(text(0x86, "V_VP9"));
            // Feature, length, value: profile, level, bits, subsampling (4:2:0 with its samples beside the luma's).
            let private = [1, 1, *profile, 2, 1, *level, 3, 1, 8, 4, 1, 1];
            entry.push(element(0x63A2, &private));
        }
        VideoConfig::Av1 { sequence_header } => {
            entry.push(text(0x86, "V_AV1"));
            entry.push(element(0x63A2, &av1::configuration(sequence_header)?));
        }
        _ => return Err(MuxError::codec("webm", of.codec().name())),
    }
    if alpha {
        entry.push(unsigned(0x55EE, 1));
    }
    let colour = master(
        0x55B0,
        &[
            unsigned(0x55B1, BT709),
            unsigned(0x55B2, 8),
            unsigned(0x55B9, LIMITED),
            unsigned(0x55BA, BT709),
            unsigned(0x55BB, BT709),
        ],
    );
    let mut video = vec![
        unsigned(0x9A, 2),
        unsigned(0xB0, u64::from(of.width)),
        unsigned(0xBA, u64::from(of.height)),
        colour,
    ];
    if alpha {
        video.push(unsigned(0x53C0, 1));
    }
    entry.push(master(0xE0, &video));
    Ok(master(0xAE, &entry))
}

fn sound(of: &AudioParameters) -> Result<Vec<u8>, MuxError> {
    if of.codec != AudioCodec::Opus {
        return Err(MuxError::codec("webm", of.codec.name()));
    }
    let delay = MediaTime::from_ticks(u64::from(of.delay), of.sample_rate);
    let audio = [
        float(0xB5, f64::from(of.sample_rate)),
        unsigned(0x9F, u64::from(of.channels)),
    ];
    Ok(master(
        0xAE,
        &[
            unsigned(0xD7, SOUND),
            unsigned(0x73C5, SOUND),
            unsigned(0x83, 2),
            unsigned(0x9C, 0),
            text(0x22B59C, "und"),
            text(0x86, "A_OPUS"),
            element(0x63A2, &of.config),
            unsigned(0x56AA, delay.nanos().unsigned_abs()),
            unsigned(0x56BB, OPUS_PREROLL),
            master(0xE1, &audio),
        ],
    ))
}
