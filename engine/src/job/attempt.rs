//! One attempt at a job, from the claim to the end of its row, its scratch folder and its file.

use super::JobError;
use super::live::Live;
use super::progress::Slot;
use super::queue::Context;
use super::retry;
use super::scratch;
use super::snapshot::{JobFailure, JobResult, JobStills};
use super::stop::{Reason, Stop};
use super::store::{Claimed, now};
use super::thread;
use super::work::{Assignment, Rendered, WorkError};
use crate::storage::{StorageError, keys};
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, interval_at};

/// Readers hear of progress at most this often, and of each new stage at once.
const EVENT_PACE: Duration = Duration::from_millis(100);

/// One attempt at a job.
pub(super) struct Attempt {
    context: Arc<Context>,
    live: Live,
    assignment: Assignment,
    stop: Stop,
    slot: Slot,
}

impl Attempt {
    /// The attempt that a claim began.
    pub(super) fn new(context: Arc<Context>, claimed: Claimed, stop: Stop, slot: Slot) -> Self {
        let live = Live::new(claimed.snapshot, stop.clone(), Arc::clone(&context));
        Self {
            context,
            live,
            assignment: claimed.assignment,
            stop,
            slot,
        }
    }

    /// Runs to the end. Whatever happens, the scratch folder is gone afterwards; if the database fails for good,
    /// the lease runs out and the job is taken up again.
    pub(super) async fn run(mut self) {
        let (id, number) = (self.assignment.id.clone(), self.live.snapshot.attempt);
        let folder = scratch::folder(&self.context.settings.scratch, &id, number);
        let outcome = self.render(&folder).await;
        if outcome.is_err() {
            // Before the row lets go of the job: an attempt that is handed back has the number of the next.
            scratch::remove(&folder).await;
        }
        if let Err(error) = self.conclude(outcome).await {
            tracing::error!(job = id, attempt = number, %error, "how an attempt ended cannot be written");
        }
        scratch::remove(&folder).await;
    }

    async fn render(&mut self, folder: &Path) -> Result<Rendered, WorkError> {
        if self.stop.reason().is_some() {
            return Err(WorkError::Cancelled);
        }
        let work = Arc::clone(&self.context.work);
        let control = self.slot.control(&self.stop);
        let outcome = thread::start(work, self.assignment.clone(), folder.to_owned(), control);
        self.attend(outcome).await.unwrap_or_else(|_| {
            Err(WorkError::Failed {
                code: "INTERNAL",
                message: "the system has no thread to spare".to_owned(),
                may_pass: true,
            })
        })
    }

    /// Waits for a piece of the work; shows progress and renews the lease meanwhile.
    async fn attend<F: Future>(&mut self, work: F) -> F::Output {
        let mut work = pin!(work);
        let mut look = interval(EVENT_PACE);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let beat = self.context.settings.lease / 3;
        let mut beats = interval_at(Instant::now() + beat, beat.max(Duration::from_millis(1)));
        let slot = self.slot.clone();
        loop {
            tokio::select! {
                biased;
                done = &mut work => {
                    self.live.advance(slot.latest()).await;
                    return done;
                }
                () = slot.next_stage() => self.live.advance(slot.latest()).await,
                _ = look.tick() => self.live.advance(slot.latest()).await,
                _ = beats.tick() => self.renew().await,
            }
        }
    }

    async fn renew(&self) {
        let (id, number) = (&self.live.snapshot.id, self.live.snapshot.attempt);
        let lease = self.context.settings.lease;
        match self.context.store.renew(id, number, lease, now()).await {
            Ok(true) => {}
            Ok(false) => self.stop.ask(Reason::Lost),
            Err(error) => tracing::warn!(job = id, %error, "a lease cannot be renewed"),
        }
    }

    async fn conclude(&mut self, outcome: Result<Rendered, WorkError>) -> Result<(), JobError> {
        if self.stop.silent() {
            return Ok(());
        }
        match outcome {
            Ok(file) => self.store(file).await,
            Err(WorkError::Cancelled) if self.stop.reason() == Some(Reason::HandBack) => {
                self.live.hand_back().await.map(drop)
            }
            Err(error) => self.failed(error).await,
        }
    }

