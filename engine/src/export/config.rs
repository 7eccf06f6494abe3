//! The settings of an export and their limits.

use super::formats::{self, Container};
use super::platform;
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
/// The longest side of a GIF, in pixels.
pub const MAX_GIF_SIDE: u32 = 1280;
/// The smallest bound on a file, in bytes: no video is smaller.
pub const MIN_FILE: u64 = 10_000;
/// By how much the constant rate factor of a GIF rises for half the size, and how often its colours are halved: measured
/// on songs with many notes, where fewer colours tell most.
const GIF_HALVING: f64 = 14.0;
const FEWER_COLORS: f64 = 4.0;
/// Halvings more than are needed, since songs differ.
const GIF_MARGIN: f64 = 0.25;
/// What containers and the imprecision of encoders add to the bits of the streams.
const OVERHEAD: f64 = 1.05;
/// The longest comment, in characters.
pub const MAX_COMMENT: usize = 1000;
/// The longest video.
pub const MAX_DURATION: MediaTime = MediaTime::from_millis(6 * 3600 * 1000);

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
    /// The profile of H.264.
    pub profile: Profile,
    /// Whether what lies behind the layers is see-through; only VP9 in WebM carries it.
    #[serde(default)]
    pub transparent: bool,
}

/// What belongs to GIF alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GifSettings {
    /// How many colours there are at most, 2 to 256; one of 256 stands for what does not change.
    pub colors: u16,
    /// How often the video is played; 0 is for ever.
    pub loops: u16,
    /// Whether colours between those of the palette are mixed of dots.
    pub dither: bool,
}

impl Default for GifSettings {
    fn default() -> Self {
        Self {
            colors: 256,
            loops: 0,
            dither: true,
        }
    }
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
    /// What happens to a video that is longer than the platform of its preset takes.
    #[serde(default)]
    pub on_too_long: TooLong,
    /// The largest file in bytes, where it is to be smaller than the platform of the preset takes.
    #[serde(default)]
    pub max_file_size: Option<u64>,
    /// Whether an MP4 is made of fragments that can be sent on before the rest is there.
    #[serde(default)]
    pub fragmented: bool,
    /// A remark that the file carries.
    #[serde(default)]
    pub comment: Option<String>,
    /// What belongs to GIF alone.
    #[serde(default)]
    pub gif: GifSettings,
}

/// What happens to a video that is longer than its platform takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TooLong {
    /// It is refused.
    #[default]
    Error,
    /// It ends where the platform's bound is, with the fade-out that the sound has.
    Trim,
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

    /// What goes with what.
    fn check_formats(&mut self, settings: &ExportSettings) {
        let (container, codec) = (settings.container, settings.video.codec);
        let format = container.format();
        let instead = || formats::instead_of_video(container, codec);
        self.require(
            format.video.contains(&codec),
            "video.codec",
            codec.key(),
            instead(),
        );
        if let Some(audio) = &settings.audio {
            let codec = audio.codec;
            let instead = || formats::instead_of_audio(container, codec);
            self.require(
                format.audio.contains(&codec),
                "audio.codec",
                codec.key(),
                instead(),
            );
        }
        let opaque = !settings.video.transparent;
        let see_through = format.transparent.contains(&codec);
        let limit = format!(
            "false with {} in {container}: {}",
            codec.key(),
            formats::see_through()
        );
        self.require(opaque || see_through, "video.transparent", "true", limit);
        self.require(
            !settings.fragmented || container == Container::Mp4,
            "fragmented",
            "true",
            format!("false in {container}: only mp4 is made of fragments"),
        );
    }

    fn check_file(&mut self, settings: &ExportSettings) {
        if let Some(bytes) = settings.max_file_size {
            let limit = format!("at least {MIN_FILE} bytes");
            self.require(bytes >= MIN_FILE, "maxFileSize", bytes, limit);
        }
        if settings.container == Container::Gif {
            let colors = settings.gif.colors;
            self.require((2..=256).contains(&colors), "gif.colors", colors, "from 2 to 256");
            let video = &settings.video;
            for (field, side) in [("video.width", video.width), ("video.height", video.height)] {
                self.require(
                    side <= MAX_GIF_SIDE,
                    field,
                    side,
                    format!("at most {MAX_GIF_SIDE} in gif"),
                );
            }
            let none = video.bitrate_kbps.is_none();
            let limit = "left out for gif: its size follows from crf, size and colours";
            self.require(none, "video.bitrateKbps", video.bitrate_kbps.unwrap_or(0), limit);
        }
        if let Some(comment) = &settings.comment {
            let length = comment.chars().count();
            let limit = format!("at most {MAX_COMMENT} characters long");
            self.require(
                length <= MAX_COMMENT,
                "comment",
                format!("{length} characters long"),
                limit,
            );
        }
    }

    fn check_video(&mut self, settings: &ExportSettings) {
        let video = &settings.video;
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
        let rates = settings.container.format().frame_rates;
        self.require(
            rates.all().contains(&video.frame_rate),
            "video.frameRate",
            video.frame_rate,
            rates.to_string(),
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
        let rates = formats::sample_rates(audio.codec);
        let limit = rates.iter().map(u32::to_string).collect::<Vec<_>>().join(" or ");
        self.require(
            rates.contains(&audio.sample_rate),
            "audio.sampleRate",
            audio.sample_rate,
            limit,
        );
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
