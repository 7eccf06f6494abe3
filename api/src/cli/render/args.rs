//! What `render` is told.

use super::super::{bad_input, formats};
use super::branding::BrandingArgs;
use super::content::ContentArgs;
use super::sources::SourceArgs;
use crate::config::{OutsideArgs, VoiceArgs};
use clap::{Args, ValueEnum};
use phonoglyph_engine::export::{Container, ExportRequest, PresetId, Profile, TooLong};
use phonoglyph_engine::media::{AudioCodec, VideoCodec};
use phonoglyph_engine::time::MediaTime;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  phonoglyph render song.mid
  phonoglyph render song.mid --audio song.wav --title \"Evening\" --artist Ada -o evening.mp4
  phonoglyph render song.mid --audio song.wav --audio-offset -0.54 --mix-score --score-gain -9
  phonoglyph render song.mid --stem drums=drums.wav --stem bass=bass.wav --stem-gain bass=3
  phonoglyph render song.mid --look neon --cover cover.jpg --preset instagram_square
  phonoglyph render song.mid --preset custom --width 1280 --height 720 --fps 60 --crf 20
  phonoglyph render song.mid -o song.webm --vcodec vp9 --acodec opus
  phonoglyph render song.mid -o song.gif --width 480 --height 480 --to 10 --max-size 8MB
  phonoglyph render song.mid -o layer.webm --transparent
  phonoglyph render song.mid --watermark logo.svg --end-card \"Thank you for listening\" \\
      --handle youtube=@yourmusic --handle instagram=@yourmusic --qr handle
  phonoglyph render song.mid --template social-media-pack --handle youtube=@yourmusic
  phonoglyph render song.mid --from 30 --to 45 --json | tail -1 | jq .realtime_x
  phonoglyph render song.mid --preset tiktok_vertical --dry-run --json | jq '.warnings[].code'

Presets: youtube_1080p, youtube_4k, instagram_square, instagram_story, tiktok_vertical, twitter_landscape, custom.";

/// A song.
#[derive(Args)]
pub struct SongArgs {
    /// The song: a .mid, .kar or .rmi file
    pub song: PathBuf,
    /// The recording that is heard (WAV, AIFF, FLAC, MP3, AAC, Ogg, M4A, CAF, WebM); without it the synthesizer plays the song
    #[arg(long, value_name = "FILE")]
    pub audio: Option<PathBuf>,
    #[command(flatten)]
    pub sources: SourceArgs,
}

/// A song to render, and how.
#[derive(Args)]
#[command(after_help = EXAMPLES, allow_negative_numbers = true)]
pub struct RenderArgs {
    #[command(flatten)]
    pub song: SongArgs,
    /// The video; by default the song's name and the preset's, in this folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the video that is there already, where -o does not name it
    #[arg(short, long)]
    pub force: bool,
    /// Print the figures as one JSON line
    #[arg(long)]
    pub json: bool,
    /// Render nothing: say what it would come to, and warn of what is hardly wanted
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    shape: ShapeArgs,
    #[command(flatten)]
    picture: PictureArgs,
    #[command(flatten)]
    sound: SoundArgs,
    #[command(flatten)]
    pub content: ContentArgs,
    #[command(flatten)]
    pub branding: BrandingArgs,
    #[command(flatten)]
    pub outside: OutsideArgs,
    #[command(flatten)]
    pub voice: VoiceArgs,
}

