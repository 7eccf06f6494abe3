//! How to export, as it is asked for.

use super::export_config::{AudioCodec, ExportContainer, ExportPresetId, TooLong, VideoCodec, VideoProfile};
use super::scalars::Long;
use crate::graphql::error::{Problem, Result, WrongField};
use async_graphql::{ID, InputObject};
use phonoglyph_engine::encode;
use phonoglyph_engine::export::{ExportConfig, ExportRequest, ExportSettings};
use phonoglyph_engine::time::MediaTime;
use std::fmt::Display;

/// A preset and what to change in it; what is left out stays as the preset has it.
#[derive(Default, InputObject)]
pub struct ExportSettingsInput {
    /// The preset to begin from; by default that of `customPresetId`, and without one YOUTUBE_1080P where that takes the
    /// container and the shape that are asked for, and otherwise CUSTOM.
    pub preset: Option<ExportPresetId>,
    /// A preset of one's own to begin from, instead of `preset`.
    pub custom_preset_id: Option<ID>,
    /// The file format; `capabilities` tells what goes with what.
    pub container: Option<ExportContainer>,
    /// What to change in the picture.
    pub video: Option<VideoSettingsInput>,
    /// What to change in the sound.
    pub audio: Option<AudioSettingsInput>,
    /// Where in the song the video begins, in seconds; by default at its start.
    pub from: Option<f64>,
    /// Where in the song the video ends, in seconds; by default at its end.
    pub to: Option<f64>,
    /// What happens to a video that is longer than the platform of the preset takes.
    #[graphql(default)]
    pub on_too_long: TooLong,
    /// The largest file in bytes, at least 10000, where it is to be smaller than the platform takes. A file that comes out
    /// larger is encoded once more at a lower rate; the export's `warnings` say so.
    pub max_file_size: Option<Long>,
    /// Whether an MP4 is made of fragments that can be sent on before the rest is there.
    #[graphql(default)]
    pub fragmented: bool,
    /// A remark that the file carries, at most 1000 characters long.
    pub comment: Option<String>,
    /// What belongs to GIF alone.
    pub gif: Option<GifSettingsInput>,
}

/// What to change in the picture of a preset.
#[derive(Default, InputObject)]
pub struct VideoSettingsInput {
    /// The codec; by default the preset's where the container holds it, and otherwise the container's usual one.
    codec: Option<VideoCodec>,
    /// Width in pixels: even, 128 to 3840.
    width: Option<i32>,
    /// Height in pixels: even, 128 to 3840; at most 3840x2160 pixels in all, either way round.
    height: Option<i32>,
    /// Frames a second: 24, 30 or 60.
    frame_rate: Option<i32>,
    /// The most bits a second to spend, in kbit/s, 100 to 100000.
    bitrate_kbps: Option<i32>,
    /// Constant rate factor, 0 (best) to 51: quality never goes above it, so easy pictures cost fewer bits.
    crf: Option<i32>,
    /// The profile of H.264.
    profile: Option<VideoProfile>,
    /// Whether what lies behind the layers is see-through: the canvas and the layers of kind `background` are left out.
    /// Only VP9 in WebM carries it.
    #[graphql(default)]
    transparent: bool,
}

/// What belongs to GIF alone.
#[derive(Default, InputObject)]
pub struct GifSettingsInput {
    /// How many colours there are at most, 2 to 256; by default 256.
    colors: Option<i32>,
    /// How often the video is played; 0 is for ever, and the default.
    loops: Option<i32>,
    /// Whether colours between those of the palette are mixed of dots; by default they are.
    dither: Option<bool>,
}

/// What to change in the sound of a preset.
#[derive(Default, InputObject)]
pub struct AudioSettingsInput {
    /// The codec; by default the preset's where the container holds it, and otherwise the container's usual one.
    codec: Option<AudioCodec>,
    /// Whether the file has sound.
    enabled: Option<bool>,
    /// Bits a second, in kbit/s, 32 to 320.
    bitrate_kbps: Option<i32>,
    /// Samples a second: 44100 or 48000.
    sample_rate: Option<i32>,
    /// 1 (mono) or 2 (stereo).
    channels: Option<i32>,
    /// Whether the sound is brought to `loudness`, with true peaks of at most -1 dBTP.
    normalization: Option<bool>,
    /// The loudness that it is brought to, in LUFS (EBU R 128), -36 to -8. Every preset has -14, which its platform
    /// plays at.
    loudness: Option<f64>,
    /// How long the sound rises from silence at the start of the video, in seconds, 0 to 30.
    fade_in: Option<f64>,
    /// How long the sound falls to silence at the end of the video, in seconds, 0 to 30; both fades together are at
    /// most as long as the video.
    fade_out: Option<f64>,
}

