//! The settings of an export, as they are stored and shown.

use super::formats::Container;
use crate::media::{AudioCodec, VideoCodec};
use crate::time::MediaTime;
use serde::{Deserialize, Serialize};

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
