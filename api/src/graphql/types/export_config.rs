//! How an export is made, as it is shown.

use super::scalars::{Long, int};
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
    #[graphql(name = "MP4")]
    Mp4,
    /// QuickTime, for editing programs.
    Mov,
    /// WebM, for the web.
    Webm,
    /// GIF: a picture that moves, without sound.
    Gif,
    /// Every frame as a PNG, in a ZIP archive.
    PngZip,
}

/// What happens to a video that is longer than the platform of its preset takes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "engine::TooLong")]
pub enum TooLong {
    /// It is refused.
    #[default]
    Error,
    /// It ends where the platform's bound is, with the fade-out that the sound has.
    Trim,
}

/// Compression of the picture.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "media::VideoCodec")]
pub enum VideoCodec {
    /// H.264, also called AVC.
    H264,
    /// H.265, also called HEVC.
    H265,
    /// VP9.
    #[graphql(name = "VP9")]
    Vp9,
    /// AV1.
    #[graphql(name = "AV1")]
    Av1,
    /// GIF: at most 255 colours.
    Gif,
    /// PNG: every frame without loss.
    Png,
}

/// Compression of the sound.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "media::AudioCodec")]
pub enum AudioCodec {
    /// AAC-LC.
    Aac,
    /// MP3, MPEG-1 Audio Layer III.
    #[graphql(name = "MP3")]
    Mp3,
    /// Opus.
    Opus,
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
    /// What happens to a video that is longer than the platform takes.
    on_too_long: TooLong,
    /// The largest file in bytes; null where the platform's bound is enough.
    max_file_size: Option<Long>,
    /// Whether an MP4 is made of fragments that can be sent on before the rest is there.
    fragmented: bool,
    /// A remark that the file carries.
    comment: Option<String>,
    /// What belongs to GIF alone; null for other formats.
    gif: Option<GifSettings>,
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
    /// The profile of H.264.
    profile: VideoProfile,
    /// Whether what lies behind the layers is see-through.
    transparent: bool,
}

/// What belongs to GIF alone.
#[derive(SimpleObject)]
pub struct GifSettings {
    /// How many colours there are at most.
    colors: i32,
    /// How often the video is played; 0 is for ever.
    loops: i32,
    /// Whether colours between those of the palette are mixed of dots.
    dither: bool,
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
            on_too_long: settings.on_too_long.into(),
            max_file_size: settings.max_file_size.map(Long::count),
            fragmented: settings.fragmented,
            comment: settings.comment.clone(),
            gif: (settings.container == engine::Container::Gif).then(|| GifSettings {
                colors: i32::from(settings.gif.colors),
                loops: i32::from(settings.gif.loops),
                dither: settings.gif.dither,
            }),
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
            transparent: video.transparent,
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
