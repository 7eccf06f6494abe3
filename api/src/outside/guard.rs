//! What may be asked: addresses as they are written, and names as they resolve.

use super::error::{OutsideError, Refusal};
use super::ranges;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The rule about hosts.
#[derive(Debug)]
pub(super) struct Guard {
    allow: BTreeSet<String>,
}

impl Guard {
    pub(super) fn new(allow: &[String]) -> Self {
        Self {
            allow: allow.iter().map(|host| bare(host)).collect(),
        }
    }

    /// Reads an address and checks all that can be seen in it. A host written as a number, in whatever base, is by now
    /// an IP address: that is how addresses of the web are read (WHATWG URL, "host parsing").
    pub(super) fn read(&self, text: &str) -> Result<Url, OutsideError> {
        let url = Url::parse(text).map_err(|error| OutsideError::Address(error.to_string()))?;
        self.check(&url)?;
        Ok(url)
    }

    /// Checks all that can be seen in an address.
    pub(super) fn check(&self, url: &Url) -> Result<(), OutsideError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(OutsideError::Scheme(format!("{}:", url.scheme())));
        }
        let host = host_of(url);
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutsideError::UserInfo(host));
        }
        if self.allow.contains(&host) {
            return Ok(());
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if !matches!(port, 80 | 443 | 1024..) {
            return Err(OutsideError::Port { host, port });
        }
        match host.parse() {
            Ok(address) => Ok(self.check_ip(&host, address)?),
            Err(_) => Ok(()),
        }
    }

    /// The addresses of a name, if it may be asked at each of them.
    pub(super) async fn resolve(&self, host: &str) -> Result<Vec<SocketAddr>, OutsideError> {
        let unknown = || OutsideError::Unknown(host.to_owned());
        let found = tokio::net::lookup_host((host, 0)).await.map_err(|_| unknown())?;
        let found: Vec<_> = found.collect();
        if found.is_empty() {
            return Err(unknown());
        }
        for address in &found {
            self.check_ip(host, address.ip())?;
        }
        Ok(found)
    }

    fn check_ip(&self, host: &str, address: IpAddr) -> Result<(), Refusal> {
        match ranges::refused(address) {
            Some(range) if !self.allow.contains(&bare(host)) => Err(Refusal {
                host: host.to_owned(),
                range,
            }),
            _ => Ok(()),
        }
    }
}

/// The host of an address, without the brackets of IPv6 and the dot that may end a name.
pub(super) fn host_of(url: &Url) -> String {
    bare(url.host_str().unwrap_or_default())
}

fn bare(host: &str) -> String {
    let host = host.trim_end_matches('.');
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase()
}

/// Resolves for connections: what it gives is what is connected to.
pub(super) struct GuardedNames(pub(super) Arc<Guard>);

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Arc::clone(&self.0);
        Box::pin(async move {
            let found = guard.resolve(name.as_str()).await?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
