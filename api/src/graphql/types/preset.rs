//! The presets, with what each platform asks.

use super::export_config::{AudioSettings, ExportContainer, ExportPresetId, VideoSettings};
use super::scalars::{Long, int};
use async_graphql::{Enum, SimpleObject};
use phonoglyph_engine::export as engine;

/// A ready export.
#[derive(SimpleObject)]
pub struct ExportPreset {
    /// Its name for programs.
    id: ExportPresetId,
    /// Its name for people.
    name: &'static str,
    /// The file format.
    container: ExportContainer,
    /// The picture.
    video: VideoSettings,
    /// The sound.
    audio: Option<AudioSettings>,
    /// The platform it is for; null for CUSTOM.
    platform: Option<PlatformRules>,
}

/// Where a video is to be shown.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "engine::Platform")]
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

/// What a platform asks of a video.
#[derive(SimpleObject)]
pub struct PlatformRules {
    /// The platform.
    platform: Platform,
    /// Width to height, as `16:9`.
    aspect_ratio: &'static str,
    /// The longest video in seconds; null where the platform sets no bound that matters.
    max_duration_seconds: Option<i32>,
    /// The largest file in bytes.
    max_file_size: Long,
    /// The bitrate the platform recommends, in kbit/s.
    recommended_bitrate_kbps: i32,
    /// File formats the platform takes.
    supported_formats: Vec<&'static str>,
}

/// Every preset: the platforms first, CUSTOM last.
pub fn export_presets() -> Vec<ExportPreset> {
    engine::all_presets()
        .into_iter()
        .map(ExportPreset::from)
        .collect()
}

impl From<engine::Preset> for ExportPreset {
    fn from(preset: engine::Preset) -> Self {
        Self {
            id: preset.id.into(),
            name: preset.name,
            container: preset.settings.container.into(),
            video: VideoSettings::from(&preset.settings.video),
            audio: preset.settings.audio.as_ref().map(AudioSettings::from),
            platform: preset.platform.map(PlatformRules::from),
        }
    }
}

impl From<engine::PlatformRules> for PlatformRules {
    fn from(rules: engine::PlatformRules) -> Self {
        Self {
            platform: rules.platform.into(),
            aspect_ratio: rules.aspect_ratio,
            max_duration_seconds: rules.max_duration_seconds.map(int),
            max_file_size: Long::count(rules.max_file_size),
            recommended_bitrate_kbps: int(rules.recommended_kbps),
            supported_formats: rules
                .supported_formats
                .iter()
                .map(|format| format.format().key)
                .collect(),
        }
    }
}
