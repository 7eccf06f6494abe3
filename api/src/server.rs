//! The server as one thing that starts and stops: for `serve`, for the demonstration and for tests.

use crate::alignments::Alignments;
use crate::auth::Gate;
use crate::config::{Config, link_secret};
use crate::graphql::{self, FetchFolder, Services};
use crate::http;
use crate::links::Links;
use crate::outside::Outside;
use crate::webhooks::Webhooks;
use anyhow::Context;
use phonoglyph_engine::job::{self, ExportService, JobSettings};
use phonoglyph_engine::preview::PreviewService;
use phonoglyph_engine::storage::Storage;
use phonoglyph_engine::workshop::Workshop;
use phonoglyph_migration::{Migrator, MigratorTrait};
use sea_orm::DatabaseConnection;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a running job's process may be silent before another takes the job.
const LEASE: Duration = Duration::from_secs(30);
/// The pause before the second attempt at an export; the queue makes later ones longer.
const RETRY_DELAY: Duration = Duration::from_secs(2);
/// What is half-written and older than this is not being written by this process, which has only just begun.
const SETTLED: Duration = Duration::from_secs(5);
/// What is half-written and older than this is not being written by any process.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);
/// How long a stopping server waits for answers that are under way, once the queue has stopped.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// A server that runs until it is told to stop.
pub struct RunningServer {
    address: SocketAddr,
    base: String,
    exports: ExportService,
    grace: Duration,
    stop: CancellationToken,
    sockets: TaskTracker,
    task: JoinHandle<std::io::Result<()>>,
}

/// Opens the database of a server and brings its tables up to date.
///
/// # Errors
/// When either fails.
pub async fn database(url: &str) -> anyhow::Result<DatabaseConnection> {
    let db = job::connect(url).await;
    let db = db.with_context(|| "the database cannot be opened: check --database-url or --data-dir")?;
    Migrator::up(&db, None)
        .await
        .context("the database cannot be brought up to date")?;
    Ok(db)
}

/// Starts a server: when this returns it answers.
///
/// # Errors
/// When the address is taken, or database, storage or queue cannot be opened.
pub async fn start(config: Config) -> anyhow::Result<RunningServer> {
    let folder = &config.data.data_dir;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let listener = TcpListener::bind(config.listen).await;
    let listener = listener.with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    let base = config
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{address}"));
    let db = database(&config.data.database_url()).await?;
    let storage = Storage::folder(&config.data.storage_dir()).context("the storage folder cannot be used")?;
    sweep_storage(&config);
    let workshop = Workshop::new(storage.clone(), config.soundfont.clone(), Handle::current());
    let workshop = Arc::new(workshop);
    let settings = job_settings(&config);
    let exports = ExportService::start(db.clone(), storage.clone(), settings, Arc::clone(&workshop)).await;
    let exports = exports.context("the queue cannot be started")?;
    let alignments = Alignments::new(Arc::clone(&workshop), emptied(&config, "alignments")?);
    let previews = PreviewService::start(Arc::clone(&workshop), emptied(&config, "previews")?);
    let previews = previews.context("previews cannot be drawn")?;
    let links = links(&config, base.clone())?;
    let scratch = emptied(&config, "uploads")?;
    let outside = Outside::new(&config.outside).context("--outside-proxy cannot be used")?;
    let webhooks = Webhooks::default();
    let schema = graphql::schema(Services {
        db: db.clone(),
        storage: storage.clone(),
        exports: exports.clone(),
        previews: previews.clone(),
        alignments,
        links: links.clone(),
        uploads: config.uploads,
        outside: outside.clone(),
        workshop,
        webhooks: webhooks.clone(),
        fetches: FetchFolder(scratch.clone()),
        limits: config.limits.clone(),
    });
    let gate = Gate::new(&config.auth, db.clone(), &config.outside, scratch.clone());
    let gate = gate.context("the settings about who is asking cannot be used")?;
    let (stop, sockets) = (CancellationToken::new(), TaskTracker::new());
    let sending = webhooks.run(
        db.clone(),
        outside,
        config.users.webhooks(),
        exports.changes(),
        stop.clone(),
    );
    sockets.spawn(sending);
    let state = http::State {
        schema,
        db,
        storage,
        exports: exports.clone(),
        previews,
        links,
        scratch,
        uploads: config.uploads,
        stop: stop.clone(),
        sockets: sockets.clone(),
        entrance: http::Entrance::new(gate, &config.limits),
        streams: http::Places::new(http::MAX_STREAMS),
    };
    let router = http::router(state, &config).into_make_service_with_connect_info::<SocketAddr>();
    let stopped = stop.clone().cancelled_owned();
    let task = tokio::spawn(async move {
        axum::serve(listener, router)
            .with_graceful_shutdown(stopped)
            .await
    });
    let grace = config.shutdown_grace;
    Ok(RunningServer {
        address,
        base,
        exports,
        grace,
        stop,
        sockets,
        task,
    })
}

/// Removes in the background what killed processes left half-written among the objects: at once where no other process
/// may be writing, else what is a day old.
fn sweep_storage(config: &Config) {
    let folder = config.data.storage_dir();
    let alone = config.data.database_url().starts_with("sqlite:");
    let idle = if alone { SETTLED } else { ABANDONED };
    tokio::task::spawn_blocking(move || match Storage::sweep(&folder, idle) {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "removed files that a killed process had begun"),
        Err(error) => tracing::warn!(%error, "files that a killed process had begun cannot be removed"),
    });
}

fn job_settings(config: &Config) -> JobSettings {
    JobSettings {
        jobs: config.jobs,
        attempts: config.attempts,
        scratch: config.data.scratch_dir().join("jobs"),
        lease: LEASE,
        retry_delay: RETRY_DELAY,
        exclusive: config.data.database_url().starts_with("sqlite:"),
        retention: config.users.retention(),
        quotas: config.users.quotas(),
    }
}

fn links(config: &Config, base: String) -> anyhow::Result<Links> {
    let secret = match &config.link_secret {
        Some(secret) => secret.clone(),
        None => {
            link_secret(&config.data.data_dir).context("the secret of the download links cannot be kept")?
        }
    };
    Ok(Links::new(&secret, base, config.link_lifetime))
}

/// A folder for work in progress, emptied of what an earlier process left.
fn emptied(config: &Config, name: &str) -> anyhow::Result<PathBuf> {
    let folder = config.data.scratch_dir().join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

impl RunningServer {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The address under which clients reach it, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base
    }

    /// Stops it: the queue takes no more, waits for what is nearly done and hands back the rest; then subscriptions
    /// and connections end.
    ///
    /// # Errors
    /// When serving had failed.
    pub async fn shutdown(self) -> anyhow::Result<()> {
        self.exports.shutdown(self.grace).await;
        self.stop.cancel();
        self.sockets.close();
        let abort = self.task.abort_handle();
        // The HTTP server does not wait for WebSockets, which still have to say that they close.
        let ended = async { tokio::join!(self.task, self.sockets.wait()).0 };
        match tokio::time::timeout(LAST_ANSWERS, ended).await {
            Ok(served) => Ok(served??),
            Err(_) => {
                abort.abort();
                Ok(())
            }
        }
    }
}
