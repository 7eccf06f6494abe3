//! The settings of an export and their limits.

use crate::media::{AudioCodec, VideoCodec};
use crate::time::{FrameRate, MediaTime};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The smallest width and height, in pixels.
pub const MIN_SIDE: u32 = 128;
/// The largest width and height, in pixels: the encoder takes 3840 by 2160 either way round.
pub const MAX_SIDE: u32 = 3840;
/// The most pixels in a frame.
pub const MAX_PIXELS: u64 = 3840 * 2160;
/// Video bitrates that are taken, in kbit/s.
pub const VIDEO_KBPS: std::ops::RangeInclusive<u32> = 100..=100_000;
/// Audio bitrates that are taken, in kbit/s.
pub const AUDIO_KBPS: std::ops::RangeInclusive<u32> = 32..=320;
/// The largest constant rate factor, on H.264's quantiser scale.
pub const MAX_CRF: u8 = 51;
/// The longest fade of the sound.
pub const MAX_FADE: MediaTime = MediaTime::from_millis(30_000);
/// The longest video.
pub const MAX_DURATION: MediaTime = MediaTime::from_millis(6 * 3600 * 1000);

/// The file format around the streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    /// MPEG-4 Part 14, with the index first so that playing may begin before the whole file is there.
    Mp4,
}

impl Container {
    /// The usual ending of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
        }
    }

    /// The media type of the file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
        }
    }
}

/// Which tools of H.264 the stream may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Constrained baseline: plays everywhere, compresses least.
    Baseline,
    /// Main: CABAC entropy coding.
    Main,
    /// High: what the platforms ask for by name; the encoder has no 8x8 transform, so its tools are main's.
    High,
}

/// Everything about the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VideoSettings {
    /// The codec.
    pub codec: VideoCodec,
    /// Width in pixels: even, 128 to 3840.
    pub width: u32,
    /// Height in pixels: even, 128 to 3840; width times height at most 3840 x 2160.
    pub height: u32,
    /// Frames a second: 24, 30 or 60.
    pub frame_rate: u32,
    /// The most bits a second to spend, in kbit/s, 100 to 100000; none means as many as `crf` needs.
    pub bitrate_kbps: Option<u32>,
    /// Constant rate factor, 0 (best) to 51: quality never goes above it, so easy pictures cost fewer bits.
    pub crf: Option<u8>,
    /// The profile.
    pub profile: Profile,
}

/// Everything about the sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AudioSettings {
    /// The codec.
    pub codec: AudioCodec,
    /// Bits a second in kbit/s, 32 to 320.
    pub bitrate_kbps: u32,
    /// Samples a second: 44100 or 48000.
    pub sample_rate: u32,
    /// 1 (mono) or 2 (stereo).
    pub channels: u16,
    /// Whether the sound is brought to `loudness`.
    #[serde(default)]
    pub normalization: bool,
    /// The loudness that it is brought to, -36 to -8 LUFS; by default -14, which platforms play at.
    #[serde(default)]
    pub loudness: Loudness,
    /// How long the sound rises from silence at the start of the video, 0 to 30 s.
    #[serde(default)]
    pub fade_in: MediaTime,
    /// How long the sound falls to silence at the end of the video, 0 to 30 s; both fades together are at most as
    /// long as the video.
    #[serde(default)]
    pub fade_out: MediaTime,
}

/// A loudness by ITU-R BS.1770-4, in hundredths of LUFS; written as a number of LUFS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "f64", into = "f64")]
pub struct Loudness(i32);

impl Loudness {
    /// The quietest that sound is brought to.
    pub const LOWEST: Self = Self(-3600);
    /// The loudest: beyond it little is left of the music but its peaks.
    pub const HIGHEST: Self = Self(-800);

