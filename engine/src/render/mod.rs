//! A plan and a frame's index become a picture.
//!
//! Enters: a [`RenderPlan`] and the indices of frames. Leaves: [`Frame`]s in their order. A frame depends on the
//! plan and its index alone: whichever was drawn before, its pixels are the same on the same adapter. Whatever
//! depends on the song alone is done once, in [`Renderer::new`]; drawing a frame allocates nothing of ours.

mod drawn;
mod finish;
mod picture;
#[cfg(test)]
mod tests;

use crate::branding::{self, Branding};
use crate::clock::measured;
use crate::effects::Light;
use crate::gpu::{Conversion, Device, Gpu, GpuError, RING, Readback, Retouch, Target, read_rgba, retouch};
use crate::media::{Frame, PixelFormat};
use crate::modulation::Motion;
use crate::plan::{Moment, RenderPlan};
use crate::supplies::Supplies;
use crate::time::FrameIndex;
use finish::Finish;
use picture::{Picture, Side};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::time::Duration;

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The device failed.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

/// Processor time of the calling thread by stage. What a software adapter draws on threads of its own is not in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct RenderTimes {
    /// Preparing and submitting the drawing.
    pub draw: Duration,
    /// Waiting for and mapping what was drawn.
    pub readback: Duration,
    /// Converting to YUV.
    pub convert: Duration,
}

/// Draws the frames of one plan, on one thread.
pub struct Renderer {
    plan: Arc<RenderPlan>,
    device: Device,
    motion: Motion,
    picture: Picture,
    /// Over the picture; none where nothing of the kind is shown.
    branding: Option<Branding>,
    finish: Option<Finish>,
    /// What the processor is to lay over the frames that are on their way.
    lights: [Option<Light>; RING],
    readback: Readback,
    frame: Frame,
}

impl Renderer {
    /// Prepares everything that depends on the song alone.
    ///
    /// # Errors
    /// When the device fails.
    pub fn new(gpu: &Gpu, plan: &Arc<RenderPlan>, supplies: &Supplies) -> Result<Self, RenderError> {
        let device = gpu.device()?;
        let size = plan.size();
        let motion = Motion::new(plan, supplies);
        let picture = Picture::new(&device, plan, supplies, &motion);
        let branding = (!plan.branding.is_empty()).then(|| {
            let frame = branding::Frame {
                size,
                end: plan.song.seconds(),
                material: &supplies.material,
            };
            Branding::new(&device, &plan.branding, frame)
        });
        // Nothing may be drawn after the light.
        let last = branding.is_none() && !picture.draws_above();
        let conversion = conversion(gpu, plan);
        let lays = last && conversion == Conversion::Processor;
        let renderer = Self {
            plan: Arc::clone(plan),
            motion,
            picture,
            branding,
            finish: Finish::new(&device, plan, supplies, lays),
            lights: [None; RING],
            readback: Readback::new(&device, size, conversion),
            frame: frame(plan),
            device,
        };
        renderer.device.check()?;
        Ok(renderer)
    }

    /// What of the composition cannot be shown as it was asked for, such as characters that no font has.
    pub fn warnings(&self) -> &[String] {
        self.picture.warnings()
    }

    /// Draws a run of frames and gives each in order to `sink`, which may stop it. Drawing and reading back of
    /// the next frames go on while `sink` works.
    ///
    /// # Errors
    /// When the device fails; the renderer is of no more use then.
    pub fn run(
        &mut self,
        frames: Range<FrameIndex>,
        sink: &mut dyn FnMut(&Frame) -> ControlFlow<()>,
    ) -> Result<RenderTimes, RenderError> {
        let mut times = RenderTimes::default();
        let mut sent = frames.start;
        let mut stopped = false;
        for index in frames.clone() {
            while !stopped && sent < frames.end.min(index + RING as u64) {
                measured(&mut times.draw, || self.send(sent));
                sent += 1;
            }
            if index == sent {
                break;
            }
            // What is on its way is taken in even after a stop, so that the ring is free for the next run.
            measured(&mut times.readback, || {
                self.readback.wait(&self.device, slot(index))
            })?;
            measured(&mut times.convert, || {
                let light = self.lights[slot(index)];
                let mut laying = laying(&mut self.finish, light);
                let laying = laying.as_mut().map(|laying| laying as &mut dyn Retouch);
                self.readback.convert(slot(index), laying, &mut self.frame)
            })?;
            self.frame.index = index;
            stopped = stopped || sink(&self.frame).is_break();
        }
        Ok(times)
    }

