//! The presets: what each platform takes, in one table.

use super::formats::Container;
use super::settings::{
    AudioSettings, ExportSettings, GifSettings, Loudness, Profile, TooLong, VideoSettings,
};
use crate::media::{AudioCodec, VideoCodec};
use crate::time::MediaTime;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The name of a preset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PresetId {
    /// YouTube in 1920x1080.
    #[serde(rename = "youtube_1080p")]
    Youtube1080p,
    /// YouTube in 3840x2160.
    #[serde(rename = "youtube_4k")]
    Youtube4k,
    /// Instagram feed, square.
    #[serde(rename = "instagram_square")]
    InstagramSquare,
    /// Instagram stories and reels, upright.
    #[serde(rename = "instagram_story")]
    InstagramStory,
    /// TikTok, upright.
    #[serde(rename = "tiktok_vertical")]
    TiktokVertical,
    /// Twitter, landscape.
    #[serde(rename = "twitter_landscape")]
    TwitterLandscape,
    /// No platform: 1920x1080 to begin from, everything may be changed.
    #[serde(rename = "custom")]
    Custom,
}

/// Where a video is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    /// YouTube.
    Youtube,
    /// Instagram.
    Instagram,
    /// TikTok.
    Tiktok,
    /// Twitter.
    Twitter,
}

impl Platform {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Youtube => "YouTube",
            Self::Instagram => "Instagram",
            Self::Tiktok => "TikTok",
            Self::Twitter => "Twitter",
        }
    }
}

/// What a platform asks of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformRules {
    /// The platform.
    pub platform: Platform,
    /// Width to height, as `16:9`.
    pub aspect_ratio: &'static str,
    /// The longest video in seconds; none where the platform sets no bound that matters.
    pub max_duration_seconds: Option<u32>,
    /// The largest file in bytes.
    pub max_file_size: u64,
    /// The bitrate the platform recommends, in kbit/s.
    pub recommended_kbps: u32,
    /// File formats the platform takes.
    pub supported_formats: &'static [Container],
}

/// A ready export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name.
    pub id: PresetId,
    /// Its name for people.
    pub name: &'static str,
    /// What it sets.
    pub settings: ExportSettings,
    /// The platform's rules; none for `custom`.
    pub platform: Option<PlatformRules>,
}

const GIB: u64 = 1 << 30;
const MIB: u64 = 1 << 20;

/// One row of the table.
struct Row {
    id: PresetId,
    key: &'static str,
    name: &'static str,
    size: (u32, u32),
    kbps: u32,
    crf: Option<u8>,
    profile: Profile,
    audio: (u32, u32),
    platform: Option<PlatformRules>,
}

const YOUTUBE: PlatformRules = PlatformRules {
    platform: Platform::Youtube,
    aspect_ratio: "16:9",
    max_duration_seconds: None,
    max_file_size: 128 * GIB,
    recommended_kbps: 8000,
    supported_formats: &[Container::Mp4, Container::Mov, Container::Webm],
};

const INSTAGRAM: PlatformRules = PlatformRules {
    platform: Platform::Instagram,
    aspect_ratio: "1:1",
    max_duration_seconds: Some(60),
    max_file_size: 4 * GIB,
    recommended_kbps: 3500,
    supported_formats: &[Container::Mp4],
};

const TIKTOK: PlatformRules = PlatformRules {
    platform: Platform::Tiktok,
    aspect_ratio: "9:16",
    max_duration_seconds: Some(180),
    // 287.6 MiB, rounded down to whole bytes.
    max_file_size: 2876 * MIB / 10,
    recommended_kbps: 2000,
    supported_formats: &[Container::Mp4],
};

const TWITTER: PlatformRules = PlatformRules {
    platform: Platform::Twitter,
    aspect_ratio: "16:9",
    max_duration_seconds: Some(140),
    max_file_size: 512 * MIB,
    recommended_kbps: 5000,
    supported_formats: &[Container::Mp4, Container::Mov],
};

