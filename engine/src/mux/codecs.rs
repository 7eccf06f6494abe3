//! What is in a file, as the `codecs` parameter of its media type says it (RFC 6381).

use super::{Streams, av1};
use crate::media::{AudioCodec, AudioParameters, VideoConfig, VideoParameters};

/// The `codecs` parameter for a file of these streams, such as `avc1.4d4028, mp4a.40.2`; empty for files whose media type
/// has none.
pub fn codecs(streams: &Streams) -> String {
    let sound = streams.audio.as_ref().map(|(audio, _)| sound(audio));
    let all: Vec<_> = picture(&streams.video).into_iter().chain(sound).collect();
    all.join(", ")
}

fn picture(video: &VideoParameters) -> Option<String> {
    match &video.config {
        VideoConfig::H264 { sps, .. } => Some(h264(sps)),
        VideoConfig::H265 { sps, .. } => Some(h265(sps)),
        // VP codec ISO media file format binding, "codecs parameter string"; 8 bits.
        VideoConfig::Vp9 { profile, level, .. } => Some(format!("vp09.{profile:02}.{level:02}.08")),
        VideoConfig::Av1 { sequence_header } => Some(av1(sequence_header)),
        VideoConfig::Gif { .. } | VideoConfig::Png => None,
    }
}

/// RFC 6381, section 3.3: profile, constraints and level as the sequence parameter set has them after its header.
fn h264(sps: &[u8]) -> String {
    match sps {
        [_, profile, constraints, level, ..] => format!("avc1.{profile:02x}{constraints:02x}{level:02x}"),
        _ => "avc1".to_owned(),
    }
}

/// ISO/IEC 14496-15, annex E.3: profile, compatibility with its bits turned round, tier and level, and the constraints
/// without the zeros at their end.
fn h265(sps: &[u8]) -> String {
    let plain = unescaped(sps);
    // A header of two bytes, and one of ids and the number of layers.
    let Some([first, compatibility @ .., level]) = plain.get(3..15) else {
        return "hvc1".to_owned();
    };
    let (compatibility, constraints) = compatibility.split_at(4);
    let flags = compatibility
        .iter()
        .fold(0_u32, |flags, byte| flags << 8 | u32::from(*byte));
    let space = ["", "A", "B", "C"][usize::from(first >> 6)];
    let tier = if first & 0x20 == 0 { 'L' } else { 'H' };
    let used = constraints
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    let constraints: String = constraints[..used]
        .iter()
        .map(|byte| format!(".{byte:X}"))
        .collect();
    let (profile, flags) = (first & 0x1F, flags.reverse_bits());
    format!("hvc1.{space}{profile}.{flags:X}.{tier}{level}{constraints}")
}

/// AV1 in ISOBMFF, section 5; 8 bits.
fn av1(sequence_header: &[u8]) -> String {
    match av1::sequence(sequence_header) {
        Ok(sequence) => {
            let tier = if sequence.high_tier { 'H' } else { 'M' };
            format!("av01.{}.{:02}{tier}.08", sequence.profile, sequence.level)
        }
        Err(_) => "av01".to_owned(),
    }
}

/// A NAL unit without the bytes that keep start codes out of it (ITU-T H.265, 7.4.2).
fn unescaped(unit: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(unit.len());
    for &byte in unit {
        if byte != 3 || !plain.ends_with(&[0, 0]) {
            plain.push(byte);
        }
    }
    plain
}

/// RFC 6381, section 3.3: the object types of MPEG-4 systems, and for AAC the audio object type (ISO/IEC 14496-3, 1.6.2.1).
fn sound(audio: &AudioParameters) -> String {
    match audio.codec {
        AudioCodec::Aac => match audio.config.first() {
            Some(first) => format!("mp4a.40.{}", first >> 3),
            None => "mp4a.40.2".to_owned(),
        },
        AudioCodec::Mp3 => "mp4a.6B".to_owned(),
        AudioCodec::Opus => "opus".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_named_as_browsers_ask_for_them() {
        assert_eq!(h264(&[0x67, 0x4d, 0x40, 0x28, 0x95]), "avc1.4d4028");
        // The parameter set of the usual Main profile, with the bytes that keep start codes out.
        let main = [
            0x42, 0x01, 0x01, 0x01, 0x60, 0x00, 0x00, 0x03, 0x00, 0xB0, 0x00, 0x00, 0x03, 0x00, 0x00, 0x03,
            0x00, 0x5D,
        ];
        assert_eq!(h265(&main), "hvc1.1.6.L93.B0");
        assert_eq!(h265(&[]), "hvc1");
        assert_eq!(av1(&[]), "av01");
    }
}
