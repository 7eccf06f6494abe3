//! The effects on the whole picture: this table, and one folder for each.
//!
//! Enters: the effects of a composition, how much there is of each, and the picture of the layers below them. Leaves:
//! the finished picture. A chain of effects is made into one shader and drawn in one pass, whatever their order; what
//! needs the picture around a pixel reads it into a small one first. What is not seen at a moment costs nothing then,
//! and no picture depends on which were drawn before.

mod beat_zoom;
mod bloom;
mod blur;
mod camera_shake;
mod chain;
mod chromatic_aberration;
mod color_grading;
mod crt;
mod data;
mod filter;
mod glitch;
mod god_rays;
mod grain;
mod halftone;
mod kaleidoscope;
mod laid;
mod lut;
mod motion_trails;
mod passes;
mod pixelate;
mod posterise;
mod program;
mod ripple;
mod stage;
#[cfg(test)]
mod tests;
mod tilt_shift;
mod vignette;
mod zoom_blur;

pub use chain::Chain;
pub use laid::Light;

use crate::composition::EffectKind;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use crate::supplies::Supplies;
use crate::time::FrameIndex;
use data::{Now, Values};
use laid::Laid;
use stage::Stage;

/// The most effects of a composition.
const MOST: usize = 16;

/// One effect of a composition.
trait Effect: Send {
    /// The parameters, of which each number may be changed before [`prepare`](Self::prepare).
    fn numbers(&mut self) -> &mut dyn Numbers;

    /// What it is to the shader of a chain; always the same.
    fn stage(&self) -> Stage;

    /// What its shader is told of a moment; none where it changes nothing.
    fn prepare(&mut self, device: &Device, now: &Now<'_>) -> Option<Values>;

    /// The texture that its shader gets, if its stage has one; always the same.
    fn texture(&self) -> Option<&wgpu::TextureView> {
        None
    }

    /// What the picture before it is read into, and how much of that, in pixels.
    fn source(&self) -> Option<(&wgpu::TextureView, [u32; 2])> {
        None
    }

    /// What lays its light over the picture on the processor, if it does nothing else; always or never there.
    fn laid(&mut self) -> Option<&mut dyn Laid> {
        None
    }

    /// Makes the texture from what was read.
    fn filter(&self, _encoder: &mut wgpu::CommandEncoder) {}

    /// An earlier frame that it must read before the prepared one.
    fn lacks(&self) -> Option<FrameIndex> {
        None
    }

    /// What is read next is of this frame.
    fn keep(&mut self, _frame: FrameIndex) {}
}

/// What effects are made with.
struct Scene<'a> {
    device: &'a Device,
    supplies: &'a Supplies,
    /// Size of the canvas in pixels.
    size: [u32; 2],
    /// Frames a second.
    fps: f64,
    seed: u32,
}

/// The table: what draws each effect of a composition.
fn effect(kind: &EffectKind, scene: &Scene<'_>) -> Box<dyn Effect> {
    match kind {
        EffectKind::Vignette(it) => Box::new(it.clone()),
        EffectKind::Bloom(it) => Box::new(bloom::Bloom::new(it, scene)),
        EffectKind::Blur(it) => Box::new(blur::Blur::new(it, scene)),
        EffectKind::ZoomBlur(it) => Box::new(zoom_blur::ZoomBlur::new(it, scene)),
        EffectKind::TiltShift(it) => Box::new(tilt_shift::TiltShift::new(it, scene)),
        EffectKind::MotionTrails(it) => Box::new(motion_trails::MotionTrails::new(it, scene)),
        EffectKind::ChromaticAberration(it) => Box::new(it.clone()),
        EffectKind::Grain(it) => Box::new(grain::Grain::new(it, scene)),
        EffectKind::ColorGrading(it) => Box::new(it.clone()),
        EffectKind::Lut(it) => Box::new(lut::Lut::new(it, scene)),
        EffectKind::Glitch(it) => Box::new(it.clone()),
        EffectKind::Crt(it) => Box::new(it.clone()),
        EffectKind::Halftone(it) => Box::new(it.clone()),
        EffectKind::Pixelate(it) => Box::new(pixelate::Pixelate::new(it, scene)),
        EffectKind::Posterise(it) => Box::new(it.clone()),
        EffectKind::Ripple(it) => Box::new(it.clone()),
        EffectKind::Kaleidoscope(it) => Box::new(it.clone()),
        EffectKind::GodRays(it) => Box::new(god_rays::GodRays::new(it, scene)),
        EffectKind::CameraShake(it) => Box::new(it.clone()),
        EffectKind::BeatZoom(it) => Box::new(it.clone()),
    }
}
