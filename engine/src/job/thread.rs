//! The thread that renders a job: named, behind the rest of the process in priority, and its panics caught.

use super::work::{Assignment, Rendered, Work, WorkError};
use crate::pipeline::Control;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::oneshot;

/// How far the thread, and those it starts, stand back behind the API; from -20 (first) to 19 (last).
#[cfg(target_os = "linux")]
const NICENESS: libc::c_int = 5;

/// Starts the work on a thread of its own. The outcome comes when the thread has let go of everything.
pub(super) fn start(
    work: Arc<dyn Work>,
    job: Assignment,
    scratch: PathBuf,
    control: Control,
) -> oneshot::Receiver<Result<Rendered, WorkError>> {
    let (tell, outcome) = oneshot::channel();
    // 15 bytes of a name are kept on Linux: the end of an id is what tells jobs apart.
    let name = format!("render-{}", &job.id[job.id.len().saturating_sub(8)..]);
    let body = move || {
        stand_back();
        // If nobody waits any more, nobody misses it.
        let _ = tell.send(guarded(work.as_ref(), &job, &scratch, &control));
    };
    if let Err(error) = std::thread::Builder::new().name(name).spawn(body) {
        // Its end of the channel is gone, which the reader takes for a failure that may pass.
        tracing::error!(%error, "no thread can be started");
    }
    outcome
}

fn guarded(
    work: &dyn Work,
    job: &Assignment,
    scratch: &Path,
    control: &Control,
) -> Result<Rendered, WorkError> {
    std::fs::create_dir_all(scratch).map_err(|error| WorkError::Failed {
        code: "STORAGE",
        message: format!("the scratch folder cannot be made: {error}"),
        may_pass: true,
    })?;
    // Whatever the work shares with others stays usable after a panic: it is replaced or behind a lock that says so.
    catch_unwind(AssertUnwindSafe(|| work.render(job, scratch, control)))
        .unwrap_or_else(|panic| Err(WorkError::Panicked(message(panic.as_ref()))))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    text.or(owned).unwrap_or("without a message").to_owned()
}

#[cfg(target_os = "linux")]
fn stand_back() {
    // SAFETY: no memory is involved. On Linux 0 means the calling thread, and its later threads inherit the value.
    if unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICENESS) } != 0 {
        tracing::debug!("a render thread keeps its priority");
    }
}

#[cfg(not(target_os = "linux"))]
fn stand_back() {}