/// What the file is.
#[derive(Args)]
#[command(next_help_heading = "Format")]
struct FormatArgs {
    /// The file format; by default what -o ends with, or mp4
    #[arg(long, value_name = "FORMAT", value_parser = known::<Container>, help = formats_help())]
    format: Option<Container>,
    /// How the picture is compressed; by default as is usual in the format
    #[arg(long, value_name = "CODEC", value_parser = known::<VideoCodec>, help = vcodec_help())]
    vcodec: Option<VideoCodec>,
    /// How the sound is compressed; by default as is usual in the format
    #[arg(long, value_name = "CODEC", value_parser = known::<AudioCodec>, help = acodec_help())]
    acodec: Option<AudioCodec>,
    /// Make an MP4 of fragments, which can be sent on before the rest is there
    #[arg(long)]
    fragmented: bool,
    /// The largest file, such as 8MB or 500KiB: what comes out larger is encoded once more at a lower rate
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_size: Option<u64>,
    /// What happens to a video that is longer than the platform of the preset takes
    #[arg(long, value_enum, default_value_t = TooLongArg::Error)]
    on_too_long: TooLongArg,
    /// The most colours of a GIF, 2 to 256
    #[arg(long, value_name = "N")]
    gif_colors: Option<u16>,
    /// How often a GIF is played; 0 is for ever
    #[arg(long, value_name = "N")]
    gif_loops: Option<u16>,
    /// Do not mix a GIF's colours of dots
    #[arg(long)]
    no_dither: bool,
    /// A remark that the file carries
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

fn formats_help() -> String {
    let [names, ..] = formats::names();
    format!(
        "The file format: {}; by default what -o ends with, or mp4",
        names.join(", ")
    )
}

fn vcodec_help() -> String {
    let [_, names, _] = formats::names();
    format!(
        "How the picture is compressed: {}; by default as is usual in the format",
        names.join(", ")
    )
}

fn acodec_help() -> String {
    let [.., names] = formats::names();
    format!(
        "How the sound is compressed: {}; by default as is usual in the format",
        names.join(", ")
    )
}

/// A name that the engine knows.
fn known<T: std::str::FromStr<Err = phonoglyph_engine::export::UnknownName>>(
    name: &str,
) -> Result<T, String> {
    name.parse()
        .map_err(|error: phonoglyph_engine::export::UnknownName| error.to_string())
}

/// A number of bytes, with or without a unit.
fn size(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, f64); 7] = [
        ("kib", 1024.0),
        ("mib", 1_048_576.0),
        ("gib", 1_073_741_824.0),
        ("kb", 1e3),
        ("mb", 1e6),
        ("gb", 1e9),
        ("b", 1.0),
    ];
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS
        .iter()
        .find_map(|(unit, bytes)| Some((lower.strip_suffix(unit)?, *bytes)));
    let (number, unit) = unit.unwrap_or((lower.as_str(), 1.0));
    let number = number.trim().parse::<f64>().ok();
    number
        .filter(|number| number.is_finite() && *number > 0.0)
        .map(|number| (number * unit) as u64)
        .ok_or_else(|| "write a size, such as 8MB, 500KiB or 8000000".to_owned())
}

#[derive(Clone, Copy, ValueEnum)]
enum TooLongArg {
    /// It is refused
    Error,
    /// It ends where the platform's bound is, with the fade-out that is asked for
    Trim,
}

impl From<TooLongArg> for TooLong {
    fn from(argument: TooLongArg) -> Self {
        match argument {
            TooLongArg::Error => Self::Error,
            TooLongArg::Trim => Self::Trim,
        }
    }
}

/// The video that the picture belongs to.
#[derive(Args)]
#[command(next_help_heading = "Export", allow_negative_numbers = true)]
pub struct ShapeArgs {
    /// Where the video is to be shown; by default youtube_1080p where that takes the format and the shape, and
    /// otherwise custom
    #[arg(long, env = "PHONOGLYPH_PRESET")]
    preset: Option<String>,
    /// Width in pixels: even, 128 to 3840
    #[arg(long, value_name = "PIXELS")]
    width: Option<u32>,
    /// Height in pixels: even, 128 to 3840
    #[arg(long, value_name = "PIXELS")]
    height: Option<u32>,
    /// Frames a second: 24, 30 or 60; 10 to 30 in a GIF
    #[arg(long, value_name = "N")]
    fps: Option<u32>,
    /// Where in the song the video begins, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    from: Option<MediaTime>,
    /// Where in the song the video ends, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    to: Option<MediaTime>,
}

/// How the picture is encoded.
#[derive(Args)]
#[command(next_help_heading = "Export")]
struct PictureArgs {
    /// The most bits a second for the picture, in kbit/s
    #[arg(long, visible_alias = "video-bitrate", value_name = "KBPS")]
    bitrate: Option<u32>,
    /// Constant rate factor, 0 (best) to 51
    #[arg(long, value_name = "N")]
    crf: Option<u8>,
    /// Profile of H.264
    #[arg(long, value_enum)]
    profile: Option<ProfileArg>,
    /// Leave out what lies behind the notes, so that the video can be laid over another: VP9 in WebM only
    #[arg(long)]
    transparent: bool,
}

