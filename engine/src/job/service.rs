//! The queue as the rest of the program sees it.

use super::engine_work::EngineWork;
use super::messages::{Cancel, Quit, Wake, WindDown};
use super::queue::Context;
use super::recover::{Which, take_back};
use super::scratch;
use super::settings::JobSettings;
use super::snapshot::{HistoryFilter, JobSnapshot, NewJob};
use super::store::{Store, now};
use super::supervisor::Supervisor;
use super::work::Work;
use super::{ExportStatus, JobError, MAX_PREVIEWS};
use crate::storage::Storage;
use crate::workshop::Workshop;
use actix::{Actor, Addr};
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
        if self.stopping.load(Ordering::Acquire) {
            return Err(JobError::Stopping);
        }
        for user in jobs.iter().filter(|job| job.preview).map(|job| &job.user_id) {
            if self.context.store.previews(user).await? >= MAX_PREVIEWS {
                return Err(JobError::TooManyPreviews);
            }
        }
        let queued = self.context.store.insert(jobs, now()).await?;
        queued.iter().for_each(|job| self.context.announce(job.clone()));
        // If the supervisor is gone meanwhile, the next start finds the rows.
        let _ = self.supervisor.send(Wake).await;
        Ok(queued)
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

    /// A user's jobs, newest first, at most `limit`, beginning after the job `after`; and how many there are in all.
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
