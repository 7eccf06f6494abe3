//! A running job as its row and its readers see it. Readers hear of progress more often than the row is written;
//! neither ever sees it go back, not even when another attempt begins from the start.

use super::progress::{self, JOINED};
use super::queue::Context;
use super::rate::Rate;
use super::snapshot::{JobFailure, JobResult, LastFailure, StageTimes};
use super::stop::{Reason, Stop};
use super::store::{Next, SEQUENCE_STEP, now};
use super::{ExportStatus, JobError, JobSnapshot};
use crate::pipeline::{Progress, Stage};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The row is not written more often than this for progress alone.
const ROW_PACE: Duration = Duration::from_millis(250);
/// How often a write that ends an attempt is tried, and how long to wait between.
const TRIES: u32 = 5;
const TRY_PACE: Duration = Duration::from_millis(500);

/// A running job.
pub(super) struct Live {
    pub(super) snapshot: JobSnapshot,
    /// The sequence of the row.
    written: u64,
    written_at: Instant,
    begun: Instant,
    /// When what it is at began.
    staged_at: Instant,
    rate: Rate,
    /// When readers were last told.
    told_at: Option<Instant>,
    stop: Stop,
    context: Arc<Context>,
}

impl Live {
    /// A job as it was claimed.
    pub(super) fn new(snapshot: JobSnapshot, stop: Stop, context: Arc<Context>) -> Self {
        Self {
            written: snapshot.sequence,
            written_at: Instant::now(),
            begun: Instant::now(),
            staged_at: Instant::now(),
            rate: Rate::default(),
            told_at: None,
            snapshot,
            stop,
            context,
        }
    }

    /// Shows what the working threads have reached.
    pub(super) async fn advance(&mut self, reached: Progress) {
        if self.snapshot.status != ExportStatus::Rendering || self.stop.silent() {
            return;
        }
        let mut new = self.snapshot.clone();
        new.stage = Some(progress::name(reached.stage).to_owned());
        new.progress = new.progress.max(progress::share(reached));
        new.frames_done = new.frames_done.max(reached.frames_done);
        if reached.frames_total > 0 {
            new.frames_total = Some(reached.frames_total);
        }
        self.measure(&mut new, reached);
        if new == self.snapshot {
            return;
        }
        let staged = new.stage != self.snapshot.stage;
        let done = new.frames_total == Some(new.frames_done);
        let paused = self.told_at.is_some_and(|at| at.elapsed() < self.context.pace());
        if paused && !staged && !done {
            return;
        }
        if staged {
            self.stage_over(&mut new.stages);
        }
        self.snapshot = new;
        let full = self.snapshot.sequence + 1 == self.written + SEQUENCE_STEP;
        if !staged && !full && self.written_at.elapsed() < ROW_PACE {
            self.snapshot.sequence += 1;
            self.snapshot.updated_at = now();
            self.told_at = Some(Instant::now());
            self.context.announce(self.snapshot.clone());
        } else if let Err(error) = self.write(Next::Nothing).await {
            tracing::warn!(job = self.snapshot.id, %error, "progress cannot be written");
        }
    }

    /// How fast it goes, and how long it will go on so.
    fn measure(&mut self, new: &mut JobSnapshot, reached: Progress) {
        let drawn = reached.stage == Stage::Rendering;
        new.frames_per_second = drawn
            .then(|| self.rate.note(self.begun.elapsed(), reached.frames_done))
            .flatten();
        let left = reached.frames_total.saturating_sub(reached.frames_done) as f64;
        let speed = new.frames_per_second.filter(|speed| *speed > 0.0);
        new.seconds_left = speed.map(|speed| (left / speed * 10.0).round() / 10.0);
    }

    /// Notes how long the stage took that is over now.
    fn stage_over(&mut self, stages: &mut StageTimes) {
        let took = Some(self.staged_at.elapsed().as_secs_f64());
        self.staged_at = Instant::now();
        match self.snapshot.stage.as_deref() {
            Some("preparing") => stages.preparing = took,
            Some("rendering") => stages.rendering = took,
            Some("joining") => stages.joining = took,
            Some("storing") => stages.storing = took,
            _ => {}
        }
    }

