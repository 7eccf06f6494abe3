//! What a caller asks for: a preset and what to change in it.

use super::config::{ExportConfig, FieldError, InvalidExport};
use super::formats::{self, Container};
use super::preset::{PresetId, preset};
use super::settings::{AudioSettings, ExportSettings, Loudness, Profile, TooLong};
use crate::media::{AudioCodec, PixelFormat, VideoCodec};
use crate::time::MediaTime;

/// Bits a second for each pixel a second where a custom export names neither bitrate nor quality:
/// 8000 kbit/s at 1920x1080 and 30 frames/s.
const DEFAULT_BITS_PER_PIXEL: f64 = 8_000_000.0 / (1920.0 * 1080.0 * 30.0);

/// What a GIF is like where nothing else is asked for: its longer side in pixels, frames a second, and quality.
const GIF_SIDE: f64 = 480.0;
const GIF_RATE: u32 = 20;
const GIF_CRF: u8 = 18;

/// A preset and what to change in it; what is `None` stays as the preset has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportRequest {
    /// The preset to begin from; none is YouTube's in 1920x1080 where that takes the format and the shape that are
    /// asked for, and otherwise `custom`.
    pub preset: Option<PresetId>,
    /// The file format.
    pub container: Option<Container>,
    /// The codec of the picture; none is the preset's where the container holds it, and otherwise the container's usual
    /// one. The same goes for the sound's.
    pub video_codec: Option<VideoCodec>,
    /// The codec of the sound.
    pub audio_codec: Option<AudioCodec>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Frames a second.
    pub frame_rate: Option<u32>,
    /// The most bits a second for the picture, in kbit/s.
    pub bitrate_kbps: Option<u32>,
    /// Constant rate factor.
    pub crf: Option<u8>,
    /// The H.264 profile.
    pub profile: Option<Profile>,
    /// Whether what lies behind the layers is see-through.
    pub transparent: bool,
    /// Whether the file has sound; `None` and `Some(true)` keep the preset's.
    pub sound: Option<bool>,
    /// Bits a second for the sound, in kbit/s.
    pub audio_bitrate_kbps: Option<u32>,
    /// Samples a second.
    pub sample_rate: Option<u32>,
    /// Channels.
    pub channels: Option<u16>,
    /// Whether the sound is brought to the loudness that platforms play at.
    pub normalization: Option<bool>,
    /// The loudness that it is brought to.
    pub loudness: Option<Loudness>,
    /// How long the sound rises from silence at the start of the video.
    pub fade_in: Option<MediaTime>,
    /// How long the sound falls to silence at the end of the video.
    pub fade_out: Option<MediaTime>,
    /// Where in the song the video begins.
    pub from: Option<MediaTime>,
    /// Where in the song the video ends.
    pub to: Option<MediaTime>,
    /// What happens to a video that is longer than the platform takes.
    pub on_too_long: TooLong,
    /// The largest file in bytes.
    pub max_file_size: Option<u64>,
    /// Whether an MP4 is made of fragments.
    pub fragmented: bool,
    /// A remark that the file carries.
    pub comment: Option<String>,
    /// The most colours of a GIF.
    pub gif_colors: Option<u16>,
    /// How often a GIF is played; 0 is for ever.
    pub gif_loops: Option<u16>,
    /// Whether a GIF mixes colours of dots.
    pub gif_dither: Option<bool>,
}

impl ExportRequest {
    /// A preset as it is.
    pub fn preset(preset: PresetId) -> Self {
        Self {
            preset: Some(preset),
            ..Self::default()
        }
    }

    /// The export that is asked for.
    ///
    /// A custom export that names a `crf` and no bitrate is of constant quality without a bound on its bits;
    /// one that names neither gets a bitrate that suits its size.
    ///
    /// # Errors
    /// One entry for each field outside its limits.
    pub fn build(&self) -> Result<ExportConfig, InvalidExport> {
        self.change(preset(self.begins_from()).settings, true)
    }

    /// The same changes in other settings than those of a preset, such as a user's own: what is asked for takes the place
    /// of theirs, and bitrates stay as they are.
    ///
    /// # Errors
    /// One entry for each field outside its limits.
    pub fn over(&self, settings: ExportSettings) -> Result<ExportConfig, InvalidExport> {
        let mut asked = self.clone();
        if asked.on_too_long == TooLong::default() {
            asked.on_too_long = settings.on_too_long;
        }
        asked.max_file_size = asked.max_file_size.or(settings.max_file_size);
        asked.fragmented |= settings.fragmented;
        asked.transparent |= settings.video.transparent;
        asked.comment = asked.comment.or_else(|| settings.comment.clone());
        asked.change(settings, false)
    }