/// How it sounds.
#[derive(Args)]
#[command(next_help_heading = "Sound")]
struct SoundArgs {
    /// No sound in the video
    #[arg(long)]
    mute: bool,
    /// Bits a second for the sound, in kbit/s, 32 to 320
    #[arg(long, value_name = "KBPS")]
    audio_bitrate: Option<u32>,
    /// Samples a second: 44100 or 48000
    #[arg(long, value_name = "HZ")]
    sample_rate: Option<u32>,
    /// 1 (mono) or 2 (stereo)
    #[arg(long, value_name = "N")]
    channels: Option<u16>,
    /// The loudness that the sound is brought to, in LUFS, -36 to -8; by default -14, which platforms play at
    #[arg(long, value_name = "LUFS", conflicts_with = "no_normalize")]
    loudness: Option<f64>,
    /// Bring the sound to that loudness; every preset does
    #[arg(long, overrides_with = "no_normalize")]
    normalize: bool,
    /// Leave the loudness as it is
    #[arg(long, overrides_with = "normalize")]
    no_normalize: bool,
    /// How long the sound rises from silence at the start, in seconds, 0 to 30
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    fade_in: Option<MediaTime>,
    /// How long the sound falls to silence at the end, in seconds, 0 to 30
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    fade_out: Option<MediaTime>,
}

impl SoundArgs {
    fn normalization(&self) -> Option<bool> {
        match (self.normalize, self.no_normalize) {
            (false, false) => None,
            (wanted, _) => Some(wanted),
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum ProfileArg {
    Baseline,
    Main,
    High,
}

impl From<ProfileArg> for Profile {
    fn from(profile: ProfileArg) -> Self {
        match profile {
            ProfileArg::Baseline => Self::Baseline,
            ProfileArg::Main => Self::Main,
            ProfileArg::High => Self::High,
        }
    }
}

/// A time in seconds; what is no number is no time.
pub fn seconds(text: &str) -> Result<MediaTime, String> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number
        .map(MediaTime::from_seconds)
        .ok_or_else(|| "write a number of seconds, such as 12.5".to_owned())
}

impl SongArgs {
    /// Every file that is read.
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.song.as_path())
            .chain(self.audio.as_deref())
            .chain(self.sources.inputs())
    }
}

impl ShapeArgs {
    /// The export that has this picture.
    pub fn request(&self) -> anyhow::Result<ExportRequest> {
        let preset = self.preset.as_deref().map(str::parse::<PresetId>);
        Ok(ExportRequest {
            preset: preset.transpose().map_err(bad_input)?,
            width: self.width,
            height: self.height,
            frame_rate: self.fps,
            from: self.from,
            to: self.to,
            ..ExportRequest::default()
        })
    }
}

impl RenderArgs {
    /// Every file that is read.
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        let voice = self.voice.soundfont.as_deref();
        self.song
            .inputs()
            .chain(self.content.composition.as_deref())
            .chain(self.content.cover.as_deref())
            .chain(self.content.lyrics.as_deref())
            .chain(voice)
            .chain(self.branding.inputs())
    }

    /// The export that is asked for.
    pub fn request(&self) -> anyhow::Result<ExportRequest> {
        let (format, picture, sound) = (&self.format, &self.picture, &self.sound);
        let ending = self.output.as_deref().and_then(Path::extension);
        let ending = ending.and_then(|ending| Container::of_extension(ending.to_str()?));
        Ok(ExportRequest {
            container: format.format.or(ending),
            video_codec: format.vcodec,
            audio_codec: format.acodec,
            fragmented: format.fragmented,
            max_file_size: format.max_size,
            on_too_long: format.on_too_long.into(),
            comment: format.comment.clone(),
            gif_colors: format.gif_colors,
            gif_loops: format.gif_loops,
            gif_dither: format.no_dither.then_some(false),
            bitrate_kbps: picture.bitrate,
            crf: picture.crf,
            profile: picture.profile.map(Into::into),
            transparent: picture.transparent,
            sound: sound.mute.then_some(false),
            audio_bitrate_kbps: sound.audio_bitrate,
            sample_rate: sound.sample_rate,
            channels: sound.channels,
            normalization: sound.normalization(),
            loudness: sound.loudness.map(Into::into),
            fade_in: sound.fade_in,
            fade_out: sound.fade_out,
            ..self.shape.request()?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_people_write_them() {
        for (text, bytes) in [
            ("8MB", 8_000_000),
            ("500 KiB", 512_000),
            ("1.5gb", 1_500_000_000),
            ("77", 77),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "-1", "eight", "infB"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
