//! How the queue works.

use std::path::PathBuf;
use std::time::Duration;

/// How the queue works.
#[derive(Clone, Debug)]
pub struct JobSettings {
    /// Jobs that run at once, at least 1. Previews have one place more, so that none waits behind a long export.
    pub jobs: usize,
    /// Attempts at a job that fails for a reason that may pass, at least 1.
    pub attempts: u32,
    /// How long a failed job waits for its second attempt; four times as long for each one after.
    pub retry_delay: Duration,
    /// A folder for what is being made; what jobs left in it before is removed at the start.
    pub scratch: PathBuf,
    /// How long a running job's process may be silent before the job is taken up again.
    pub lease: Duration,
    /// Whether this process is the only one on its database: what was running when it starts is taken up at once,
    /// without waiting for leases to run out.
    pub exclusive: bool,
    /// How long a finished file is kept; none keeps it until it is deleted.
    pub retention: Option<Duration>,
    /// How much a user may have at once.
    pub quotas: Quotas,
}

/// How much a user may have at once; none is no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quotas {
    /// Exports that wait.
    pub waiting: Option<u64>,
    /// Exports that run: more of them wait until one of the user's ends.
    pub running: Option<u64>,
    /// Bytes of uploads and results.
    pub bytes: Option<u64>,
    /// Minutes of video in exports of one day in UTC; failed and cancelled ones do not count.
    pub minutes: Option<f64>,
}

impl JobSettings {
    /// One job at a time, three attempts, two seconds before the second; the only process on its database.
    pub fn new(scratch: PathBuf) -> Self {
        Self {
            jobs: 1,
            attempts: 3,
            retry_delay: Duration::from_secs(2),
            scratch,
            lease: Duration::from_secs(30),
            exclusive: true,
            retention: None,
            quotas: Quotas::default(),
        }
    }
}
