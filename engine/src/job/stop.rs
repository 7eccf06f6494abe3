//! Why an attempt is to stop: the first reason counts, the noise that follows does not.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Why an attempt is to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// Its user cancelled it; the row says so already.
    Cancelled,
    /// The service shuts down; another start takes the job up.
    HandBack,
    /// The row is no longer this attempt's.
    Lost,
}

/// A wish to stop, shared by all who may have one and the thread that obeys.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop {
    /// What the working threads look at.
    pub(super) flag: Arc<AtomicBool>,
    reason: Arc<OnceLock<Reason>>,
}

impl Stop {
    /// Asks to stop.
    pub(super) fn ask(&self, reason: Reason) {
        // An earlier reason stands.
        let _ = self.reason.set(reason);
        self.flag.store(true, Ordering::Release);
    }

    /// Why it is to stop, if it is.
    pub(super) fn reason(&self) -> Option<Reason> {
        self.reason.get().copied()
    }

    /// Whether nothing more is to be said of the job: its row belongs to someone else.
    pub(super) fn silent(&self) -> bool {
        matches!(self.reason(), Some(Reason::Cancelled | Reason::Lost))
    }
}
