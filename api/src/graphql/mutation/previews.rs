//! Previews that play.

use crate::auth::Viewer;
use crate::graphql::error::{Problem, Result};
use crate::graphql::previews::stored;
use crate::graphql::types::{ExportJob, PreviewShapeInput};
use crate::previews::{Shape, source_of};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use phonoglyph_engine::export::{ExportConfig, ExportRequest, MIN_SIDE};
use phonoglyph_engine::job::{ExportService, NewJob, Priority};

/// The longest preview, in seconds.
const MAX_DURATION: f64 = 60.0;
/// The longest shorter side of a preview, in pixels.
const MAX_SHORT_SIDE: u32 = 720;
/// The quality of a preview: enough to judge movement and colours by.
const CRF: u8 = 28;
/// Bits a second for its sound, in kbit/s.
const AUDIO_KBPS: u32 = 96;

/// The part of [`Mutation`](super::Mutation) about previews.
#[derive(Default)]
pub struct PreviewMutation;

/// A preview to queue.
#[derive(InputObject)]
pub struct QueuePreviewInput {
    /// The composition.
    composition_id: ID,
    /// The shape of the video that it is a preview of.
    #[graphql(flatten)]
    shape: PreviewShapeInput,
    /// Where in the song it begins, in seconds.
    #[graphql(default = 0.0)]
    from: f64,
    /// How long it plays, in seconds, at most 60; the end of the song may come before.
    #[graphql(default = 10.0)]
    duration: f64,
    /// Its shorter side in pixels: even, 128 to 720. A video that is smaller keeps its size.
    #[graphql(default = 360)]
    side: i32,
}

/// What came of queueing a preview.
#[derive(SimpleObject)]
pub struct QueuePreviewPayload {
    /// The queued preview.
    job: ExportJob,
}

#[Object]
impl PreviewMutation {
    /// Queues a short clip in low resolution of a composition as it is now. It is rendered before every export, and is
    /// followed, cancelled and downloaded like one.
    async fn queue_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to preview.")] input: QueuePreviewInput,
    ) -> Result<QueuePreviewPayload> {
        let to = input.from + duration(input.duration)?;
        let shape = input.shape.build(Some(input.from), Some(to))?;
        let config = small(&shape, side(input.side)?)?;
        let row = stored(ctx, &input.composition_id).await?;
        let job = NewJob {
            user_id: ctx.data_unchecked::<Viewer>().user_id.clone(),
            composition_id: row.id.clone(),
            title: row.name.clone(),
            config,
            custom_preset: None,
            priority: Priority::Normal,
            video_seconds: None,
            source: source_of(ctx.data_unchecked(), &row).await?,
            preview: true,
        };
        let queued = ctx.data_unchecked::<ExportService>().queue(vec![job]).await;
        let queued = queued.map_err(|error| Problem::job(error, "input"))?;
        let job = queued.into_iter().next().map(ExportJob);
        let job = job.ok_or_else(|| Problem::internal("the queue took a job and gave none back"))?;
        Ok(QueuePreviewPayload { job })
    }
}

fn duration(seconds: f64) -> Result<f64> {
    if seconds > 0.0 && seconds <= MAX_DURATION {
        return Ok(seconds);
    }
    let limit = format!("more than 0 and at most {MAX_DURATION}");
    Err(Problem::field("input.duration", seconds, limit))
}

fn side(pixels: i32) -> Result<u32> {
    let even = |side: &u32| side.is_multiple_of(2) && (MIN_SIDE..=MAX_SHORT_SIDE).contains(side);
    let side = u32::try_from(pixels).ok().filter(even);
    let limit = format!("even, {MIN_SIDE} to {MAX_SHORT_SIDE}");
    side.ok_or_else(|| Problem::field("input.side", pixels, limit))
}

/// The export of that shape in low resolution.
fn small(shape: &Shape, side: u32) -> Result<ExportConfig> {
    let full = shape.config().map_err(|error| Problem::export(error, "input"))?;
    let (width, height) = shrunk((full.video().width, full.video().height), side);
    let request = ExportRequest {
        width: Some(width),
        height: Some(height),
        frame_rate: shape.frame_rate,
        crf: Some(CRF),
        audio_bitrate_kbps: Some(AUDIO_KBPS),
        from: shape.from,
        to: shape.to,
        ..ExportRequest::preset(shape.preset)
    };
    request.build().map_err(|error| Problem::export(error, "input"))
}

/// A size in proportion whose shorter side is `side`, in even pixels; a smaller one stays.
fn shrunk((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let short = width.min(height);
    if short <= side {
        return (width, height);
    }
    let even = |length: u32| {
        let exact = f64::from(length) * f64::from(side) / f64::from(short);
        ((exact / 2.0).round() as u32 * 2).max(MIN_SIDE)
    };
    (even(width), even(height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonoglyph_engine::export::PresetId;

    #[test]
    fn previews_are_small_and_have_the_shape_of_what_they_preview() {
        let config = |preset| small(&Shape::preset(preset), 360).expect("valid");
        let size = |config: ExportConfig| (config.video().width, config.video().height);
        assert_eq!(size(config(PresetId::Youtube4k)), (640, 360));
        assert_eq!(size(config(PresetId::TiktokVertical)), (360, 640));
        assert_eq!(size(config(PresetId::InstagramSquare)), (360, 360));
        assert_eq!(shrunk((320, 180), 360), (320, 180));
        assert_eq!(shrunk((3840, 130), 128), (3780, 128));
    }

    #[test]
    fn limits_are_named() {
        for (seconds, good) in [
            (0.0, false),
            (0.1, true),
            (60.0, true),
            (60.1, false),
            (f64::NAN, false),
        ] {
            assert_eq!(duration(seconds).is_ok(), good, "{seconds}");
        }
        for (pixels, good) in [
            (-2, false),
            (126, false),
            (128, true),
            (361, false),
            (720, true),
            (722, false),
        ] {
            assert_eq!(side(pixels).is_ok(), good, "{pixels}");
        }
    }
}
