//! What is in a file, as the `codecs` parameter of its media type says it (RFC 6381).

use super::Streams;
use crate::media::{AudioCodec, AudioParameters, VideoCodec, VideoParameters};

/// The `codecs` parameter for a file of these streams, such as `avc1.4d4028, mp4a.40.2`.
pub fn codecs(streams: &Streams) -> String {
    let sound = streams.audio.as_ref().map(|(audio, _)| sound(audio));
    let all: Vec<_> = std::iter::once(picture(&streams.video)).chain(sound).collect();
    all.join(", ")
}

/// RFC 6381, section 3.3: profile, constraints and level as the sequence parameter set has them after its header.
fn picture(video: &VideoParameters) -> String {
    match video.codec {
        VideoCodec::H264 => match video.sps.as_slice() {
            [_, profile, constraints, level, ..] => format!("avc1.{profile:02x}{constraints:02x}{level:02x}"),
            _ => "avc1".to_owned(),
        },
    }
}

/// RFC 6381, section 3.3: the object type of MPEG-4 systems, and the audio object type (ISO/IEC 14496-3, 1.6.2.1).
fn sound(audio: &AudioParameters) -> String {
    match audio.codec {
        AudioCodec::Aac => match audio.config.first() {
            Some(first) => format!("mp4a.40.{}", first >> 3),
            None => "mp4a.40.2".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::FrameRate;

    #[test]
    fn the_usual_file_is_named_as_browsers_ask_for_it() {
        let video = VideoParameters {
            codec: VideoCodec::H264,
            width: 1920,
            height: 1080,
            frame_rate: FrameRate::whole(30),
            sps: vec![0x67, 0x4d, 0x40, 0x28, 0x95],
            pps: Vec::new(),
        };
        let audio = AudioParameters {
            codec: AudioCodec::Aac,
            sample_rate: 48_000,
            channels: 2,
            bitrate: 192_000,
            config: vec![0x11, 0x90],
            delay: 2048,
        };
        let mut streams = Streams {
            video,
            frames: 1,
            audio: Some((audio, 1)),
        };
        assert_eq!(codecs(&streams), "avc1.4d4028, mp4a.40.2");
        streams.audio = None;
        assert_eq!(codecs(&streams), "avc1.4d4028");
    }
}
