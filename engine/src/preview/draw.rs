//! Drawing one picture with a renderer that is ready.

use super::bench::Ready;
use super::{PreviewError, Shown, Still};
use crate::plan::RenderPlan;
use crate::stills::{self, SheetLayout, StillFormat, evenly};
use crate::time::{FrameIndex, MediaTime};
use crate::workshop::{WorkshopError, chain};
use image::RgbImage;
use std::error::Error;

/// Draws a picture.
pub(super) fn draw(
    ready: &mut Ready,
    shown: Shown,
    format: StillFormat,
    stop: &dyn Fn() -> bool,
) -> Result<Still, PreviewError> {
    let (picture, frames, layout) = match shown {
        Shown::Frame(at) => {
            let index = frame_at(&ready.prepared.plan, at)?;
            (frame(ready, index)?, vec![index], None)
        }
        Shown::Strip { count, columns, side } => {
            let layout = SheetLayout::new(count, columns, ready.prepared.plan.size(), side);
            let frames = evenly(ready.prepared.plan.frames, count);
            let picture = stills::sheet(&layout, |place| match frames.get(place as usize) {
                _ if stop() => Err(PreviewError::Stopping),
                Some(index) => frame(ready, *index).map(Some),
                None => Ok(None),
            })?;
            (picture, frames, Some(layout))
        }
    };
    let rate = ready.prepared.plan.frame_rate();
    let bytes =
        stills::encode(&picture, format).map_err(|error| PreviewError::failed("ENCODE_FAILED", &error))?;
    Ok(Still {
        bytes: bytes.into(),
        format,
        size: picture.dimensions(),
        times: frames.into_iter().map(|index| rate.time_of(index)).collect(),
        layout,
    })
}

/// The frame that is shown at a time of the video; its last one also at its very end.
fn frame_at(plan: &RenderPlan, at: MediaTime) -> Result<FrameIndex, PreviewError> {
    let end = plan.frame_rate().time_of(plan.frames);
    if at < MediaTime::ZERO || at > end {
        return Err(PreviewError::OutsideVideo { at, end });
    }
    Ok(plan.frame_rate().frame_at(at).min(plan.frames - 1))
}

fn frame(ready: &mut Ready, index: FrameIndex) -> Result<RgbImage, PreviewError> {
    let pixels = ready.renderer.rgba(index);
    let pixels = pixels.map_err(|error| PreviewError::failed("RENDER_FAILED", &error))?;
    stills::picture(&pixels, ready.prepared.plan.size())
        .map_err(|error| PreviewError::failed("RENDER_FAILED", &error))
}

impl PreviewError {
    /// A failure of the drawing.
    pub(super) fn failed(code: &'static str, error: &dyn Error) -> Self {
        Self::Failed {
            code,
            message: chain(error),
        }
    }
}

impl From<WorkshopError> for PreviewError {
    fn from(error: WorkshopError) -> Self {
        match error {
            // Only who has gone asks for that.
            WorkshopError::Stopped => Self::Stopping,
            WorkshopError::Failed { code, message, .. } => Self::Failed { code, message },
        }
    }
}
