//! What goes with what: one table of the containers, with the codecs that each holds. It is what exports are checked by,
//! and what the API and the command line publish.

use crate::media::{AudioCodec, VideoCodec};
use serde::{Deserialize, Serialize};
use std::fmt;

use std::str::FromStr;

/// The file format around the streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Container {
    /// MPEG-4 Part 14, with the index first so that playing may begin before the whole file is there.
    Mp4,
    /// QuickTime, for editors.
    Mov,
    /// WebM, for the web.
    Webm,
    /// GIF: a picture that moves, without sound.
    Gif,
    /// Every frame as a PNG, in a ZIP archive.
    PngZip,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// The container.
    pub container: Container,
    /// Its name in settings and on the command line.
    pub key: &'static str,
    /// Its name for people, and what it is for.
    pub about: &'static str,
    /// The usual ending of a file name, without the dot.
    pub extension: &'static str,
    /// Other endings of file names that mean it, and other names for it.
    pub also: &'static [&'static str],
    /// The media type of the file.
    pub media_type: &'static str,
    /// The codecs of the picture that it holds, the usual one first.
    pub video: &'static [VideoCodec],
    /// The codecs of the sound that it holds, the usual one first; none where it has no sound.
    pub audio: &'static [AudioCodec],
    /// The codecs of the picture that can be see-through in it.
    pub transparent: &'static [VideoCodec],
    /// The frame rates that it is made at.
    pub frame_rates: FrameRates,
}

/// Frames a second that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameRates {
    /// The rates of film and video: 24, 30 and 60.
    Video,
    /// 10 to 30: players show faster GIFs at a rate of their own.
    Gif,
}

impl FrameRates {
    /// The rates, slowest first.
    pub fn all(self) -> Vec<u32> {
        match self {
            Self::Video => vec![24, 30, 60],
            Self::Gif => (10..=30).collect(),
        }
    }
}

impl fmt::Display for FrameRates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Video => f.write_str("24, 30 or 60"),
            Self::Gif => f.write_str("from 10 to 30"),
        }
    }
}

/// Every container.
pub const FORMATS: &[Format] = &[
    Format {
        container: Container::Mp4,
        key: "mp4",
        about: "MP4: plays everywhere",
        extension: "mp4",
        also: &["m4v"],
        media_type: "video/mp4",
        video: &[
            VideoCodec::H264,
            VideoCodec::H265,
            VideoCodec::Vp9,
            VideoCodec::Av1,
        ],
        audio: &[AudioCodec::Aac, AudioCodec::Mp3, AudioCodec::Opus],
        transparent: &[],
        frame_rates: FrameRates::Video,
    },
    Format {
        container: Container::Mov,
        key: "mov",
        about: "QuickTime: for editing programs",
        extension: "mov",
        also: &["qt"],
        media_type: "video/quicktime",
        video: &[VideoCodec::H264, VideoCodec::H265],
        audio: &[AudioCodec::Aac, AudioCodec::Mp3],
        transparent: &[],
        frame_rates: FrameRates::Video,
    },
    Format {
        container: Container::Webm,
        key: "webm",
        about: "WebM: for the web, with a transparent background where wanted",
        extension: "webm",
        also: &[],
        media_type: "video/webm",
        video: &[VideoCodec::Vp9, VideoCodec::Av1],
        audio: &[AudioCodec::Opus],
        transparent: &[VideoCodec::Vp9],
        frame_rates: FrameRates::Video,
    },
    Format {
        container: Container::Gif,
        key: "gif",
        about: "GIF: a moving picture for pages and chats, without sound",
        extension: "gif",
        also: &[],
        media_type: "image/gif",
        video: &[VideoCodec::Gif],
        transparent: &[],
        audio: &[],
        frame_rates: FrameRates::Gif,
    },
    Format {
        container: Container::PngZip,
        key: "png-zip",
        about: "every frame as a PNG, in a ZIP archive: for compositing, with a transparent background where wanted",
        extension: "zip",
        also: &["png"],
        media_type: "application/zip",
        video: &[VideoCodec::Png],
        transparent: &[VideoCodec::Png],
        audio: &[],
        frame_rates: FrameRates::Video,
    },
];

/// Names of codecs in settings and on the command line, with other names for them.
const VIDEO_KEYS: &[(VideoCodec, &[&str])] = &[
    (VideoCodec::H264, &["h264", "avc"]),
    (VideoCodec::H265, &["h265", "hevc"]),
    (VideoCodec::Vp9, &["vp9"]),
    (VideoCodec::Av1, &["av1"]),
    (VideoCodec::Gif, &["gif"]),
    (VideoCodec::Png, &["png"]),
];
const AUDIO_KEYS: &[(AudioCodec, &[&str])] = &[
    (AudioCodec::Aac, &["aac"]),
    (AudioCodec::Mp3, &["mp3"]),
    (AudioCodec::Opus, &["opus"]),
];

/// What makes a see-through video, for people.
pub fn see_through() -> String {
    let pairs = FORMATS.iter().flat_map(|format| {
        format
            .transparent
            .iter()
            .map(|codec| format!("{} in {}", codec.key(), format.key))
    });
    let pairs: Vec<_> = pairs.collect();
    format!("{} would do", listed(pairs.iter().map(String::as_str)))
}

