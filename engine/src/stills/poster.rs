//! The frame that stands for a whole video.

use super::{StillError, StillFormat, busiest, encode, picture, richness, within};
use crate::plan::RenderPlan;
use crate::render::{RenderError, Renderer};
use crate::time::FrameIndex;
use image::RgbImage;
use image::imageops::thumbnail;

/// The longest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u32 = 480;
/// How many frames are looked at.
const CANDIDATES: u32 = 8;

/// The frame that stands for a whole video, in JPEG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    /// Which frame it is.
    pub frame: FrameIndex,
    /// The frame in its full size.
    pub picture: Vec<u8>,
    /// The frame with no side longer than [`THUMBNAIL_SIDE`].
    pub thumbnail: Vec<u8>,
}

/// Why there is no poster.
#[derive(Debug, thiserror::Error)]
pub enum PosterError {
    /// A frame could not be drawn.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The picture could not be encoded.
    #[error(transparent)]
    Still(#[from] StillError),
}

/// The frame that stands for a whole video, as a file and as a small one. None if `stop` says so between two frames.
///
/// # Errors
/// When a frame cannot be drawn or encoded.
pub fn poster(
    renderer: &mut Renderer,
    plan: &RenderPlan,
    stop: &dyn Fn() -> bool,
) -> Result<Option<Poster>, PosterError> {
    let Some((frame, drawn)) = richest(renderer, plan, stop)? else {
        return Ok(None);
    };
    let (width, height) = within(plan.size(), THUMBNAIL_SIDE);
    Ok(Some(Poster {
        frame,
        thumbnail: encode(&thumbnail(&drawn, width, height), StillFormat::Jpeg)?,
        picture: encode(&drawn, StillFormat::Jpeg)?,
    }))
}

/// The richest of the frames at which most happens ([`busiest`], [`richness`]); the earliest of several. None if
/// `stop` says so between two frames.
///
/// # Errors
/// When a frame cannot be drawn.
pub fn richest(
    renderer: &mut Renderer,
    plan: &RenderPlan,
    stop: &dyn Fn() -> bool,
) -> Result<Option<(FrameIndex, RgbImage)>, PosterError> {
    let mut best: Option<(f64, FrameIndex, Vec<u8>)> = None;
    for frame in busiest(plan, CANDIDATES) {
        if stop() {
            return Ok(None);
        }
        let drawn = renderer.rgba(frame)?;
        let rich = richness(&drawn, plan.size());
        if best.as_ref().is_none_or(|(most, ..)| rich > *most) {
            best = Some((rich, frame, drawn));
        }
    }
    match best {
        Some((_, frame, drawn)) => Ok(Some((frame, picture(&drawn, plan.size())?))),
        None => Ok(None),
    }
}