    /// The changes in settings; `fresh` where they are a preset's, whose bitrate follows from what is asked for.
    fn change(&self, mut settings: ExportSettings, fresh: bool) -> Result<ExportConfig, InvalidExport> {
        let unheard = self.choose_formats(&mut settings);
        self.change_picture(&mut settings, fresh);
        if let Some(audio) = &mut settings.audio {
            self.change_sound(audio);
        }
        settings.from = self.from;
        settings.to = self.to;
        settings.on_too_long = self.on_too_long;
        settings.max_file_size = self.max_file_size;
        settings.fragmented = self.fragmented;
        settings.comment.clone_from(&self.comment);
        let gif = &mut settings.gif;
        gif.colors = self.gif_colors.unwrap_or(gif.colors);
        gif.loops = self.gif_loops.unwrap_or(gif.loops);
        gif.dither = self.gif_dither.unwrap_or(gif.dither);
        match (ExportConfig::new(settings), self.unsuitable(unheard)) {
            (Ok(config), wrong) if wrong.is_empty() => Ok(config),
            (Ok(_), wrong) => Err(InvalidExport(wrong)),
            (Err(InvalidExport(others)), mut wrong) => {
                wrong.extend(others);
                Err(InvalidExport(wrong))
            }
        }
    }

    /// The preset to begin from.
    fn begins_from(&self) -> PresetId {
        if let Some(preset) = self.preset {
            return preset;
        }
        let usual = preset(PresetId::Youtube1080p);
        let mut settings = usual.settings;
        settings.container = self.container.unwrap_or(settings.container);
        let width = self.width.unwrap_or(settings.video.width);
        let height = self.height.unwrap_or(settings.video.height);
        let takes = usual
            .platform
            .is_some_and(|rules| rules.takes_format(&settings) && rules.takes_shape(width, height));
        if takes {
            PresetId::Youtube1080p
        } else {
            PresetId::Custom
        }
    }

    /// Container and codecs. Whether there can be no sound though some is asked for.
    fn choose_formats(&self, settings: &mut ExportSettings) -> bool {
        settings.container = self.container.unwrap_or(settings.container);
        let format = settings.container.format();
        let video = &mut settings.video;
        video.codec = self
            .video_codec
            .unwrap_or_else(|| usual(format.video, video.codec));
        if self.sound == Some(false) {
            settings.audio = None;
        }
        if format.audio.is_empty() && self.audio_codec.is_none() {
            settings.audio = None;
            return self.sound == Some(true);
        }
        if let Some(audio) = &mut settings.audio {
            audio.codec = self
                .audio_codec
                .unwrap_or_else(|| usual(format.audio, audio.codec));
        }
        false
    }

    fn change_picture(&self, settings: &mut ExportSettings, fresh: bool) {
        let video = &mut settings.video;
        if settings.container == Container::Gif && (fresh || self.container.is_some()) {
            (video.width, video.height) = gif_size(self.width, self.height, (video.width, video.height));
            video.frame_rate = GIF_RATE;
        }
        video.width = self.width.unwrap_or(video.width);
        video.height = self.height.unwrap_or(video.height);
        video.frame_rate = self.frame_rate.unwrap_or(video.frame_rate);
        video.profile = self.profile.unwrap_or(video.profile);
        video.crf = self.crf.or(video.crf);
        video.transparent = self.transparent;
        if fresh && settings.preset == PresetId::Custom {
            let rate = f64::from(video.frame_rate);
            video.bitrate_kbps = self
                .crf
                .is_none()
                .then(|| suitable_kbps(video.width, video.height, rate));
        }
        if video.codec.pixels() == PixelFormat::Rgba {
            video.bitrate_kbps = None;
            let usual = if fresh { None } else { video.crf };
            video.crf = self.crf.or(usual).or(Some(GIF_CRF));
        }
        video.bitrate_kbps = self.bitrate_kbps.or(video.bitrate_kbps);
    }