const TABLE: &[Row] = &[
    Row {
        id: PresetId::Youtube1080p,
        key: "youtube_1080p",
        name: "YouTube 1080p",
        size: (1920, 1080),
        kbps: 8000,
        crf: Some(18),
        profile: Profile::High,
        audio: (192, 48_000),
        platform: Some(YOUTUBE),
    },
    Row {
        id: PresetId::Youtube4k,
        key: "youtube_4k",
        name: "YouTube 4K",
        size: (3840, 2160),
        kbps: 35_000,
        crf: Some(18),
        profile: Profile::High,
        audio: (192, 48_000),
        platform: Some(PlatformRules {
            recommended_kbps: 35_000,
            ..YOUTUBE
        }),
    },
    Row {
        id: PresetId::InstagramSquare,
        key: "instagram_square",
        name: "Instagram Square",
        size: (1080, 1080),
        kbps: 3500,
        crf: Some(20),
        profile: Profile::Main,
        audio: (128, 44_100),
        platform: Some(INSTAGRAM),
    },
    Row {
        id: PresetId::InstagramStory,
        key: "instagram_story",
        name: "Instagram Story",
        size: (1080, 1920),
        kbps: 3500,
        crf: Some(20),
        profile: Profile::Main,
        audio: (128, 44_100),
        platform: Some(PlatformRules {
            aspect_ratio: "9:16",
            ..INSTAGRAM
        }),
    },
    Row {
        id: PresetId::TiktokVertical,
        key: "tiktok_vertical",
        name: "TikTok Vertical",
        size: (1080, 1920),
        kbps: 2000,
        crf: Some(22),
        profile: Profile::Main,
        audio: (128, 44_100),
        platform: Some(TIKTOK),
    },
    Row {
        id: PresetId::TwitterLandscape,
        key: "twitter_landscape",
        name: "Twitter Landscape",
        size: (1920, 1080),
        kbps: 5000,
        crf: Some(20),
        profile: Profile::Main,
        audio: (128, 44_100),
        platform: Some(TWITTER),
    },
    Row {
        id: PresetId::Custom,
        key: "custom",
        name: "Custom",
        size: (1920, 1080),
        kbps: 8000,
        crf: None,
        profile: Profile::High,
        audio: (192, 48_000),
        platform: None,
    },
];

impl Row {
    fn preset(&self) -> Preset {
        let video = VideoSettings {
            codec: VideoCodec::H264,
            width: self.size.0,
            height: self.size.1,
            frame_rate: 30,
            bitrate_kbps: Some(self.kbps),
            crf: self.crf,
            profile: self.profile,
            transparent: false,
        };
        let audio = AudioSettings {
            codec: AudioCodec::Aac,
            bitrate_kbps: self.audio.0,
            sample_rate: self.audio.1,
            channels: 2,
            normalization: true,
            loudness: Loudness::default(),
            fade_in: MediaTime::ZERO,
            fade_out: MediaTime::ZERO,
        };
        let settings = ExportSettings {
            preset: self.id,
            container: Container::Mp4,
            video,
            audio: Some(audio),
            from: None,
            to: None,
            on_too_long: TooLong::Error,
            max_file_size: None,
            fragmented: false,
            comment: None,
            gif: GifSettings::default(),
        };
        Preset {
            id: self.id,
            name: self.name,
            settings,
            platform: self.platform,
        }
    }
}

/// Every preset, in the order of the table: the platforms first, `custom` last.
pub fn all_presets() -> Vec<Preset> {
    TABLE.iter().map(Row::preset).collect()
}

/// The preset of that name.
pub fn preset(id: PresetId) -> Preset {
    row(id).preset()
}

fn row(id: PresetId) -> &'static Row {
    // Invariant: every PresetId has a row; a test walks them.
    TABLE
        .iter()
        .find(|row| row.id == id)
        .unwrap_or(&TABLE[TABLE.len() - 1])
}

impl PresetId {
    /// The name as it is written in settings and on the command line.
    pub fn key(self) -> &'static str {
        row(self).key
    }
}

impl fmt::Display for PresetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A name that no preset has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no preset {0:?}: choose one of {known}", known = known())]
pub struct UnknownPreset(String);

fn known() -> String {
    TABLE.iter().map(|row| row.key).collect::<Vec<_>>().join(", ")
}

impl FromStr for PresetId {
    type Err = UnknownPreset;
    fn from_str(text: &str) -> Result<Self, UnknownPreset> {
        let row = TABLE.iter().find(|row| row.key == text);
        row.map(|row| row.id)
            .ok_or_else(|| UnknownPreset(text.chars().take(64).collect()))
    }
}
