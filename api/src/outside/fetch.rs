//! Fetching: one request after the other along the redirects, then the body into a file.

use super::error::OutsideError;
use super::guard::host_of;
use super::{MAX_REDIRECTS, Outside};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, LOCATION};
use reqwest::{Response, Url};
use std::error::Error;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

/// How much one fetch may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of the file.
    pub bytes: u64,
    /// The most time, from the first look-up to the last byte.
    pub time: Duration,
}

/// A file that was fetched; it is removed when this is dropped.
#[derive(Debug)]
pub struct Fetched {
    /// The file.
    pub file: NamedTempFile,
    /// Its size.
    pub bytes: u64,
    /// The media type its host says it has: a hint, to be checked against the content.
    pub media_type: Option<String>,
    /// The host it came from at last.
    pub host: String,
}

impl Outside {
    /// Checks what can be seen in an address without asking anybody, so that a bad one is refused when it is given.
    ///
    /// # Errors
    /// See [`OutsideError`].
    pub fn check(&self, address: &str) -> Result<(), OutsideError> {
        self.guard.read(address).map(drop)
    }

    /// Fetches an address into a new file in `folder`.
    ///
    /// # Errors
    /// See [`OutsideError`]; nothing is left of the file then.
    pub async fn fetch(&self, address: &str, limits: Limits, folder: &Path) -> Result<Fetched, OutsideError> {
        let url = self.guard.read(address)?;
        let host = Mutex::new(host_of(&url));
        let all = async {
            let response = self.follow(url, &host).await?;
            save(response, limits.bytes, folder).await
        };
        match tokio::time::timeout(limits.time, all).await {
            Ok(result) => result,
            Err(_) => Err(OutsideError::Slow {
                host: host.into_inner().unwrap_or_else(PoisonError::into_inner),
                limit: limits.time,
            }),
        }
    }

    /// The answer at the end of the redirects. `at` is kept at the host that is asked.
    async fn follow(&self, mut url: Url, at: &Mutex<String>) -> Result<Response, OutsideError> {
        for _ in 0..=MAX_REDIRECTS {
            let host = host_of(&url);
            *at.lock().unwrap_or_else(PoisonError::into_inner) = host.clone();
            if self.proxied {
                self.guard.resolve(&host).await?;
            }
            // No compression: what is counted is what is kept.
            let request = self.client.get(url.clone()).header(ACCEPT_ENCODING, "identity");
            let response = request.send().await.map_err(|error| cause(&error, &host))?;
            let status = response.status();
            if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
                url = next(&response, &url)?;
                self.guard.check(&url)?;
            } else if status.as_u16() == 200 {
                return Ok(response);
            } else {
                let status = status.as_u16();
                return Err(OutsideError::Status { host, status });
            }
        }
        Err(OutsideError::TooManyRedirects {
            host: host_of(&url),
            limit: MAX_REDIRECTS,
        })
    }
}

/// Where a redirect leads, which may be said relative to where it was said.
fn next(response: &Response, from: &Url) -> Result<Url, OutsideError> {
    let place = response
        .headers()
        .get(LOCATION)
        .and_then(|place| place.to_str().ok());
    place
        .and_then(|place| from.join(place).ok())
        .ok_or_else(|| OutsideError::Redirect(host_of(from)))
}

async fn save(mut response: Response, limit: u64, folder: &Path) -> Result<Fetched, OutsideError> {
    let host = host_of(response.url());
    let too_large = || OutsideError::TooLarge {
        host: host.clone(),
        limit,
    };
    if response.content_length().is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let media_type = response.headers().get(CONTENT_TYPE);
    let media_type = media_type
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let file = NamedTempFile::new_in(folder)?;
    let mut writer = tokio::fs::File::from_std(file.reopen()?);
    let mut bytes = 0;
    while let Some(chunk) = response.chunk().await.map_err(|error| cause(&error, &host))? {
        bytes += chunk.len() as u64;
        if bytes > limit {
            return Err(too_large());
        }
        writer.write_all(&chunk).await?;
    }
    writer.flush().await?;
    Ok(Fetched {
        file,
        bytes,
        media_type,
        host,
    })
}

/// What ended a request: our own resolver's word, where it is among the causes.
pub(super) fn cause(error: &reqwest::Error, host: &str) -> OutsideError {
    let mut source = error.source();
    while let Some(cause) = source {
        match cause.downcast_ref() {
            Some(OutsideError::Refused(refusal)) => return refusal.clone().into(),
            Some(OutsideError::Unknown(host)) => return OutsideError::Unknown(host.clone()),
            _ => source = cause.source(),
        }
    }
    let host = host.to_owned();
    if error.is_connect() || error.is_timeout() {
        OutsideError::Unreachable(host)
    } else {
        OutsideError::Broken(host)
    }
}
