//! The colours of a GIF, found before its first segment is drawn.

use super::PipelineError;
use super::kill::Kill;
use crate::encode::{GifPalette, SAMPLED_FRAMES};
use crate::gpu::Gpu;
use crate::media::VideoCodec;
use crate::plan::RenderPlan;
use crate::render::Renderer;
use crate::supplies::Supplies;
use std::sync::Arc;

/// The colours that suit frames from the whole of the video; none where the codec has no palette.
pub(super) fn find(
    gpu: &Gpu,
    plan: &Arc<RenderPlan>,
    supplies: &Supplies,
    kill: &Kill,
) -> Result<Option<Arc<GifPalette>>, PipelineError> {
    if plan.config.video().codec != VideoCodec::Gif {
        return Ok(None);
    }
    let mut renderer = Renderer::new(gpu, plan, supplies)?;
    let count = SAMPLED_FRAMES.min(plan.frames);
    let mut failure = None;
    let frames = (0..count).map_while(|number| {
        // From the middle of as many equal parts.
        let index = plan.frames * (2 * number + 1) / (2 * count);
        if kill.is_set() {
            return None;
        }
        renderer.rgba(index).map_err(|error| failure = Some(error)).ok()
    });
    let palette = GifPalette::of_frames(frames, &plan.config.settings().gif);
    match failure {
        Some(error) => Err(error.into()),
        None if kill.is_set() => Err(PipelineError::Cancelled),
        None => Ok(Some(Arc::new(palette))),
    }
}