    async fn store(&mut self, file: Rendered) -> Result<(), JobError> {
        if !self.live.storing().await? {
            return Ok(());
        }
        match self.put_all(&file).await {
            Ok(result) => self.complete(result).await,
            Err(error) => {
                // The video may be there already when one of its pictures cannot be stored.
                if let Ok(key) = keys::export(&self.assignment.id, self.live.snapshot.attempt) {
                    self.discard(&key).await;
                }
                self.failed(storage_failure(&error)).await
            }
        }
    }

    /// Stores the video and its pictures.
    async fn put_all(&mut self, file: &Rendered) -> Result<JobResult, StorageError> {
        let (id, attempt) = (self.assignment.id.clone(), self.live.snapshot.attempt);
        let [video, poster, thumbnail] = keys::of_attempt(&id, attempt)?;
        self.put(&video, &file.path).await?;
        let mut stills = None;
        if let Some(made) = &file.stills {
            self.put(&poster, &made.poster).await?;
            self.put(&thumbnail, &made.thumbnail).await?;
            stills = Some(JobStills {
                frame: made.frame,
                poster,
                thumbnail,
            });
        }
        Ok(JobResult {
            key: video,
            bytes: file.bytes,
            duration_seconds: file.duration_seconds,
            sha256: file.sha256.clone(),
            codecs: Some(file.codecs.clone()).filter(|codecs| !codecs.is_empty()),
            warnings: file.warnings.clone(),
            stills,
        })
    }

    /// The copying is not cut off: what was begun could still appear after it was removed.
    async fn put(&mut self, key: &str, path: &Path) -> Result<(), StorageError> {
        let storage = self.context.storage.clone();
        self.attend(storage.put_file(key, path)).await
    }

    async fn complete(&mut self, result: JobResult) -> Result<(), JobError> {
        let key = result.key.clone();
        let completed = self.live.complete(result).await;
        if !matches!(completed, Ok(true)) {
            self.discard(&key).await;
        }
        completed.map(drop)
    }

    /// Removes what was stored, unless the row names it after all: a write whose answer was lost may have succeeded.
    /// Where the row cannot be read the file stays: if the job is not completed, its lease runs out, and whoever takes
    /// it back removes the file.
    async fn discard(&self, key: &str) {
        let snapshot = &self.live.snapshot;
        let row = self.context.store.find(&snapshot.user_id, &snapshot.id).await;
        let named = |found: &JobResult| found.key == key;
        match row {
            Ok(row) if !row.result.as_ref().is_some_and(named) => {}
            Err(JobError::NotFound(_)) => {}
            Ok(_) | Err(_) => return,
        }
        for key in keys::of_attempt(&snapshot.id, snapshot.attempt)
            .into_iter()
            .flatten()
        {
            if let Err(error) = self.context.storage.delete(&key).await {
                tracing::warn!(job = snapshot.id, %error, "a file that nobody wants cannot be removed");
            }
        }
    }

    async fn failed(&mut self, error: WorkError) -> Result<(), JobError> {
        let settings = &self.context.settings;
        let number = self.live.snapshot.attempt;
        let wait = retry::delay(&error, number, settings.attempts, settings.retry_delay);
        tracing::warn!(job = self.assignment.id, attempt = number, %error, retry = wait.is_some(), "an attempt failed");
        let failure = failure(error);
        let written = match wait {
            Some(wait) => self.live.retry(failure, now() + wait).await,
            None => self.live.fail(failure).await,
        };
        written.map(drop)
    }
}

fn storage_failure(error: &StorageError) -> WorkError {
    WorkError::Failed {
        code: "STORAGE",
        message: "the finished video could not be stored".to_owned(),
        may_pass: error.may_pass(),
    }
}

fn failure(error: WorkError) -> JobFailure {
    let (code, message) = match error {
        WorkError::Failed { code, message, .. } => (code, message),
        WorkError::Panicked(cause) => ("INTERNAL", format!("the renderer broke: {cause}")),
        WorkError::Cancelled => ("INTERNAL", "the renderer stopped without being asked".to_owned()),
    };
    JobFailure {
        code: code.to_owned(),
        message,
    }
}
