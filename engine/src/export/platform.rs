//! The rules of the platforms, as far as they bind an export before its length is known.

use super::config::FieldError;
use super::formats::listed;
use super::preset::{PlatformRules, preset};
use super::settings::ExportSettings;

/// How far a shape may be from the platform's: sizes are even numbers, and so seldom exact.
const SHAPE_TOLERANCE: f64 = 0.02;

/// The rules that these settings follow; none where they are for no platform.
pub(super) fn rules(settings: &ExportSettings) -> Option<PlatformRules> {
    preset(settings.preset).platform
}

/// Every rule of the platform that the settings break.
pub(super) fn broken_rules(settings: &ExportSettings) -> Vec<FieldError> {
    let Some(rules) = rules(settings) else {
        return Vec::new();
    };
    let mut broken = Vec::new();
    let name = rules.platform.name();
    if !rules.takes_format(settings) {
        let formats = listed(rules.supported_formats.iter().map(|format| format.format().key));
        broken.push(FieldError {
            field: "container",
            value: settings.container.to_string(),
            limit: format!("{formats} for {name}; the preset custom takes every format"),
        });
    }
    let (width, height) = (settings.video.width, settings.video.height);
    if !rules.takes_shape(width, height) {
        broken.push(FieldError {
            field: "video.width",
            value: format!("{width} (with a height of {height})"),
            limit: format!(
                "{} times the height for {name}; the preset custom takes every shape",
                rules.aspect_ratio
            ),
        });
    }
    broken
}

impl PlatformRules {
    /// Whether the platform takes files of this format.
    pub(super) fn takes_format(&self, settings: &ExportSettings) -> bool {
        self.supported_formats.contains(&settings.container)
    }

    /// Whether the platform takes pictures of this shape.
    pub(super) fn takes_shape(&self, width: u32, height: u32) -> bool {
        let ratio = self.aspect_ratio.split_once(':');
        let ratio = ratio.and_then(|(w, h)| Some(w.parse::<f64>().ok()? / h.parse::<f64>().ok()?));
        let found = f64::from(width) / f64::from(height.max(1));
        ratio.is_none_or(|ratio| (found / ratio - 1.0).abs() < SHAPE_TOLERANCE)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Container, PresetId, all_presets};
    use super::*;

    #[test]
    fn every_preset_follows_its_platform() {
        for preset in all_presets() {
            assert_eq!(broken_rules(&preset.settings), [], "{}", preset.name);
        }
    }

    #[test]
    fn formats_and_shapes_of_others_are_refused() {
        let mut settings = preset(PresetId::InstagramSquare).settings;
        settings.container = Container::Webm;
        (settings.video.width, settings.video.height) = (1080, 1350);
        let said: Vec<_> = broken_rules(&settings).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "container is webm: it must be mp4 for Instagram; the preset custom takes every format",
                "video.width is 1080 (with a height of 1350): it must be 1:1 times the height for Instagram; \
                 the preset custom takes every shape"
            ]
        );
        settings.preset = PresetId::Custom;
        assert_eq!(broken_rules(&settings), []);
    }

    #[test]
    fn sizes_that_are_rounded_to_even_numbers_keep_their_shape() {
        let rules = preset(PresetId::Youtube1080p).platform.expect("a platform");
        for (width, height) in [(640, 360), (854, 480), (228, 128), (1366, 768)] {
            assert!(rules.takes_shape(width, height), "{width}x{height}");
        }
        assert!(!rules.takes_shape(640, 480));
    }
}
