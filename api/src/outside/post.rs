//! Posting: one request to one address. Redirects are not followed: what is sent there is for that address alone.

use super::Outside;
use super::error::OutsideError;
use super::fetch::cause;
use super::guard::host_of;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE};
use std::time::Duration;

impl Outside {
    /// Posts a text in JSON and gives the status of the answer, whose body is not read.
    ///
    /// # Errors
    /// See [`OutsideError`]; an answer with whatever status is none.
    pub async fn post(
        &self,
        address: &str,
        headers: &[(&'static str, String)],
        body: String,
        time: Duration,
    ) -> Result<u16, OutsideError> {
        let url = self.guard.read(address)?;
        let host = host_of(&url);
        let all = async {
            if self.proxied {
                self.guard.resolve(&host).await?;
            }
            let mut request = self
                .client
                .post(url)
                .header(ACCEPT_ENCODING, "identity")
                .header(CONTENT_TYPE, "application/json")
                .body(body);
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            let response = request.send().await.map_err(|error| cause(&error, &host))?;
            Ok(response.status().as_u16())
        };
        match tokio::time::timeout(time, all).await {
            Ok(result) => result,
            Err(_) => Err(OutsideError::Slow {
                host: host.clone(),
                limit: time,
            }),
        }
    }
}
