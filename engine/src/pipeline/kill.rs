//! Stopping all stages: the outside's cancel or the first failure, whichever comes first.

use super::PipelineError;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope};

/// Tells every stage to stop and keeps the first cause, not the noise that follows it.
pub(super) struct Kill {
    cancel: Arc<AtomicBool>,
    stopped: AtomicBool,
    cause: Mutex<Option<PipelineError>>,
}

impl Kill {
    pub(super) fn new(cancel: Arc<AtomicBool>) -> Self {
        Self {
            cancel,
            stopped: AtomicBool::new(false),
            cause: Mutex::new(None),
        }
    }

    /// Whether to stop now.
    pub(super) fn is_set(&self) -> bool {
        self.stopped.load(Ordering::Acquire) || self.cancel.load(Ordering::Acquire)
    }

    /// Stops every stage for this cause, unless one came before.
    pub(super) fn stop(&self, cause: PipelineError) {
        let mut first = self.cause.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert(cause);
        self.stopped.store(true, Ordering::Release);
    }

    /// Does `work`; its failure or panic stops every stage.
    pub(super) fn watch<T>(&self, work: impl FnOnce() -> Result<T, PipelineError>) -> Option<T> {
        self.watch_stage("join", work)
    }

    fn watch_stage<T>(
        &self,
        stage: &'static str,
        work: impl FnOnce() -> Result<T, PipelineError>,
    ) -> Option<T> {
        let outcome = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
            Err(PipelineError::Panicked {
                stage,
                message: said(&*panic),
            })
        });
        outcome.map_err(|cause| self.stop(cause)).ok()
    }

    /// Runs a stage on a thread of its own.
    pub(super) fn spawn<'scope, 'env>(
        &'scope self,
        scope: &'scope Scope<'scope, 'env>,
        stage: &'static str,
        work: impl FnOnce() -> Result<(), PipelineError> + Send + 'scope,
    ) {
        let watched = move || {
            self.watch_stage(stage, work);
        };
        if let Err(error) = thread::Builder::new()
            .name(stage.into())
            .spawn_scoped(scope, watched)
        {
            let message = format!("no thread: {error}");
            self.stop(PipelineError::Panicked { stage, message });
        }
    }

    /// How it all ended; where it failed or was cancelled, nothing stays at `output`.
    pub(super) fn outcome(self, output: &Path) -> Result<(), PipelineError> {
        let cause = self.cause.into_inner().unwrap_or_else(PoisonError::into_inner);
        let cancelled = self.cancel.load(Ordering::Acquire);
        let cause = if cancelled {
            Some(PipelineError::Cancelled)
        } else {
            cause
        };
        let Some(cause) = cause else { return Ok(()) };
        // It may not be there at all.
        let _ = std::fs::remove_file(output);
        Err(cause)
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic".into())
}
