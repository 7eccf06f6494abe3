//! How an export is made, as it is shown.

use super::scalars::int;
use async_graphql::{Enum, SimpleObject};
use phonoglyph_engine::export as engine;
use phonoglyph_engine::media;
use phonoglyph_engine::time::MediaTime;

/// The name of a preset.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "engine::PresetId")]
pub enum ExportPresetId {
    /// YouTube in 1920x1080.
    #[default]
    #[graphql(name = "YOUTUBE_1080P")]
    Youtube1080p,
    /// YouTube in 3840x2160.
    #[graphql(name = "YOUTUBE_4K")]
    Youtube4k,
    /// Instagram feed, square.
    InstagramSquare,
    /// Instagram stories and reels, upright.
    InstagramStory,
    /// TikTok, upright.
    TiktokVertical,
    /// Twitter, landscape.
    TwitterLandscape,
    /// No platform: 1920x1080 to begin from, everything may be changed.
    Custom,
}

/// The file format around picture and sound.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "engine::Container")]
pub enum ExportContainer {
    /// MPEG-4 Part 14, with the index first so that playing may begin before the whole file is there.
    Mp4,
}

/// Compression of the picture.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "media::VideoCodec")]
pub enum VideoCodec {
    /// H.264, also called AVC.
    H264,
}

/// Compression of the sound.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "media::AudioCodec")]
pub enum AudioCodec {
    /// AAC-LC.
    Aac,
}

/// Which tools of H.264 the picture may use.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "engine::Profile")]
pub enum VideoProfile {
    /// Constrained baseline: plays everywhere, compresses least.
    Baseline,
    /// Main: CABAC entropy coding.
    Main,
    /// High: CABAC and the 8x8 transform.
    High,
}

/// How an export is made.
#[derive(SimpleObject)]
pub struct ExportConfig {
    /// The preset it began from.
    preset: ExportPresetId,
    /// The file format.
    container: ExportContainer,
    /// The picture.
    video: VideoSettings,
    /// The sound; null where the file is silent.
    audio: Option<AudioSettings>,
    /// Where in the song the video begins, in seconds; null is its start.
    from: Option<f64>,
    /// Where in the song the video ends, in seconds; null is its end.
    to: Option<f64>,
}

/// How the picture is made.
#[derive(SimpleObject)]
pub struct VideoSettings {
    /// The codec.
    codec: VideoCodec,
    /// Width in pixels.
    width: i32,
    /// Height in pixels.
    height: i32,
    /// Frames a second.
    frame_rate: i32,
    /// The most bits a second to spend, in kbit/s; null means as many as `crf` needs.
    bitrate_kbps: Option<i32>,
    /// Constant rate factor, 0 (best) to 51: quality never goes above it, so easy pictures cost fewer bits.
    crf: Option<i32>,
    /// The profile.
    profile: VideoProfile,
}

/// How the sound is made.
#[derive(SimpleObject)]
pub struct AudioSettings {
    /// The codec.
    codec: AudioCodec,
    /// Bits a second, in kbit/s.
    bitrate_kbps: i32,
    /// Samples a second.
    sample_rate: i32,
    /// 1 (mono) or 2 (stereo).
    channels: i32,
    /// Whether the sound is brought to `loudness`, with true peaks of at most -1 dBTP.
    normalization: bool,
    /// The loudness that it is brought to, in LUFS.
    loudness: f64,
    /// How long the sound rises from silence at the start of the video, in seconds.
    fade_in: f64,
    /// How long the sound falls to silence at the end of the video, in seconds.
    fade_out: f64,
}

impl From<&engine::ExportSettings> for ExportConfig {
    fn from(settings: &engine::ExportSettings) -> Self {
        Self {
            preset: settings.preset.into(),
            container: settings.container.into(),
            video: VideoSettings::from(&settings.video),
            audio: settings.audio.as_ref().map(AudioSettings::from),
            from: settings.from.map(MediaTime::seconds),
            to: settings.to.map(MediaTime::seconds),
        }
    }
}

impl From<&engine::VideoSettings> for VideoSettings {
    fn from(video: &engine::VideoSettings) -> Self {
        Self {
            codec: video.codec.into(),
            width: int(video.width),
            height: int(video.height),
            frame_rate: int(video.frame_rate),
            bitrate_kbps: video.bitrate_kbps.map(int),
            crf: video.crf.map(i32::from),
            profile: video.profile.into(),
        }
    }
}

impl From<&engine::AudioSettings> for AudioSettings {
    fn from(audio: &engine::AudioSettings) -> Self {
        Self {
            codec: audio.codec.into(),
            bitrate_kbps: int(audio.bitrate_kbps),
            sample_rate: int(audio.sample_rate),
            channels: i32::from(audio.channels),
            normalization: audio.normalization,
            loudness: audio.loudness.lufs(),
            fade_in: audio.fade_in.seconds(),
            fade_out: audio.fade_out.seconds(),
        }
    }
}
