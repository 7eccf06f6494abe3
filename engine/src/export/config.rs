//! A valid export, and what follows from it.

use super::formats::Container;
use super::limits::{MAX_CRF, VIDEO_KBPS, Wrong};
use super::platform;
use super::settings::{AudioSettings, ExportSettings, VideoSettings};
use crate::media::VideoCodec;
use crate::time::{FrameRate, MediaTime};
use serde::{Deserialize, Serialize};
use std::fmt;

/// By how much the constant rate factor of a GIF rises for half the size, and how often its colours are halved: measured
/// on songs with many notes, where fewer colours tell most.
const GIF_HALVING: f64 = 14.0;
const FEWER_COLORS: f64 = 4.0;
/// Halvings more than are needed, since songs differ.
const GIF_MARGIN: f64 = 0.25;
/// What containers and the imprecision of encoders add to the bits of the streams.
const OVERHEAD: f64 = 1.05;

/// A valid export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ExportSettings", into = "ExportSettings")]
pub struct ExportConfig {
    settings: ExportSettings,
}

/// One wrong field: its path, its value and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The path of the field, such as `video.width`.
    pub field: &'static str,
    /// The value that was given.
    pub value: String,
    /// What is allowed.
    pub limit: String,
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}: it must be {}", self.field, self.value, self.limit)
    }
}

/// Why settings make no valid export: every wrong field at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(FieldError::to_string).collect::<Vec<_>>().join("; "))]
pub struct InvalidExport(pub Vec<FieldError>);

impl ExportConfig {
    /// Checks the settings.
    ///
    /// # Errors
    /// One [`FieldError`] for each field outside its limits.
    pub fn new(settings: ExportSettings) -> Result<Self, InvalidExport> {
        let mut wrong = Wrong::default();
        wrong.check_formats(&settings);
        wrong.check_video(&settings);
        if let Some(audio) = &settings.audio {
            wrong.check_audio(audio);
            wrong.check_fades(audio);
            wrong.check_loudness(audio.loudness);
        }
        wrong.check_range(settings.from, settings.to);
        wrong.check_file(&settings);
        // A side that is wrong by itself says nothing about the shape.
        let known: Vec<_> = wrong.0.iter().map(|wrong| wrong.field).collect();
        let sided = known
            .iter()
            .any(|field| ["video.width", "video.height"].contains(field));
        let broken = platform::broken_rules(&settings);
        wrong.0.extend(
            broken
                .into_iter()
                .filter(|rule| !(sided && rule.field == "video.width")),
        );
        if wrong.0.is_empty() {
            Ok(Self { settings })
        } else {
            Err(InvalidExport(wrong.0))
        }
    }

    /// The settings, all of them valid.
    pub fn settings(&self) -> &ExportSettings {
        &self.settings
    }

    /// The picture.
    pub fn video(&self) -> &VideoSettings {
        &self.settings.video
    }

    /// The sound, if any.
    pub fn audio(&self) -> Option<&AudioSettings> {
        self.settings.audio.as_ref()
    }

    /// The file format.
    pub fn container(&self) -> Container {
        self.settings.container
    }

    /// Frames a second.
    pub fn frame_rate(&self) -> FrameRate {
        FrameRate::whole(self.settings.video.frame_rate)
    }

    /// The largest file that is wanted, in bytes: what was asked for, or what the platform takes.
    pub fn max_file_size(&self) -> Option<u64> {
        let platform = platform::rules(&self.settings).map(|rules| rules.max_file_size);
        [self.settings.max_file_size, platform]
            .into_iter()
            .flatten()
            .min()
    }

    /// The longest video that the platform takes.
    pub fn max_duration(&self) -> Option<MediaTime> {
        platform::rules(&self.settings)?
            .max_duration_seconds
            .map(|seconds| MediaTime::from_seconds(f64::from(seconds)))
    }

    /// About how many bytes the file of a video of this length has at most; none where the picture has no bound on its
    /// bits.
    pub fn estimated_size(&self, duration: MediaTime) -> Option<u64> {
        let sound = self.audio().map_or(0, |audio| audio.bitrate_kbps);
        let kbps = self.video().bitrate_kbps?.saturating_add(sound);
        Some((duration.seconds().max(0.0) * f64::from(kbps) * 125.0 * OVERHEAD) as u64)
    }

    /// The same export at a lower rate, so that about `aim` bytes come out where `bytes` did; none where that cannot be
    /// had.
    pub fn smaller(&self, duration: MediaTime, bytes: u64, aim: u64) -> Option<Self> {
        let seconds = duration.seconds().max(0.01);
        let mut settings = self.settings.clone();
        let video = &mut settings.video;
        match video.codec {
            VideoCodec::Png => return None,
            VideoCodec::Gif => {
                let crf = video.crf.unwrap_or_default();
                let halvings = (bytes as f64 / aim.max(1) as f64).log2().max(0.0) + GIF_MARGIN;
                video.crf =
                    Some((f64::from(crf) + 4.0 + GIF_HALVING * halvings).min(f64::from(MAX_CRF)) as u8);
                let fewer = f64::from(settings.gif.colors) / (FEWER_COLORS * halvings).exp2();
                settings.gif.colors = (fewer as u16).clamp(settings.gif.colors.min(16), 256);
                if *self.settings() == settings {
                    return None;
                }
            }
            _ => {
                let sound = self.audio().map_or(0.0, |audio| f64::from(audio.bitrate_kbps));
                let kbps = |bytes: u64| bytes as f64 / seconds / 125.0 - sound;
                // Where the file is larger than its bitrate explains, the bitrate has to fall as much.
                let bound = video.bitrate_kbps.map_or(f64::MAX, f64::from);
                let wanted = (kbps(aim) * (bound / kbps(bytes).max(1.0)).min(1.0)) as u32;
                video.bitrate_kbps =
                    Some(wanted.min(*VIDEO_KBPS.end())).filter(|kbps| VIDEO_KBPS.contains(kbps));
                video.bitrate_kbps?;
            }
        }
        Some(Self { settings })
    }
}

impl TryFrom<ExportSettings> for ExportConfig {
    type Error = InvalidExport;
    fn try_from(settings: ExportSettings) -> Result<Self, InvalidExport> {
        Self::new(settings)
    }
}

impl From<ExportConfig> for ExportSettings {
    fn from(config: ExportConfig) -> Self {
        config.settings
    }
}
