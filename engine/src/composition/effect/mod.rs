//! The effects: what all of them have, and the table of the kinds. Each kind's parameters have a file here; what
//! draws it has a folder in `effects`.

mod beat_zoom;
mod bloom;
mod blur;
mod camera_shake;
mod chromatic_aberration;
mod color_grading;
mod crt;
mod glitch;
mod god_rays;
mod grain;
mod halftone;
mod kaleidoscope;
mod lut;
mod motion_trails;
mod pixelate;
mod posterise;
mod ripple;
mod tilt_shift;
mod vignette;
mod zoom_blur;

pub use beat_zoom::BeatZoom;
pub use bloom::Bloom;
pub use blur::Blur;
pub use camera_shake::CameraShake;
pub use chromatic_aberration::ChromaticAberration;
pub use color_grading::ColorGrading;
pub use crt::Crt;
pub use glitch::Glitch;
pub use god_rays::GodRays;
pub use grain::Grain;
pub use halftone::Halftone;
pub use kaleidoscope::Kaleidoscope;
pub use lut::Lut;
pub use motion_trails::MotionTrails;
pub use pixelate::Pixelate;
pub use posterise::Posterise;
pub use ripple::Ripple;
pub use tilt_shift::TiltShift;
pub use vignette::Vignette;
pub use zoom_blur::ZoomBlur;

use super::document::{one_of, part, tagged};
use super::keyframes::Keyframes;

part! {
    /// What every effect has.
    pub struct EffectSettings {
        /// The name by which modulation finds it, unique among layers and effects; by default its type, and for the
        /// second of a type and on its type and number, such as `bloom2`.
        pub id: Option<String> = None, within 1..=64;
        /// How much of it there is, 0 (none) to 1.
        pub strength: f32 = 1.0, within 0.0..=1.0;
        /// Seconds from the start of the song until it is there; from the beginning where there is none.
        pub start: Option<f32> = None, within -60.0..=36_000.0;
        /// Seconds from the start of the song until it is gone; it stays to the end where there is none.
        pub end: Option<f32> = None, within -60.0..=36_000.0;
        /// Seconds it takes to fade in, 0 to 60.
        pub fade_in: f32 = 0.0, within 0.0..=60.0;
        /// Seconds it takes to fade out, 0 to 60.
        pub fade_out: f32 = 0.0, within 0.0..=60.0;
        /// Numbers that change with time.
        pub keyframes: Vec<Keyframes> = Vec::new(), within 0..=64;
    }
}

one_of! {
    /// Something done to the whole picture.
    pub enum EffectKind with EffectSettings {
        Vignette(Vignette),
        Bloom(Bloom),
        Blur(Blur),
        ZoomBlur(ZoomBlur),
        TiltShift(TiltShift),
        MotionTrails(MotionTrails),
        ChromaticAberration(ChromaticAberration),
        Grain(Grain),
        ColorGrading(ColorGrading),
        Lut(Lut),
        Glitch(Glitch),
        Crt(Crt),
        Halftone(Halftone),
        Pixelate(Pixelate),
        Posterise(Posterise),
        Ripple(Ripple),
        Kaleidoscope(Kaleidoscope),
        GodRays(GodRays),
        CameraShake(CameraShake),
        BeatZoom(BeatZoom),
    }
}

tagged! {
    /// One effect of a composition.
    Effect: EffectSettings + EffectKind
}

impl EffectSettings {
    /// How much of the effect is there at `seconds` from the start of the song, by its start, end and fades: 0 to 1.
    pub fn presence(&self, seconds: f64) -> f32 {
        super::presence(self.start, self.end, self.fade_in, self.fade_out, seconds)
    }
}
