//! The queue as the rest of the program sees it.

use super::engine_work::EngineWork;
use super::messages::{Cancel, Quit, Wake, WindDown};
use super::queue::Context;
use super::recover::{Which, take_back};
use super::scratch;
use super::settings::JobSettings;
use super::snapshot::{HistoryFilter, JobSnapshot, NewJob, Once};
use super::store::{Queued, Store, now};
use super::supervisor::Supervisor;
use super::sweep::{keep_swept, sweep};
use super::usage::{Tally, Usage};
use super::work::Work;
use super::{ExportStatus, JobError, MAX_PREVIEWS, Quota};
use crate::storage::Storage;
use crate::workshop::Workshop;
use actix::{Actor, Addr};
use chrono::NaiveDate;
use sea_orm::DatabaseConnection;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{broadcast, oneshot};
use tokio::time::timeout;

/// Changes that a slow reader may be behind.
const EVENTS: usize = 256;
/// How long an answer waits for a cancelled job's thread to let go of its files; the job is cancelled before that.
const CANCEL_PATIENCE: Duration = Duration::from_millis(400);
/// How long threads have to stop, after the grace of a shutdown is over.
const STOP_PATIENCE: Duration = Duration::from_secs(3);

/// The queue; cheap to clone.
#[derive(Clone)]
pub struct ExportService {
    context: Arc<Context>,
    supervisor: Addr<Supervisor>,
    stopping: Arc<AtomicBool>,
}

impl ExportService {
    /// Starts the queue over a migrated database: jobs that were running when their process died are taken up again.
    /// Must be called on the runtime that serves the database, which must outlive the queue.
    ///
    /// # Errors
    /// When the database fails, or the scratch folder cannot be used.
    pub async fn start(
        db: DatabaseConnection,
        storage: Storage,
        settings: JobSettings,
        workshop: Arc<Workshop>,
    ) -> Result<Self, JobError> {
        let work = Arc::new(EngineWork::new(workshop));
        Self::start_with(db, storage, settings, work).await
    }

    /// Starts the queue with other work than the engine's.
    pub(super) async fn start_with(
        db: DatabaseConnection,
        storage: Storage,
        settings: JobSettings,
        work: Arc<dyn Work>,
    ) -> Result<Self, JobError> {
        scratch::prepare(&settings.scratch, settings.exclusive).map_err(JobError::Start)?;
        let which = if settings.exclusive {
            Which::AllOthers
        } else {
            Which::Expired
        };
        let context = Arc::new(Context {
            store: Store::new(db),
            storage,
            settings,
            work,
            events: broadcast::channel(EVENTS).0,
            runtime: Handle::current(),
        });
        take_back(&context, which, &[]).await?;
        context.runtime.spawn(keep_swept(Arc::downgrade(&context)));
        let supervisor = supervise(Arc::clone(&context)).await?;
        Ok(Self {
            context,
            supervisor,
            stopping: Arc::default(),
        })
    }

    /// Queues jobs, all or none.
    ///
    /// # Errors
    /// When the database fails or the service is stopping, or a user would have more than [`MAX_PREVIEWS`]
    /// previews that have not ended.
    pub async fn queue(&self, jobs: Vec<NewJob>) -> Result<Vec<JobSnapshot>, JobError> {
        self.queue_once(jobs, None).await
    }

    /// Queues jobs of one user, all or none; where the same was queued under the same key within 24 hours, nothing is
    /// queued and the jobs are those of then. It holds for calls at the same time, also in several processes.
    ///
    /// # Errors
    /// As [`queue`](Self::queue); [`JobError::KeyReused`] where something else was queued under the key,
    /// [`JobError::Quota`] where the user would have more than one may.
    pub async fn queue_once(
        &self,
        jobs: Vec<NewJob>,
        once: Option<&Once>,
    ) -> Result<Vec<JobSnapshot>, JobError> {
        if self.stopping.load(Ordering::Acquire) {
            return Err(JobError::Stopping);
        }
        for user in jobs.iter().filter(|job| job.preview).map(|job| &job.user_id) {
            if self.context.store.previews(user).await? >= MAX_PREVIEWS {
                return Err(JobError::TooManyPreviews);
            }
        }
        let quotas = &self.context.settings.quotas;
        let queued = match self.context.store.queue(jobs, once, quotas, now()).await? {
            Queued::New(queued) => queued,
            Queued::Before(queued) => return Ok(queued),
        };
        queued.iter().for_each(|job| self.context.announce(job.clone()));
        // If the supervisor is gone meanwhile, the next start finds the rows.
        let _ = self.supervisor.send(Wake).await;
        Ok(queued)
    }

    /// The jobs that were queued under a key; none if it was not used.
    ///
    /// # Errors
    /// [`JobError::KeyReused`] where something else was queued under it, [`JobError::KeySpent`] where one of the jobs was
    /// deleted.
    pub async fn queued_before(
        &self,
        user_id: &str,
        once: &Once,
    ) -> Result<Option<Vec<JobSnapshot>>, JobError> {
        self.context.store.queued_before(user_id, once, now()).await
    }

