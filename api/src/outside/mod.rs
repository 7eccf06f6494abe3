//! The one client for addresses that users give: pictures that are fetched, and webhooks that are told.
//!
//! Enters: an address of any origin, and [`Limits`]. Leaves: a [`Fetched`] file in a folder of ours, or an
//! [`OutsideError`] that names the address's host and the reason. What always holds:
//! 1. Only `http` and `https`, without a user name or password in the address, at port 80, 443 or 1024 to 65535.
//! 2. Only hosts all of whose addresses are on the open internet (see `ranges`), unless the host is in the setting
//!    of allowed hosts, which may also be private and use any port.
//! 3. The addresses that are checked are those that are connected to: names are resolved once for each connection, by a
//!    resolver that checks, so that a name which changes its address between check and connection gains nothing.
//! 4. Redirects are followed by hand, at most [`MAX_REDIRECTS`], each checked like the first address.
//! 5. Size and time are bounded, the whole of the time from the first look-up to the last byte. What is posted is not
//!    sent on, and of its answer only the status is read.
//!
//! With a proxy, the proxy connects: the check of names is made here before it is asked, and the proxy should refuse
//! private networks itself.

mod error;
mod fetch;
mod guard;
mod post;
mod ranges;
mod tls;

pub use error::{OutsideError, Refusal};
pub use fetch::{Fetched, Limits};

use guard::{Guard, GuardedNames};
use reqwest::redirect::Policy;
use std::sync::Arc;
use std::time::Duration;

/// How many redirects are followed.
pub const MAX_REDIRECTS: usize = 5;
/// How long connecting may take, of the whole time.
const CONNECT: Duration = Duration::from_secs(10);

/// What the operator settled about addresses outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutsideSettings {
    /// Hosts that may be asked although they are private: names or addresses, as they stand in an address, in lower
    /// case.
    pub allow: Vec<String>,
    /// The address of a proxy, `http://` or `https://`, that all is fetched through.
    pub proxy: Option<String>,
}

/// The client. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Outside {
    client: reqwest::Client,
    guard: Arc<Guard>,
    /// With a proxy, names are checked before it is asked, not while connecting.
    proxied: bool,
}

impl Outside {
    /// A client with these settings.
    ///
    /// # Errors
    /// When the proxy's address is none.
    pub fn new(settings: &OutsideSettings) -> Result<Self, OutsideError> {
        let guard = Arc::new(Guard::new(&settings.allow));
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config())
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT)
            .pool_max_idle_per_host(0)
            .user_agent(concat!("phonoglyph/", env!("CARGO_PKG_VERSION")));
        builder = match &settings.proxy {
            Some(address) => builder.proxy(reqwest::Proxy::all(address).map_err(|_| OutsideError::Proxy)?),
            None => builder.dns_resolver(GuardedNames(Arc::clone(&guard))),
        };
        Ok(Self {
            client: builder.build().map_err(|_| OutsideError::Proxy)?,
            guard,
            proxied: settings.proxy.is_some(),
        })
    }
}

/// A plain client for our own server on this machine; it follows no rule of this module.
pub fn local_client() -> reqwest::Client {
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls::config());
    // Only a proxy or certificates could be wrong, and there are none.
    builder.no_proxy().build().expect("a client without settings")
}

#[cfg(test)]
mod tests;
