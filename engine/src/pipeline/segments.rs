//! The segment workers: each draws and encodes one segment after another.

use super::PipelineError;
use super::control::Counter;
use super::kill::Kill;
use super::report::Times;
use super::turnstile::Turnstile;
use crate::clock::measured;
use crate::encode::{self, GifPalette};
use crate::gpu::Gpu;
use crate::media::EncodedSegment;
use crate::plan::{RenderPlan, Segment, gop_frames};
use crate::render::Renderer;
use crate::supplies::Supplies;
use crossbeam_channel::Sender;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// About what a worker holds for each pixel of the frame: targets, readback ring, planes and the encoder's pictures.
const BYTES_PER_PIXEL: u64 = 40;
/// What all workers of one video may hold together.
const WORKERS_BYTES: u64 = 1 << 30;

/// How many workers suit this machine and this picture.
pub(super) fn workers(plan: &RenderPlan) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (width, height) = plan.size();
    let held = u64::from(width) * u64::from(height) * BYTES_PER_PIXEL;
    let fitting = (WORKERS_BYTES / held).max(1) as usize;
    cores.min(fitting).min(plan.segments.len()).max(1)
}

/// What a worker works with.
pub(super) struct Worker<'a> {
    pub(super) gpu: &'a Gpu,
    pub(super) plan: &'a Arc<RenderPlan>,
    pub(super) supplies: &'a Supplies,
    /// The colours of a GIF.
    pub(super) palette: Option<&'a Arc<GifPalette>>,
    pub(super) turnstile: &'a Turnstile,
    pub(super) counter: &'a Counter<'a>,
    pub(super) kill: &'a Kill,
}

impl Worker<'_> {
    /// Takes segments until none is left or all is stopped.
    pub(super) fn run(&self, out: &Sender<EncodedSegment>, times: &Times) -> Result<(), PipelineError> {
        // A segment that this worker gives up never reaches the joint: nobody may wait for its turn after that.
        let _opener = self.turnstile.open_at_end();
        let mut renderer = Renderer::new(self.gpu, self.plan, self.supplies)?;
        times.warned(renderer.warnings());
        while let Some(index) = self.turnstile.next(self.plan.segments.len()) {
            if self.kill.is_set() {
                break;
            }
            let Some(segment) = self.segment(&mut renderer, &self.plan.segments[index], times)? else {
                break;
            };
            if out.send(segment).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Draws and encodes one segment; none if it was stopped on the way.
    fn segment(
        &self,
        renderer: &mut Renderer,
        segment: &Segment,
        times: &Times,
    ) -> Result<Option<EncodedSegment>, PipelineError> {
        let rate = self.plan.frame_rate();
        let video = self.plan.config.video();
        let first = segment.frames.start;
        let mut encoder = match self.palette {
            Some(palette) => encode::gif(video, rate, first, Arc::clone(palette)),
            None => encode::video(video, rate, gop_frames(rate), first)?,
        };
        let mut packets = Vec::with_capacity(self.length(segment));
        let mut spent = Duration::ZERO;
        let mut failure = None;
        let drawn = renderer.run(segment.frames.clone(), &mut |frame| {
            if self.kill.is_set() {
                return ControlFlow::Break(());
            }
            let encoded = measured(&mut spent, || encoder.encode(frame, &mut packets));
            failure = encoded.err();
            self.counter.frame();
            if failure.is_some() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        times.rendered(drawn, spent);
        if let Some(error) = failure {
            return Err(error.into());
        }
        if self.kill.is_set() {
            return Ok(None);
        }
        let parameters = encoder.finish(&mut packets)?;
        Ok(Some(EncodedSegment {
            index: segment.index,
            parameters,
            packets,
        }))
    }

    fn length(&self, segment: &Segment) -> usize {
        (segment.frames.end - segment.frames.start) as usize
    }
}