    /// In LUFS.
    pub fn lufs(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl Default for Loudness {
    /// What YouTube, Instagram, TikTok and Twitter play at or near to.
    fn default() -> Self {
        Self(-1400)
    }
}

impl From<f64> for Loudness {
    fn from(lufs: f64) -> Self {
        // What is no number is outside every limit.
        let hundredths = if lufs.is_nan() {
            1e9
        } else {
            (lufs * 100.0).round()
        };
        Self(hundredths.clamp(-1e9, 1e9) as i32)
    }
}

impl From<Loudness> for f64 {
    fn from(loudness: Loudness) -> Self {
        loudness.lufs()
    }
}

impl AudioSettings {
    /// Bits a second for each channel.
    pub fn bits_per_channel(&self) -> u32 {
        self.bitrate_kbps.saturating_mul(1000) / u32::from(self.channels.max(1))
    }
}

/// An export as it is stored and shown. Anything may stand in it; [`ExportConfig::new`] checks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportSettings {
    /// The preset the export began from.
    pub preset: super::PresetId,
    /// The file format.
    pub container: Container,
    /// The picture.
    pub video: VideoSettings,
    /// The sound; none makes a silent file.
    pub audio: Option<AudioSettings>,
    /// Where in the song the video begins; none is its start.
    #[serde(default)]
    pub from: Option<MediaTime>,
    /// Where in the song the video ends; none is its end.
    #[serde(default)]
    pub to: Option<MediaTime>,
}

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
        wrong.check_video(&settings.video);
        if let Some(audio) = &settings.audio {
            wrong.check_audio(audio);
            wrong.check_fades(audio);
            wrong.check_loudness(audio.loudness);
        }
        wrong.check_range(settings.from, settings.to);
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

/// Collects wrong fields.
#[derive(Default)]
struct Wrong(Vec<FieldError>);

impl Wrong {
    fn require(&mut self, ok: bool, field: &'static str, value: impl fmt::Display, limit: impl Into<String>) {
        if !ok {
            self.0.push(FieldError {
                field,
                value: value.to_string(),
                limit: limit.into(),
            });
        }
    }

    fn check_video(&mut self, video: &VideoSettings) {
        let side = |n: u32| n.is_multiple_of(2) && (MIN_SIDE..=MAX_SIDE).contains(&n);
        let limit = format!("an even number from {MIN_SIDE} to {MAX_SIDE}");
        self.require(side(video.width), "video.width", video.width, limit.as_str());
        self.require(side(video.height), "video.height", video.height, limit.as_str());
        let pixels = u64::from(video.width) * u64::from(video.height);
        self.require(
            pixels <= MAX_PIXELS || video.width > MAX_SIDE || video.height > MAX_SIDE,
            "video.height",
            format!("{} (with a width of {})", video.height, video.width),
            "at most 3840x2160 pixels in all, either way round",
        );
        self.require(
            [24, 30, 60].contains(&video.frame_rate),
            "video.frameRate",
            video.frame_rate,
            "24, 30 or 60",
        );
        self.check_rate(video);
    }

    fn check_rate(&mut self, video: &VideoSettings) {
        if let Some(kbps) = video.bitrate_kbps {
            let limit = format!("from {} to {} kbit/s", VIDEO_KBPS.start(), VIDEO_KBPS.end());
            self.require(VIDEO_KBPS.contains(&kbps), "video.bitrateKbps", kbps, limit);
        }
        if let Some(crf) = video.crf {
            self.require(crf <= MAX_CRF, "video.crf", crf, format!("from 0 to {MAX_CRF}"));
        }
        let some = video.bitrate_kbps.is_some() || video.crf.is_some();
        self.require(some, "video.bitrateKbps", "missing", "given where crf is not");
    }

    fn check_audio(&mut self, audio: &AudioSettings) {
        let limit = format!("from {} to {} kbit/s", AUDIO_KBPS.start(), AUDIO_KBPS.end());
        self.require(
            AUDIO_KBPS.contains(&audio.bitrate_kbps),
            "audio.bitrateKbps",
            audio.bitrate_kbps,
            limit,
        );
        let rate = [44_100, 48_000].contains(&audio.sample_rate);
        self.require(rate, "audio.sampleRate", audio.sample_rate, "44100 or 48000");
        self.require(
            (1..=2).contains(&audio.channels),
            "audio.channels",
            audio.channels,
            "1 or 2",
        );
    }

    fn check_loudness(&mut self, loudness: Loudness) {
        let (low, high) = (Loudness::LOWEST, Loudness::HIGHEST);
        let limit = format!("from {} to {} LUFS", low.lufs(), high.lufs());
        let right = (low..=high).contains(&loudness);
        self.require(right, "audio.loudness", loudness.lufs(), limit);
    }

    fn check_fades(&mut self, audio: &AudioSettings) {
        let fades = [("audio.fadeIn", audio.fade_in), ("audio.fadeOut", audio.fade_out)];
        for (field, fade) in fades {
            let right = (MediaTime::ZERO..=MAX_FADE).contains(&fade);
            let limit = format!("from 0 to {} seconds", MAX_FADE.seconds());
            self.require(right, field, fade.seconds(), limit);
        }
    }

    fn check_range(&mut self, from: Option<MediaTime>, to: Option<MediaTime>) {
        let start = from.unwrap_or_default();
        self.require(
            start >= MediaTime::ZERO,
            "from",
            start,
            "at or after the start of the song",
        );
        if let Some(end) = to {
            self.require(
                end > start,
                "to",
                end,
                format!("after {start}, where the video begins"),
            );
        }
    }
}