    /// Draws one frame as tightly packed RGBA, 8 bits each, opaque: `width * height * 4` bytes.
    ///
    /// # Errors
    /// When the device fails.
    pub fn rgba(&mut self, frame: FrameIndex) -> Result<Vec<u8>, RenderError> {
        let (encoder, light) = self.draw(frame);
        let target = self.readback.target(slot(frame));
        let mut pixels = read_rgba(&self.device, encoder, target)?;
        if let Some(mut laying) = laying(&mut self.finish, light) {
            retouch(&mut pixels, self.plan.size().0 as usize, &mut laying);
        }
        Ok(pixels)
    }

    /// Draws a frame and sends it on its way into its slot of the ring.
    fn send(&mut self, index: FrameIndex) {
        let (encoder, light) = self.draw(index);
        self.lights[slot(index)] = light;
        self.readback.submit(&self.device, encoder, slot(index));
    }

    /// Draws a frame but for the light that is to be laid over it once it is read back.
    fn draw(&mut self, index: FrameIndex) -> (wgpu::CommandEncoder, Option<Light>) {
        let moment = self.plan.moment(index);
        let target = self.readback.target(slot(index)).clone();
        let mut encoder = self.encoder("frame");
        let branding = self.branding.as_ref();
        let mut light = None;
        if !branding.is_some_and(|branding| branding.hides_all(moment.video)) {
            light = self.draw_picture(&mut encoder, &target, index, moment);
        }
        if let Some(branding) = &mut self.branding {
            branding.prepare(&self.device, moment.video);
            branding.draw(&mut target.pass(&mut encoder, "branding", None));
        }
        (encoder, light)
    }

    /// Draws all but the branding, and the light that it returns.
    fn draw_picture(
        &mut self,
        encoder: &mut wgpu::CommandEncoder,
        target: &Target,
        index: FrameIndex,
        moment: Moment,
    ) -> Option<Light> {
        if let Some(finish) = &mut self.finish {
            finish.prepare(&self.device, index, moment, &self.motion);
        }
        while let Some(former) = self.lacks() {
            self.remember(former);
        }
        self.picture.prepare(&self.device, moment, &self.motion);
        let mut effects = self.finish.as_mut().and_then(Finish::seen);
        let light = effects.as_mut().and_then(|effects| effects.light());
        match effects {
            Some(effects) if light.is_none() => {
                self.picture.draw_below(encoder, effects.picture());
                effects.draw(encoder, target);
            }
            _ => self.picture.draw_below(encoder, target),
        }
        self.picture.draw(encoder, target, Side::Above);
        light
    }

    /// An earlier frame that an effect needs and does not have.
    fn lacks(&mut self) -> Option<FrameIndex> {
        self.finish.as_mut()?.seen()?.lacks()
    }

    /// Draws the layers of an earlier frame for the effects.
    fn remember(&mut self, former: FrameIndex) {
        let mut encoder = self.encoder("earlier frame");
        let Some(effects) = self.finish.as_mut().and_then(Finish::seen) else {
            return;
        };
        let moment = self.plan.moment(former);
        self.picture.prepare(&self.device, moment, &self.motion);
        self.picture.draw_below(&mut encoder, effects.picture());
        effects.remember(&mut encoder, former);
        self.device.queue().submit([encoder.finish()]);
    }

    fn encoder(&self, label: &str) -> wgpu::CommandEncoder {
        let descriptor = wgpu::CommandEncoderDescriptor { label: Some(label) };
        self.device.raw().create_command_encoder(&descriptor)
    }
}

/// How the pictures of a plan leave the device.
fn conversion(gpu: &Gpu, plan: &RenderPlan) -> Conversion {
    let video = plan.config.video();
    match video.codec.pixels() {
        PixelFormat::Yuv420 if !video.transparent => gpu.conversion(),
        PixelFormat::Yuv420 | PixelFormat::Rgba => Conversion::Alpha,
    }
}

/// Room for a picture of a plan as its encoder reads it.
fn frame(plan: &RenderPlan) -> Frame {
    let video = plan.config.video();
    let (width, height) = plan.size();
    match video.codec.pixels() {
        PixelFormat::Rgba => Frame::rgba(width, height),
        PixelFormat::Yuv420 => Frame {
            alpha: video
                .transparent
                .then(|| vec![255; width as usize * height as usize]),
            ..Frame::new(width, height)
        },
    }
}

/// What lays light over what was read back of a frame.
fn laying(finish: &mut Option<Finish>, light: Option<Light>) -> Option<impl Retouch + '_> {
    finish.as_mut()?.laying(light?)
}

/// The slot of the ring that a frame goes through.
fn slot(index: FrameIndex) -> usize {
    (index % RING as u64) as usize
}