impl Container {
    /// Its row of the table.
    pub fn format(self) -> &'static Format {
        // Invariant: every container has a row; a test walks them.
        FORMATS
            .iter()
            .find(|format| format.container == self)
            .unwrap_or(&FORMATS[0])
    }

    /// The usual ending of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        self.format().extension
    }

    /// The media type of the file.
    pub fn media_type(self) -> &'static str {
        self.format().media_type
    }

    /// The container that files with this ending are of.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let lower = extension.to_ascii_lowercase();
        let means = |format: &&Format| format.extension == lower || format.also.contains(&lower.as_str());
        FORMATS.iter().find(means).map(|format| format.container)
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.format().key)
    }
}

impl VideoCodec {
    /// Its name in settings and on the command line.
    pub fn key(self) -> &'static str {
        key(VIDEO_KEYS, self)
    }
}

impl AudioCodec {
    /// Its name in settings and on the command line.
    pub fn key(self) -> &'static str {
        key(AUDIO_KEYS, self)
    }
}

fn key<C: PartialEq>(keys: &'static [(C, &[&'static str])], codec: C) -> &'static str {
    keys.iter()
        .find(|(known, _)| *known == codec)
        .and_then(|(_, names)| names.first())
        .copied()
        .unwrap_or_default()
}

/// A name that means nothing here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} {name:?}: choose {choice}")]
pub struct UnknownName {
    what: &'static str,
    name: String,
    choice: String,
}

fn named<C: Copy>(what: &'static str, keys: &[(C, &[&str])], name: &str) -> Result<C, UnknownName> {
    let lower = name.to_ascii_lowercase();
    let found = keys.iter().find(|(_, names)| names.contains(&lower.as_str()));
    found.map(|(codec, _)| *codec).ok_or_else(|| UnknownName {
        what,
        name: name.chars().take(64).collect(),
        choice: listed(keys.iter().filter_map(|(_, names)| names.first().copied())),
    })
}

impl FromStr for VideoCodec {
    type Err = UnknownName;
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        named("video codec", VIDEO_KEYS, name)
    }
}

impl FromStr for AudioCodec {
    type Err = UnknownName;
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        named("audio codec", AUDIO_KEYS, name)
    }
}

impl FromStr for Container {
    type Err = UnknownName;
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let by_key = FORMATS
            .iter()
            .find(|format| format.key.eq_ignore_ascii_case(name));
        by_key
            .map(|format| format.container)
            .or_else(|| Self::of_extension(name))
            .ok_or_else(|| UnknownName {
                what: "format",
                name: name.chars().take(64).collect(),
                choice: listed(FORMATS.iter().map(|format| format.key)),
            })
    }
}

/// What would work instead of `codec` in `container`, for people.
pub(super) fn instead_of_video(container: Container, codec: VideoCodec) -> String {
    let here = listed(container.format().video.iter().map(|codec| codec.key()));
    let there = FORMATS.iter().filter(|format| format.video.contains(&codec));
    instead(
        &here,
        container,
        codec.key(),
        &listed(there.map(|format| format.key)),
    )
}

/// The same for the sound.
pub(super) fn instead_of_audio(container: Container, codec: AudioCodec) -> String {
    let here = listed(container.format().audio.iter().map(|codec| codec.key()));
    let there = FORMATS.iter().filter(|format| format.audio.contains(&codec));
    instead(
        &here,
        container,
        codec.key(),
        &listed(there.map(|format| format.key)),
    )
}

fn instead(here: &str, container: Container, codec: &str, there: &str) -> String {
    if here.is_empty() {
        return format!("left out, as {container} has no sound; {codec} goes into {there}");
    }
    format!("{here} in {container}; {codec} goes into {there}")
}

/// A list for people: `a`, `a or b`, `a, b or c`.
pub fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// The sample rates that a codec takes.
pub(super) fn sample_rates(codec: AudioCodec) -> &'static [u32] {
    match codec {
        AudioCodec::Aac | AudioCodec::Mp3 => &[44_100, 48_000],
        // RFC 6716, 2.1.3: nothing else comes out of a decoder for music.
        AudioCodec::Opus => &[48_000],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_means_one_thing() {
        for format in FORMATS {
            assert_eq!(format.container.format(), format);
            assert_eq!(format.key.parse(), Ok(format.container));
            assert_eq!(
                Container::of_extension(&format.extension.to_uppercase()),
                Some(format.container)
            );
            let json = serde_json::to_string(&format.container).expect("a name");
            assert_eq!(json, format!("{:?}", format.key));
            for codec in format.video {
                assert_eq!(codec.key().parse(), Ok(*codec));
            }
            for codec in format.audio {
                assert_eq!(codec.key().parse(), Ok(*codec));
            }
        }
        assert_eq!("HEVC".parse(), Ok(VideoCodec::H265));
        assert_eq!(Container::of_extension("txt"), None);
    }

    #[test]
    fn what_would_work_is_said() {
        assert_eq!(
            instead_of_video(Container::Webm, VideoCodec::H265),
            "vp9 or av1 in webm; h265 goes into mp4 or mov"
        );
        assert_eq!(
            instead_of_audio(Container::Mov, AudioCodec::Opus),
            "aac or mp3 in mov; opus goes into mp4 or webm"
        );
        let unknown = "wmv".parse::<Container>().expect_err("no such format");
        assert!(
            unknown
                .to_string()
                .ends_with("choose mp4, mov, webm, gif or png-zip"),
            "{unknown}"
        );
        assert_eq!(
            instead_of_audio(Container::Gif, AudioCodec::Aac),
            "left out, as gif has no sound; aac goes into mp4 or mov"
        );
    }
}
