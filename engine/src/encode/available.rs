//! Which codecs this build on this machine can encode.

use crate::media::{AudioCodec, VideoCodec};
use std::sync::LazyLock;

/// Whether a codec can be encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support<C> {
    /// The codec.
    pub codec: C,
    /// Its usual name.
    pub name: &'static str,
    /// The library that encodes it.
    pub library: &'static str,
    /// Why it cannot be encoded here, for people; none where it can.
    pub missing: Option<String>,
}

/// All codecs, in the order in which they are offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Available {
    /// Codecs of the picture.
    pub video: Vec<Support<VideoCodec>>,
    /// Codecs of the sound.
    pub audio: Vec<Support<AudioCodec>>,
}

/// Which codecs can be encoded; found out once.
pub fn available() -> &'static Available {
    static AVAILABLE: LazyLock<Available> = LazyLock::new(|| Available {
        video: [
            VideoCodec::H264,
            VideoCodec::H265,
            VideoCodec::Vp9,
            VideoCodec::Av1,
            VideoCodec::Gif,
            VideoCodec::Png,
        ]
        .map(video)
        .to_vec(),
        audio: [AudioCodec::Aac, AudioCodec::Mp3, AudioCodec::Opus]
            .map(audio)
            .to_vec(),
    });
    &AVAILABLE
}

impl Available {
    /// What is known about a codec of the picture.
    pub fn video(&self, codec: VideoCodec) -> &Support<VideoCodec> {
        // Invariant: the list has every codec, in the order of their declaration.
        &self.video[codec as usize]
    }

    /// What is known about a codec of the sound.
    pub fn audio(&self, codec: AudioCodec) -> &Support<AudioCodec> {
        // Invariant: the list has every codec, in the order of their declaration.
        &self.audio[codec as usize]
    }
}

fn video(codec: VideoCodec) -> Support<VideoCodec> {
    let (name, library, built) = match codec {
        VideoCodec::H264 => ("H.264", "openh264", true),
        VideoCodec::H265 => ("H.265", "kvazaar", cfg!(has_kvazaar)),
        VideoCodec::Vp9 => ("VP9", "libvpx", cfg!(has_vpx)),
        VideoCodec::Av1 => ("AV1", "libaom", cfg!(has_aom)),
        VideoCodec::Gif => ("GIF", "gif", true),
        VideoCodec::Png => ("PNG", "png", true),
    };
    let missing = || {
        format!("the library {library} was not there when the program was built; scripts/setup.sh brings it")
    };
    Support {
        codec,
        name,
        library,
        missing: (!built).then(missing),
    }
}

fn audio(codec: AudioCodec) -> Support<AudioCodec> {
    let (name, library) = match codec {
        AudioCodec::Aac => ("AAC", "fdk-aac"),
        AudioCodec::Mp3 => ("MP3", "LAME"),
        AudioCodec::Opus => ("Opus", "libopus"),
    };
    Support {
        codec,
        name,
        library,
        missing: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_codec_is_found_under_its_own_name() {
        let all = available();
        for support in &all.video {
            assert_eq!(all.video(support.codec), support);
        }
        for support in &all.audio {
            assert_eq!(all.audio(support.codec), support);
        }
    }
}