    /// It goes on to something else, or ends.
    fn leave(&mut self, stage: Option<&str>) {
        let mut stages = self.snapshot.stages;
        self.stage_over(&mut stages);
        self.snapshot.stages = stages;
        self.snapshot.stage = stage.map(str::to_owned);
        (self.snapshot.frames_per_second, self.snapshot.seconds_left) = (None, None);
    }

    /// The file is whole and is stored now; false if the job is no longer this attempt's.
    pub(super) async fn storing(&mut self) -> Result<bool, JobError> {
        self.snapshot.status = ExportStatus::Uploading;
        self.leave(Some("storing"));
        self.snapshot.progress = self.snapshot.progress.max(JOINED);
        self.settle(Next::Nothing).await
    }

    /// The file is stored; false if the job is no longer this attempt's.
    pub(super) async fn complete(&mut self, result: JobResult) -> Result<bool, JobError> {
        self.snapshot.progress = 1.0;
        self.snapshot.result = Some(result);
        self.snapshot.error = None;
        self.end(ExportStatus::Completed).await
    }

    /// The attempt failed, and so has the job.
    pub(super) async fn fail(&mut self, failure: JobFailure) -> Result<bool, JobError> {
        self.failed(failure);
        self.end(ExportStatus::Failed).await
    }

    /// The attempt failed, and another follows at `not_before`.
    pub(super) async fn retry(
        &mut self,
        failure: JobFailure,
        not_before: DateTime<Utc>,
    ) -> Result<bool, JobError> {
        self.failed(failure);
        self.requeue(Next::Attempt(not_before)).await
    }

    fn failed(&mut self, failure: JobFailure) {
        self.snapshot.last_failure = Some(LastFailure {
            failure: failure.clone(),
            attempt: self.snapshot.attempt,
            at: now(),
        });
        self.snapshot.error = Some(failure);
    }

    /// The attempt was cut off and does not count.
    pub(super) async fn hand_back(&mut self) -> Result<bool, JobError> {
        self.requeue(Next::Restart).await
    }

    async fn requeue(&mut self, next: Next) -> Result<bool, JobError> {
        self.snapshot.status = ExportStatus::Queued;
        self.leave(None);
        self.settle(next).await
    }

    async fn end(&mut self, status: ExportStatus) -> Result<bool, JobError> {
        self.snapshot.status = status;
        self.leave(None);
        let now = now();
        self.snapshot.completed_at = Some(now);
        if status == ExportStatus::Completed {
            self.snapshot.expires_at = self.context.settings.retention.map(|kept| now + kept);
        }
        self.settle(Next::Nothing).await
    }

    /// A write that must not be lost to a moment's weakness of the database.
    async fn settle(&mut self, next: Next) -> Result<bool, JobError> {
        for _ in 1..TRIES {
            match self.write(next).await {
                Err(error) => {
                    tracing::warn!(job = self.snapshot.id, %error, "the database failed; trying again")
                }
                done => return done,
            }
            tokio::time::sleep(TRY_PACE).await;
        }
        self.write(next).await
    }

    async fn write(&mut self, next: Next) -> Result<bool, JobError> {
        self.snapshot.sequence = self.written + SEQUENCE_STEP;
        self.snapshot.updated_at = now();
        let done = self.context.store.save(&self.snapshot, next).await?;
        if done {
            self.written = self.snapshot.sequence;
            self.written_at = Instant::now();
            self.told_at = Some(self.written_at);
            self.announce(next);
        } else {
            self.stop.ask(Reason::Lost);
        }
        Ok(done)
    }

    fn announce(&self, next: Next) {
        let mut snapshot = self.snapshot.clone();
        if next == Next::Restart {
            snapshot.attempt = snapshot.attempt.saturating_sub(1);
        }
        self.context.announce(snapshot);
    }
}
