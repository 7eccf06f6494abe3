//! Why nothing was fetched, in words that may be shown to whoever gave the address.

use std::time::Duration;

/// A host that may not be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{host} is refused: it is {range}, and only hosts on the open internet are asked")]
pub struct Refusal {
    /// The host as it stands in the address.
    pub host: String,
    /// What kind of address it has.
    pub range: &'static str,
}

/// Why nothing was fetched. Every message names the host and the reason, none an address behind a name.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// It is no address.
    #[error("the address cannot be read: {0}")]
    Address(String),
    /// Another scheme than `http` or `https`.
    #[error("the address begins with {0}: it must begin with http: or https:")]
    Scheme(String),
    /// A user name or password stands in it.
    #[error("the address at {0} has a user name or password in it: it must have none")]
    UserInfo(String),
    /// A port below 1024 other than the two of the web.
    #[error("port {port} of {host} is refused: it must be 80, 443 or from 1024 to 65535")]
    Port {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// The host is not on the open internet.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The name has no address.
    #[error("{0} is not known: its name has no address")]
    Unknown(String),
    /// Nobody answers there, or not with the right certificate.
    #[error("{0} cannot be reached")]
    Unreachable(String),
    /// The connection ended too early.
    #[error("{0} broke off before the end")]
    Broken(String),
    /// The answer is not the file.
    #[error("{host} answered with status {status}")]
    Status {
        /// The host.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// A redirect without a place to go to.
    #[error("{0} sends on to an address that cannot be read")]
    Redirect(String),
    /// It is sent on and on.
    #[error("{host} was sent on from more than {limit} times")]
    TooManyRedirects {
        /// The last host.
        host: String,
        /// The most redirects.
        limit: usize,
    },
    /// The file is larger than it may be.
    #[error("what {host} sends has more than {limit} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The most bytes.
        limit: u64,
    },
    /// It took too long.
    #[error("{host} took longer than {} seconds", limit.as_secs_f32())]
    Slow {
        /// The host.
        host: String,
        /// The most time.
        limit: Duration,
    },
    /// The proxy of the settings is none.
    #[error("the proxy's address cannot be used")]
    Proxy,
    /// The file could not be written here.
    #[error("what was fetched could not be kept")]
    Io(#[from] std::io::Error),
}

impl OutsideError {
    /// Whether the same request may go better later: the host's or the network's fault, not the address's.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Broken(_) | Self::Slow { .. } | Self::Io(_) => true,
            Self::Status { status, .. } => *status >= 500 || *status == 429,
            _ => false,
        }
    }
}
