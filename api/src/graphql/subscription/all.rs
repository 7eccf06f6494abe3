//! Following all jobs of a user.

use super::has_ended;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::Stream;
use futures_util::stream;
use phonoglyph_engine::job::{ExportService, HistoryFilter, JobError, JobSnapshot};
use std::collections::{HashMap, VecDeque};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

struct Follower {
    exports: ExportService,
    changes: Receiver<JobSnapshot>,
    user: String,
    /// What is to be given next.
    waiting: VecDeque<JobSnapshot>,
    /// The sequence that was given last, of each job that has not ended.
    sequences: HashMap<String, u64>,
    /// Jobs whose end was given, the newest first: what still comes of them is late, and no news.
    ended: VecDeque<String>,
    /// Jobs made before this were there when the rows were last read.
    since: DateTime<Utc>,
}

/// How many ended jobs are remembered; late news comes within moments of the end.
const ENDED: usize = 512;
/// How many rows are read at once.
const PAGE: u64 = 100;
/// How far clocks of servers that share a database may differ.
const SKEW: TimeDelta = TimeDelta::seconds(10);

/// The jobs of a user that have not ended, then their changes and those of new ones.
pub async fn follow(
    exports: ExportService,
    user: String,
) -> Result<impl Stream<Item = Result<JobSnapshot, JobError>>, JobError> {
    let since = Utc::now() - SKEW;
    let changes = exports.changes();
    let waiting = exports.active(&user).await?.into();
    let follower = Follower {
        exports,
        changes,
        user,
        waiting,
        sequences: HashMap::new(),
        ended: VecDeque::new(),
        since,
    };
    Ok(stream::unfold(follower, |mut follower| async move {
        let job = follower.next().await?;
        Some((job, follower))
    }))
}

impl Follower {
    async fn next(&mut self) -> Option<Result<JobSnapshot, JobError>> {
        loop {
            while let Some(job) = self.waiting.pop_front() {
                if self.is_news(&job) {
                    return Some(Ok(job));
                }
            }
            match self.changes.recv().await {
                Ok(job) if job.user_id == self.user => self.waiting.push_back(job),
                Ok(_) => {}
                Err(RecvError::Closed) => return None,
                Err(RecvError::Lagged(_)) => {
                    if let Err(error) = self.read_again().await {
                        return Some(Err(error));
                    }
                }
            }
        }
    }

    /// Notes what is given; false for what is no newer than that.
    fn is_news(&mut self, job: &JobSnapshot) -> bool {
        let last = self.sequences.get(&job.id);
        if last.is_some_and(|last| *last >= job.sequence) || self.ended.contains(&job.id) {
            return false;
        }
        if has_ended(job.status) {
            self.sequences.remove(&job.id);
            self.ended.truncate(ENDED - 1);
            self.ended.push_front(job.id.clone());
        } else {
            self.sequences.insert(job.id.clone(), job.sequence);
        }
        true
    }

    /// Reads the jobs that have not ended, those that were followed and are no longer among them, and those that came
    /// and went meanwhile.
    async fn read_again(&mut self) -> Result<(), JobError> {
        let now = Utc::now() - SKEW;
        let active = self.exports.active(&self.user).await?;
        let ended = self
            .sequences
            .keys()
            .filter(|id| active.iter().all(|job| job.id != **id));
        for id in ended {
            match self.exports.job(&self.user, id).await {
                Ok(job) => self.waiting.push_back(job),
                Err(JobError::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.waiting.extend(active);
        self.read_new().await?;
        self.since = now;
        Ok(())
    }

    /// Reads jobs that were made since the last time and have ended already.
    async fn read_new(&mut self) -> Result<(), JobError> {
        let mut after: Option<String> = None;
        loop {
            let filter = HistoryFilter::default();
            let (jobs, _) = self
                .exports
                .history(&self.user, &filter, after.as_deref(), PAGE)
                .await?;
            after = jobs.last().map(|job| job.id.clone());
            let (all, before) = (jobs.len() as u64, self.waiting.len());
            let mut new = 0;
            for job in jobs.into_iter().take_while(|job| job.created_at >= self.since) {
                new += 1;
                if has_ended(job.status) {
                    // They come newest first and are told in their order.
                    self.waiting.insert(before, job);
                }
            }
            if new < all || all < PAGE {
                return Ok(());
            }
        }
    }
}
