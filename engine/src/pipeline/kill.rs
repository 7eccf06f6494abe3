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

    /// Stops every stage for this cause, unless one came before. A stage that only saw others go calls that
    /// cancelled, and may be heard before the one that failed: it gives way to the cause.
    pub(super) fn stop(&self, cause: PipelineError) {
        let mut first = self.cause.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*first, None | Some(PipelineError::Cancelled)) {
            *first = Some(cause);
        }
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

    /// How it all ended, with what was `written` to `output`, if anything; where it failed or was cancelled, that is
    /// removed. A file that stood there before and was not replaced stays.
    pub(super) fn outcome<T>(self, written: Option<T>, output: &Path) -> Result<T, PipelineError> {
        let cause = self.cause.into_inner().unwrap_or_else(PoisonError::into_inner);
        let cancelled = self
            .cancel
            .load(Ordering::Acquire)
            .then_some(PipelineError::Cancelled);
        match (cancelled.or(cause), written) {
            (None, Some(written)) => Ok(written),
            (cause, written) => {
                if written.is_some() {
                    // What cannot be removed here can be nowhere.
                    let _ = std::fs::remove_file(output);
                }
                Err(cause.unwrap_or(PipelineError::Cancelled))
            }
        }
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_kept_whichever_is_heard_first() {
        let kill = Kill::new(Arc::default());
        kill.stop(PipelineError::Cancelled);
        kill.stop(PipelineError::ParametersDiffer { segment: 3 });
        kill.stop(PipelineError::ParametersDiffer { segment: 4 });
        let outcome = kill.outcome(None::<()>, Path::new("nowhere"));
        assert!(matches!(
            outcome,
            Err(PipelineError::ParametersDiffer { segment: 3 })
        ));
    }

    #[test]
    fn only_what_was_written_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("video");
        for (written, cancelled, stays) in [
            (None, true, true),
            (Some(()), false, true),
            (Some(()), true, false),
        ] {
            std::fs::write(&output, "a video").expect("written");
            let outcome = Kill::new(Arc::new(cancelled.into())).outcome(written, &output);
            assert_eq!((outcome.is_ok(), output.exists()), (!cancelled, stays));
        }
    }
}