    /// The place of a waiting job in the queue, from 1; none if it does not wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn place(&self, job: &JobSnapshot) -> Result<Option<u64>, JobError> {
        match job.status {
            ExportStatus::Queued => self.context.store.place(&job.id).await,
            _ => Ok(None),
        }
    }

    /// Deletes a job with its file and pictures; one that has not ended is cancelled first. Nobody finds it any more.
    ///
    /// # Errors
    /// [`JobError::NotFound`], or when the database fails. Files that cannot be removed now are removed later.
    pub async fn delete(&self, user_id: &str, id: &str) -> Result<(), JobError> {
        match self.cancel(user_id, id).await {
            Ok(_) | Err(JobError::Ended { .. }) => {}
            Err(error) => return Err(error),
        }
        if !self.context.store.delete(user_id, id, now()).await? {
            return Err(JobError::NotFound(id.to_owned()));
        }
        sweep(&self.context).await
    }

    /// What a user exported on the days from `first` to `last`, in UTC.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tallies(
        &self,
        user_id: &str,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Vec<Tally>, JobError> {
        let (first, last) = (first.to_string(), last.to_string());
        self.context.store.tallies(user_id, &first, &last).await
    }

    /// What a user has now, and how much it may be.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn usage(&self, user_id: &str) -> Result<Usage, JobError> {
        let store = &self.context.store;
        let (waiting, running, video) = store.now_used(user_id, now()).await?;
        Ok(Usage {
            waiting,
            running,
            bytes: store.bytes(user_id).await?,
            minutes_today: video / 60.0,
            quotas: self.context.settings.quotas,
        })
    }

    /// Refuses an upload of so many bytes where the user would have more than one may.
    ///
    /// # Errors
    /// [`JobError::Quota`], or when the database fails.
    pub async fn room_for(&self, user_id: &str, bytes: u64) -> Result<(), JobError> {
        let Some(limit) = self.context.settings.quotas.bytes else {
            return Ok(());
        };
        let value = self.context.store.bytes(user_id).await?.saturating_add(bytes);
        if value <= limit {
            return Ok(());
        }
        let (quota, value, limit) = (Quota::Bytes, value as f64, limit as f64);
        Err(JobError::Quota { quota, value, limit })
    }

    /// Pixels a second at which the latest exports were made; none before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn speed(&self) -> Result<Option<f64>, JobError> {
        self.context.store.speed().await
    }

    /// Whether there is a bound on the minutes of video of a day, so that it must be known how long a video will be.
    pub fn counts_minutes(&self) -> bool {
        self.context.settings.quotas.minutes.is_some()
    }

    /// A user's job.
    ///
    /// # Errors
    /// [`JobError::NotFound`] also for another user's.
    pub async fn job(&self, user_id: &str, id: &str) -> Result<JobSnapshot, JobError> {
        self.context.store.find(user_id, id).await
    }

    /// The job it was queued as, to be queued again.
    ///
    /// # Errors
    /// [`JobError::NotFound`] also for another user's.
    pub async fn recipe(&self, user_id: &str, id: &str) -> Result<NewJob, JobError> {
        self.context.store.recipe(user_id, id).await
    }

    /// A user's jobs that have not ended, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn active(&self, user_id: &str) -> Result<Vec<JobSnapshot>, JobError> {
        self.context.store.active(user_id).await
    }

    /// A user's jobs that the filter takes, newest first unless it says otherwise, at most `limit`, beginning after the job `after`; and how many there are in all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(
        &self,
        user_id: &str,
        filter: &HistoryFilter,
        after: Option<&str>,
        limit: u64,
    ) -> Result<(Vec<JobSnapshot>, u64), JobError> {
        self.context.store.history(user_id, filter, after, limit).await
    }

    /// Cancels a job: it stops within half a second and leaves no file. A job already cancelled stays as it is.
    ///
    /// # Errors
    /// [`JobError::NotFound`], or [`JobError::Ended`] if it completed or failed.
    pub async fn cancel(&self, user_id: &str, id: &str) -> Result<JobSnapshot, JobError> {
        let cancelled = self.context.store.cancel(user_id, id, now()).await?;
        let job = self.job(user_id, id).await?;
        if cancelled {
            self.context.announce(job.clone());
            let stopped = self.supervisor.send(Cancel { id: id.to_owned() });
            // The row is cancelled whatever comes of this: the attempt cannot write it any more.
            let _ = timeout(CANCEL_PATIENCE, stopped).await;
        }
        match job.status {
            ExportStatus::Cancelled => Ok(job),
            status => Err(JobError::Ended { id: job.id, status }),
        }
    }

    /// Changes of all jobs of all users from now on. A slow reader that lags reads the row again.
    pub fn changes(&self) -> broadcast::Receiver<JobSnapshot> {
        self.context.events.subscribe()
    }

    /// Takes no more jobs, waits up to `grace` for those that are nearly done and hands the rest back to the queue.
    pub async fn shutdown(&self, grace: Duration) {
        self.stopping.store(true, Ordering::Release);
        let idle = self.supervisor.send(WindDown { grace });
        if timeout(grace + STOP_PATIENCE, idle).await.is_err() {
            tracing::warn!("a render thread did not stop in time; the next start takes its job up");
        }
        // It is gone already if this is the second shutdown.
        let _ = self.supervisor.send(Quit).await;
    }
}

/// Starts the actors on a thread of their own: actix wants a single-threaded runtime, and nothing that others do can
/// hold it up there.
async fn supervise(context: Arc<Context>) -> Result<Addr<Supervisor>, JobError> {
    let (tell, told) = oneshot::channel();
    let body = move || {
        let system = actix::System::new();
        system.block_on(async { drop(tell.send(Supervisor::new(context).start())) });
        if let Err(error) = system.run() {
            tracing::error!(%error, "the supervisor's thread failed");
        }
    };
    std::thread::Builder::new()
        .name("jobs".to_owned())
        .spawn(body)
        .map_err(JobError::Start)?;
    told.await
        .map_err(|_| JobError::Start(io::Error::other("the supervisor's thread broke")))
}
