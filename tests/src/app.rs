//! The real server in a process of its own, on a free port, with its data in a temporary folder.
//!
//! Its database is a SQLite file there. Where `PHONOGLYPH_TEST_DATABASE` has the address of a PostgreSQL server, it is a
//! schema of its own on that.

use crate::cli;
use crate::client::Client;
use sea_orm::ConnectionTrait;
use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The setting that says which database a server has.
const DATABASE: &str = "PHONOGLYPH_DATABASE_URL";

/// How long a server may take to start or stop before the test gives up on it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server; it ends, and its data goes, when this is dropped.
#[derive(Debug)]
pub struct TestApp {
    /// Speaks to it.
    pub client: Client,
    process: Child,
    folder: TempDir,
    settings: Vec<(String, String)>,
}

impl TestApp {
    /// Starts a server on its defaults.
    ///
    /// # Panics
    /// When it does not start, with its log.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts a server with settings from the environment, such as `("PHONOGLYPH_JOBS", "2")`.
    ///
    /// # Panics
    /// When it does not start, with its log.
    pub async fn start_with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let settings: Vec<_> = settings.iter().map(owned).chain(database().await).collect();
        let (process, client) = launch(folder.path(), &settings);
        let mut app = Self {
            client,
            process,
            folder,
            settings,
        };
        app.wait_until_ready().await;
        app
    }

    /// Where its data is.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The file of its database; none where that is on a server.
    pub fn database_file(&self) -> Option<PathBuf> {
        let elsewhere = self.settings.iter().any(|(name, _)| name == DATABASE);
        (!elsewhere).then(|| self.folder.path().join("data/phonoglyph.db"))
    }

    /// A command of the program on the server's data, with its settings.
    pub fn program(&self) -> Command {
        program(self.folder.path(), &self.settings)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Ends the process without warning, as a power cut would.
    pub fn kill(&mut self) {
        // It may be gone already, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Asks the process to stop and waits for it: whether it ended well.
    ///
    /// # Panics
    /// When it does not stop.
    pub async fn stop(&mut self) -> bool {
        let pid = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(
            asked.is_ok_and(|status| status.success()),
            "the server is not there to be stopped"
        );
        let since = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("a child can be waited for") {
                return status.success();
            }
            assert!(
                since.elapsed() < PATIENCE,
                "the server does not stop: {}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Starts it again over the same data.
    pub async fn restart(&mut self) {
        self.kill();
        (self.process, self.client) = launch(self.folder.path(), &self.settings);
        self.wait_until_ready().await;
    }

    /// What it has written so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    async fn wait_until_ready(&mut self) {
        let since = Instant::now();
        loop {
            let request = self.client.http.get(format!("{}/readyz", self.client.base));
            let answer = request.send().await;
            if answer.is_ok_and(|response| response.status().is_success()) {
                return;
            }
            let ended = self.process.try_wait().expect("a child can be waited for");
            assert!(ended.is_none(), "the server ended with {ended:?}: {}", self.log());
            assert!(
                since.elapsed() < PATIENCE,
                "the server does not start: {}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.kill();
    }
}

fn launch(folder: &Path, settings: &[(String, String)]) -> (Child, Client) {
    let address = free_address();
    let log = File::options()
        .create(true)
        .append(true)
        .open(folder.join("server.log"));
    let log = log.expect("the temporary folder can be written");
    let mut command = program(folder, settings);
    command
        .arg("serve")
        .env("PHONOGLYPH_LISTEN", &address)
        .stdout(log.try_clone().expect("a file can be shared"))
        .stderr(log)
        .stdin(Stdio::null());
    let process = command.spawn().expect("the program can be started");
    (process, Client::new(format!("http://{address}")))
}

fn program(folder: &Path, settings: &[(String, String)]) -> Command {
    let mut command = cli::phonoglyph();
    command.env("PHONOGLYPH_DATA_DIR", folder.join("data"));
    command.envs(settings.iter().map(|(name, value)| (name, value)));
    command
}

/// The setting for a database of its own on the PostgreSQL server that the environment names.
async fn database() -> Option<(String, String)> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let address = std::env::var("PHONOGLYPH_TEST_DATABASE").ok()?;
    let schema = format!(
        "app_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let server = phonoglyph_engine::job::connect(&address)
        .await
        .expect("the database server is there");
    for statement in ["DROP SCHEMA IF EXISTS", "CREATE SCHEMA"] {
        let ending = if statement.starts_with("DROP") {
            "CASCADE"
        } else {
            ""
        };
        let statement = format!("{statement} {schema} {ending}");
        server
            .execute_unprepared(&statement)
            .await
            .expect("schemas can be made");
    }
    Some((
        DATABASE.to_owned(),
        format!("{address}?options=-csearch_path%3D{schema}"),
    ))
}

/// An address that was free a moment ago.
fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("it is bound").to_string()
}