    fn change_sound(&self, audio: &mut AudioSettings) {
        audio.bitrate_kbps = self.audio_bitrate_kbps.unwrap_or(audio.bitrate_kbps);
        // Of the rates that a codec has, the nearest to the preset's is the highest.
        let rates = formats::sample_rates(audio.codec);
        if !rates.contains(&audio.sample_rate) {
            audio.sample_rate = rates.last().copied().unwrap_or(audio.sample_rate);
        }
        audio.sample_rate = self.sample_rate.unwrap_or(audio.sample_rate);
        audio.channels = self.channels.unwrap_or(audio.channels);
        audio.normalization = self.normalization.unwrap_or(audio.normalization);
        audio.loudness = self.loudness.unwrap_or(audio.loudness);
        audio.fade_in = self.fade_in.unwrap_or(audio.fade_in);
        audio.fade_out = self.fade_out.unwrap_or(audio.fade_out);
    }

    /// What is asked for that the format has not.
    fn unsuitable(&self, unheard: bool) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        if unheard {
            let container = self.container.map(|container| container.to_string());
            wrong.push(FieldError {
                field: "audio.enabled",
                value: "true".to_owned(),
                limit: format!("false, as {} has no sound", container.unwrap_or_default()),
            });
        }
        let other = self.video_codec.filter(|codec| *codec != VideoCodec::H264);
        if let (Some(_), Some(codec)) = (self.profile, other) {
            wrong.push(FieldError {
                field: "video.profile",
                value: "given".to_owned(),
                limit: format!(
                    "left out for {}: only h264 has profiles to choose from",
                    codec.key()
                ),
            });
        }
        wrong
    }
}

/// The preset's codec if the container holds it, and otherwise the container's usual one.
fn usual<C: Copy + PartialEq>(held: &[C], preset: C) -> C {
    if held.contains(&preset) {
        return preset;
    }
    held.first().copied().unwrap_or(preset)
}

/// The size of a GIF: a longer side of 480 pixels where none is asked for, and in proportion where one is.
fn gif_size(width: Option<u32>, height: Option<u32>, (full_width, full_height): (u32, u32)) -> (u32, u32) {
    let scale = match (width, height) {
        (Some(width), _) => f64::from(width) / f64::from(full_width),
        (None, Some(height)) => f64::from(height) / f64::from(full_height),
        (None, None) => GIF_SIDE / f64::from(full_width.max(full_height)),
    };
    let even = |side: u32| (f64::from(side) * scale / 2.0).round() as u32 * 2;
    (even(full_width), even(full_height))
}

/// A bitrate in kbit/s for a size and rate; larger pictures need fewer bits a pixel, by the 0.75th power.
fn suitable_kbps(width: u32, height: u32, fps: f64) -> u32 {
    let full = 1920.0 * 1080.0 * 30.0;
    let pixels = f64::from(width) * f64::from(height) * fps;
    let kbps = DEFAULT_BITS_PER_PIXEL * full * (pixels / full).powf(0.75) / 1000.0;
    (kbps.round() as u32).clamp(500, 60_000)
}

#[cfg(test)]
mod tests {
    use super::super::{ExportSettings, PresetId, all_presets};
    use super::*;

    #[test]
    fn every_preset_is_valid_and_found_by_its_name() {
        for preset in all_presets() {
            let config = ExportRequest::preset(preset.id)
                .build()
                .expect("presets are valid");
            assert_eq!(preset.id.key().parse(), Ok(preset.id));
            assert_eq!(config.settings().preset, preset.id);
            let json = serde_json::to_string(&config).expect("settings are plain data");
            assert_eq!(
                serde_json::from_str::<ExportConfig>(&json).expect("it reads back"),
                config
            );
            assert!(json.contains(preset.id.key()));
        }
    }

    #[test]
    fn every_wrong_field_is_named() {
        let mut request = ExportRequest::preset(PresetId::Custom);
        request.width = Some(1921);
        request.height = Some(99_999);
        request.frame_rate = Some(25);
        request.crf = Some(52);
        request.channels = Some(3);
        request.loudness = Some(Loudness::from(-5.0));
        request.to = Some(MediaTime::ZERO);
        let fields: Vec<_> = request.build().expect_err("nothing of it is right").0;
        let names: Vec<_> = fields.iter().map(|f| f.field).collect();
        assert_eq!(
            names,
            [
                "video.width",
                "video.height",
                "video.frameRate",
                "video.crf",
                "audio.channels",
                "audio.loudness",
                "to"
            ]
        );
    }

    #[test]
    fn four_k_is_taken_either_way_round_and_not_square() {
        let mut request = ExportRequest::preset(PresetId::Custom);
        (request.width, request.height) = (Some(2160), Some(3840));
        assert!(request.build().is_ok());
        request.width = Some(3840);
        assert_eq!(
            request.build().expect_err("too many pixels").0[0].field,
            "video.height"
        );
    }

