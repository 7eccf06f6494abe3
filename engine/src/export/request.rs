//! What a caller asks for: a preset and what to change in it.

use super::config::{ExportConfig, InvalidExport, Loudness, Profile};
use super::preset::{PresetId, preset};
use crate::time::MediaTime;

/// Bits a second for each pixel a second where a custom export names neither bitrate nor quality:
/// 8000 kbit/s at 1920x1080 and 30 frames/s.
const DEFAULT_BITS_PER_PIXEL: f64 = 8_000_000.0 / (1920.0 * 1080.0 * 30.0);

/// A preset and what to change in it; what is `None` stays as the preset has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRequest {
    /// The preset to begin from.
    pub preset: PresetId,
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
}

impl ExportRequest {
    /// A preset as it is.
    pub fn preset(preset: PresetId) -> Self {
        Self {
            preset,
            width: None,
            height: None,
            frame_rate: None,
            bitrate_kbps: None,
            crf: None,
            profile: None,
            sound: None,
            audio_bitrate_kbps: None,
            sample_rate: None,
            channels: None,
            normalization: None,
            loudness: None,
            fade_in: None,
            fade_out: None,
            from: None,
            to: None,
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
        let mut settings = preset(self.preset).settings;
        let video = &mut settings.video;
        video.width = self.width.unwrap_or(video.width);
        video.height = self.height.unwrap_or(video.height);
        video.frame_rate = self.frame_rate.unwrap_or(video.frame_rate);
        video.profile = self.profile.unwrap_or(video.profile);
        video.crf = self.crf.or(video.crf);
        if self.preset == PresetId::Custom {
            let rate = f64::from(video.frame_rate);
            video.bitrate_kbps = self
                .crf
                .is_none()
                .then(|| suitable_kbps(video.width, video.height, rate));
        }
        video.bitrate_kbps = self.bitrate_kbps.or(video.bitrate_kbps);
        if let Some(audio) = &mut settings.audio {
            audio.bitrate_kbps = self.audio_bitrate_kbps.unwrap_or(audio.bitrate_kbps);
            audio.sample_rate = self.sample_rate.unwrap_or(audio.sample_rate);
            audio.channels = self.channels.unwrap_or(audio.channels);
            audio.normalization = self.normalization.unwrap_or(audio.normalization);
            audio.loudness = self.loudness.unwrap_or(audio.loudness);
            audio.fade_in = self.fade_in.unwrap_or(audio.fade_in);
            audio.fade_out = self.fade_out.unwrap_or(audio.fade_out);
        }
        if self.sound == Some(false) {
            settings.audio = None;
        }
        settings.from = self.from;
        settings.to = self.to;
        ExportConfig::new(settings)
    }
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
