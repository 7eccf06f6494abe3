//! The limits of the settings, and what is wrong with some.

use super::config::FieldError;
use super::formats::{self, Container};
use super::settings::{AudioSettings, ExportSettings, Loudness, VideoSettings};
use crate::time::MediaTime;
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
/// The longest comment, in characters.
pub const MAX_COMMENT: usize = 1000;
/// The longest video.
pub const MAX_DURATION: MediaTime = MediaTime::from_millis(6 * 3600 * 1000);

/// Collects wrong fields.
#[derive(Default)]
pub(super) struct Wrong(pub Vec<FieldError>);

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
    pub fn check_formats(&mut self, settings: &ExportSettings) {
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

    pub fn check_file(&mut self, settings: &ExportSettings) {
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

    pub fn check_video(&mut self, settings: &ExportSettings) {
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

    pub fn check_rate(&mut self, video: &VideoSettings) {
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

    pub fn check_audio(&mut self, audio: &AudioSettings) {
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

    pub fn check_loudness(&mut self, loudness: Loudness) {
        let (low, high) = (Loudness::LOWEST, Loudness::HIGHEST);
        let limit = format!("from {} to {} LUFS", low.lufs(), high.lufs());
        let right = (low..=high).contains(&loudness);
        self.require(right, "audio.loudness", loudness.lufs(), limit);
    }

    pub fn check_fades(&mut self, audio: &AudioSettings) {
        let fades = [("audio.fadeIn", audio.fade_in), ("audio.fadeOut", audio.fade_out)];
        for (field, fade) in fades {
            let right = (MediaTime::ZERO..=MAX_FADE).contains(&fade);
            let limit = format!("from 0 to {} seconds", MAX_FADE.seconds());
            self.require(right, field, fade.seconds(), limit);
        }
    }

    pub fn check_range(&mut self, from: Option<MediaTime>, to: Option<MediaTime>) {
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
