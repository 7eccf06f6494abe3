//! The stages, wired with bounded channels: frames and sound become a file.
//!
//! ```text
//! segment workers (one per core): draw -> read back -> convert -> encode --\
//!                                                                            join -> file
//! sound worker: decode or synthesise -> master -> encode -------------------/
//! ```
//!
//! Nothing else happens here. Workers may run ahead of the joint by a fixed number of segments, so memory does
//! not grow with the length of the song. The first failure stops every stage and is the one that is reported.

mod control;
mod cover;
mod error;
mod join;
mod kill;
mod palette;
mod report;
mod segments;
mod size;
mod sound;
mod trial;
mod turnstile;

pub use control::{Control, Progress, Stage};
pub use error::PipelineError;
pub use report::{Report, StageSeconds};

use crate::audio::Sound;
use crate::gpu::Gpu;
use crate::mux::Muxed;
use crate::plan::RenderPlan;
use crate::supplies::Supplies;
use control::Counter;
use kill::Kill;
use report::Times;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Instant;
use turnstile::Turnstile;

/// Renders a plan to a file. Blocks the calling thread until the file is there or nothing of it is left; a file that
/// was at `output` before stays until it is replaced by a whole one.
///
/// # Errors
/// The first cause that stopped the work.
pub fn run(
    gpu: &Gpu,
    plan: &Arc<RenderPlan>,
    supplies: &Supplies,
    sound: Option<&Sound>,
    output: &Path,
    control: &Control,
) -> Result<Report, PipelineError> {
    let began = Instant::now();
    let counter = Counter::new(control, plan.frames);
    let times = Times::default();
    let fitted = size::before(&cover::on(plan, supplies));
    times.warned(fitted.warning.as_slice());
    let stage = Stages {
        gpu,
        supplies,
        sound,
        output,
        control,
        counter: &counter,
        times: &times,
    };
    let mut muxed = stage.run(&fitted.plan)?;
    let limit = plan.config.max_file_size().unwrap_or(u64::MAX);
    if muxed.bytes > limit {
        let too_large = PipelineError::TooLarge {
            bytes: muxed.bytes,
            limit,
        };
        let Some(smaller) = size::after(&fitted.plan, muxed.bytes, limit) else {
            return Err(remove(output, too_large));
        };
        times.warned(smaller.warning.as_slice());
        muxed = stage.run(&smaller.plan)?;
        if muxed.bytes > limit {
            let bytes = muxed.bytes;
            return Err(remove(output, PipelineError::TooLarge { bytes, limit }));
        }
    }
    Ok(Report::new(plan, muxed, began.elapsed(), &times))
}

/// Removes a file that nobody wants, for this cause.
fn remove(output: &Path, cause: PipelineError) -> PipelineError {
    // What cannot be removed here can be nowhere.
    let _ = std::fs::remove_file(output);
    cause
}

/// What the stages work with, and for whom.
struct Stages<'a> {
    gpu: &'a Gpu,
    supplies: &'a Supplies,
    sound: Option<&'a Sound>,
    output: &'a Path,
    control: &'a Control,
    counter: &'a Counter<'a>,
    times: &'a Times,
}

impl Stages<'_> {
    /// Runs all of them once.
    fn run(&self, plan: &Arc<RenderPlan>) -> Result<Muxed, PipelineError> {
        let Self {
            gpu,
            supplies,
            output,
            counter,
            times,
            ..
        } = *self;
        let kill = Kill::new(self.control.cancel.clone());
        let palette = palette::find(gpu, plan, supplies, &kill)?;
        let workers = segments::workers(plan);
        let turnstile = Turnstile::new(workers * 2);

        let (sound, packets) = sound::prepare(plan, self.sound, output, &kill)?;
        let (send, encoded) = crossbeam_channel::bounded(workers);
        let muxed = thread::scope(|scope| {
            if let Some(sound) = sound {
                kill.spawn(scope, "sound", || sound.run(&kill, times));
            }
            for _ in 0..workers {
                let worker = segments::Worker {
                    gpu,
                    plan,
                    supplies,
                    palette: palette.as_ref(),
                    turnstile: &turnstile,
                    counter,
                    kill: &kill,
                };
                let send = send.clone();
                kill.spawn(scope, "segment", move || worker.run(&send, times));
            }
            drop(send);
            let joined =
                kill.watch(|| join::run(plan, output, &encoded, packets, &turnstile, counter, times));
            // Workers that wait for the joint to go on must not wait for ever once it has stopped.
            drop(encoded);
            turnstile.open();
            joined
        });
        kill.outcome(muxed, output)
    }
}
