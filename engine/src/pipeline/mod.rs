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
mod error;
mod join;
mod kill;
mod report;
mod segments;
mod sound;
mod trial;
mod turnstile;

pub use control::{Control, Progress, Stage};
pub use error::PipelineError;
pub use report::{Report, StageSeconds};

use crate::audio::Sound;
use crate::gpu::Gpu;
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
    let kill = Kill::new(control.cancel.clone());
    let workers = segments::workers(plan);
    let turnstile = Turnstile::new(workers * 2);
    let times = Times::default();

    let (sound, packets) = sound::prepare(plan, sound, output, &kill)?;
    let (send, encoded) = crossbeam_channel::bounded(workers);
    let muxed = thread::scope(|scope| {
        if let Some(sound) = sound {
            kill.spawn(scope, "sound", || sound.run(&kill, &times));
        }
        for _ in 0..workers {
            let worker = segments::Worker {
                gpu,
                plan,
                supplies,
                turnstile: &turnstile,
                counter: &counter,
                kill: &kill,
            };
            let (send, times) = (send.clone(), &times);
            kill.spawn(scope, "segment", move || worker.run(&send, times));
        }
        drop(send);
        let joined = kill.watch(|| join::run(plan, output, &encoded, packets, &turnstile, &counter, &times));
        // Workers that wait for the joint to go on must not wait for ever once it has stopped.
        drop(encoded);
        turnstile.open();
        joined
    });
    let muxed = kill.outcome(muxed, output)?;
    Ok(Report::new(plan, muxed, began.elapsed(), &times))
}