    #[test]
    fn containers_bring_their_usual_codecs() {
        let made = |container| {
            let request = ExportRequest {
                container: Some(container),
                ..ExportRequest::default()
            };
            let config = request.build().expect("valid");
            (
                config.settings().preset,
                config.video().codec,
                config.audio().map(|audio| audio.codec),
            )
        };
        let (h264, aac) = (VideoCodec::H264, Some(AudioCodec::Aac));
        assert_eq!(made(Container::Mp4), (PresetId::Youtube1080p, h264, aac));
        assert_eq!(made(Container::Mov), (PresetId::Youtube1080p, h264, aac));
        let webm = (PresetId::Youtube1080p, VideoCodec::Vp9, Some(AudioCodec::Opus));
        assert_eq!(made(Container::Webm), webm);
        assert_eq!(made(Container::Gif), (PresetId::Custom, VideoCodec::Gif, None));
        assert_eq!(made(Container::PngZip), (PresetId::Custom, VideoCodec::Png, None));
    }

    #[test]
    fn impossible_pairs_are_refused_with_what_would_work() {
        let request = ExportRequest {
            container: Some(Container::Webm),
            video_codec: Some(VideoCodec::H264),
            audio_codec: Some(AudioCodec::Aac),
            fragmented: true,
            ..ExportRequest::default()
        };
        let said = request.build().expect_err("nothing goes together").to_string();
        assert_eq!(
            said,
            "video.codec is h264: it must be vp9 or av1 in webm; h264 goes into mp4 or mov; \
             audio.codec is aac: it must be opus in webm; aac goes into mp4 or mov; \
             fragmented is true: it must be false in webm: only mp4 is made of fragments"
        );
    }

    #[test]
    fn gifs_are_small_unless_asked_otherwise() {
        let made = |width, height| {
            let request = ExportRequest {
                container: Some(Container::Gif),
                width,
                height,
                ..ExportRequest::default()
            };
            let config = request.build().expect("valid");
            (
                config.video().width,
                config.video().height,
                config.video().frame_rate,
            )
        };
        assert_eq!(made(None, None), (480, 270, 20));
        assert_eq!(made(Some(640), None), (640, 360, 20));
        assert_eq!(made(Some(480), Some(480)), (480, 480, 20));
    }

    #[test]
    fn opus_has_its_own_sample_rate() {
        let mut request = ExportRequest {
            audio_codec: Some(AudioCodec::Opus),
            ..ExportRequest::preset(PresetId::InstagramSquare)
        };
        let config = request.build().expect("valid");
        assert_eq!(config.audio().map(|audio| audio.sample_rate), Some(48_000));
        request.sample_rate = Some(44_100);
        let error = request.build().expect_err("Opus has one rate");
        assert_eq!(error.to_string(), "audio.sampleRate is 44100: it must be 48000");
    }

    #[test]
    fn without_a_preset_the_shape_decides() {
        let request = ExportRequest {
            width: Some(720),
            height: Some(720),
            ..ExportRequest::default()
        };
        assert_eq!(
            request.build().expect("valid").settings().preset,
            PresetId::Custom
        );
    }

    #[test]
    fn sizes_are_estimated_where_bits_are_bounded() {
        let config = ExportRequest::preset(PresetId::TiktokVertical)
            .build()
            .expect("valid");
        let size = config
            .estimated_size(MediaTime::from_seconds(180.0))
            .expect("a bound");
        // 2128 kbit/s for three minutes, and 5 %.
        assert_eq!(size, 50_274_000);
        assert!(size < config.max_file_size().expect("a platform"));
        assert_eq!(config.max_duration(), Some(MediaTime::from_seconds(180.0)));
    }

    #[test]
    fn custom_without_a_rate_gets_one_that_suits_its_size() {
        let mut request = ExportRequest::preset(PresetId::Custom);
        assert_eq!(request.build().expect("valid").video().bitrate_kbps, Some(8000));
        request.crf = Some(20);
        assert_eq!(request.build().expect("valid").video().bitrate_kbps, None);
    }

    #[test]
    fn stored_settings_are_checked_when_they_are_read() {
        let mut settings: ExportSettings = preset(PresetId::Youtube1080p).settings;
        settings.video.width = 7;
        let json = serde_json::to_string(&settings).expect("plain data");
        let error = serde_json::from_str::<ExportConfig>(&json).expect_err("7 is too narrow");
        assert!(error.to_string().contains("video.width is 7"), "{error}");
    }
}