impl ExportSettingsInput {
    /// The export that is asked for; `prefix` is where this input stands in the arguments, `own` the settings of the
    /// user's own preset that it names.
    pub fn build(self, prefix: &str, own: Option<ExportSettings>) -> Result<ExportConfig> {
        if self.preset.is_some() && self.custom_preset_id.is_some() {
            let field = format!("{prefix}.customPresetId");
            return Err(Problem::field(field, "given", "left out where preset is given"));
        }
        let mut read = Reader {
            prefix,
            wrong: Vec::new(),
        };
        let gif = self.gif.unwrap_or_default();
        let (video, audio) = (self.video.unwrap_or_default(), self.audio.unwrap_or_default());
        let request = ExportRequest {
            preset: self.preset.map(Into::into),
            container: self.container.map(Into::into),
            video_codec: video.codec.map(Into::into),
            audio_codec: audio.codec.map(Into::into),
            width: read.whole("video.width", video.width),
            height: read.whole("video.height", video.height),
            frame_rate: read.whole("video.frameRate", video.frame_rate),
            bitrate_kbps: read.whole("video.bitrateKbps", video.bitrate_kbps),
            crf: read.whole("video.crf", video.crf),
            profile: video.profile.map(Into::into),
            transparent: video.transparent,
            sound: audio.enabled,
            audio_bitrate_kbps: read.whole("audio.bitrateKbps", audio.bitrate_kbps),
            sample_rate: read.whole("audio.sampleRate", audio.sample_rate),
            channels: read.whole("audio.channels", audio.channels),
            normalization: audio.normalization,
            loudness: audio.loudness.map(Into::into),
            fade_in: audio.fade_in.map(MediaTime::from_seconds),
            fade_out: audio.fade_out.map(MediaTime::from_seconds),
            from: self.from.map(MediaTime::from_seconds),
            to: self.to.map(MediaTime::from_seconds),
            on_too_long: self.on_too_long.into(),
            max_file_size: read.bytes("maxFileSize", self.max_file_size),
            fragmented: self.fragmented,
            comment: self.comment,
            gif_colors: read.whole("gif.colors", gif.colors),
            gif_loops: read.whole("gif.loops", gif.loops),
            gif_dither: gif.dither,
        };
        let built = match own {
            Some(settings) => request.over(settings),
            None => request.build(),
        };
        let built = built.and_then(|config| encode::check(&config).map(|()| config));
        match (built, read.wrong) {
            (Ok(config), wrong) if wrong.is_empty() => Ok(config),
            (Ok(_), wrong) => Err(Problem::Input(wrong)),
            (Err(error), mut wrong) => {
                if let Problem::Input(more) = Problem::export(error, prefix) {
                    wrong.extend(more);
                }
                Err(Problem::Input(wrong))
            }
        }
    }
}

/// Reads numbers that the engine holds in narrower types, and keeps those that do not fit.
struct Reader<'a> {
    prefix: &'a str,
    wrong: Vec<WrongField>,
}

impl Reader<'_> {
    fn whole<T: TryFrom<i32> + Bounded>(&mut self, field: &str, value: Option<i32>) -> Option<T> {
        let value = value?;
        let narrow = T::try_from(value).ok();
        if narrow.is_none() {
            let limit = format!("a whole number from 0 to {}", T::LARGEST);
            let path = format!("{}.{field}", self.prefix);
            self.wrong.push(WrongField::new(path, value, limit));
        }
        narrow
    }
}

impl Reader<'_> {
    fn bytes(&mut self, field: &str, value: Option<Long>) -> Option<u64> {
        let Long(value) = value?;
        let bytes = u64::try_from(value).ok();
        if bytes.is_none() {
            let path = format!("{}.{field}", self.prefix);
            self.wrong.push(WrongField::new(path, value, "a number of bytes"));
        }
        bytes
    }
}

/// The largest value of a type.
trait Bounded {
    type Number: Display;
    const LARGEST: Self::Number;
}

impl Bounded for u8 {
    type Number = Self;
    const LARGEST: Self = Self::MAX;
}

impl Bounded for u16 {
    type Number = Self;
    const LARGEST: Self = Self::MAX;
}

impl Bounded for u32 {
    // What Int can hold.
    type Number = i32;
    const LARGEST: i32 = i32::MAX;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_the_presets() {
        let config = ExportSettingsInput::default()
            .build("input", None)
            .expect("a preset is good");
        let preset = phonoglyph_engine::export::PresetId::Youtube1080p;
        assert_eq!(config, ExportRequest::preset(preset).build().expect("the same"));
    }

    #[test]
    fn numbers_that_do_not_fit_are_named_with_the_others() {
        let input = ExportSettingsInput {
            video: Some(VideoSettingsInput {
                width: Some(-2),
                frame_rate: Some(25),
                crf: Some(300),
                ..Default::default()
            }),
            ..Default::default()
        };
        let Err(Problem::Input(fields)) = input.build("input.exports[0]", None) else {
            unreachable!("nothing of it is right");
        };
        let names: Vec<_> = fields.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(
            names,
            [
                "input.exports[0].video.width",
                "input.exports[0].video.crf",
                "input.exports[0].video.frameRate"
            ]
        );
    }
}
