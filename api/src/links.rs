//! Signed links: anyone who holds one may fetch that one file or picture until it expires, and nothing else.
//!
//! The signature is HMAC-SHA-256 (RFC 2104) over the address and the expiry, compared in constant time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::time::Duration;

/// Makes and checks links.
#[derive(Clone)]
pub struct Links {
    mac: Hmac<Sha256>,
    base: String,
    lifetime: Duration,
}

/// A link and until when it is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedLink {
    /// The whole address.
    pub url: String,
    /// When it stops to be good.
    pub expires_at: DateTime<Utc>,
}

/// Why a link is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Its time is over.
    #[error("this link has expired: ask for a new one")]
    Expired,
    /// It was not signed here, or not for this file and time.
    #[error("this link is not valid: ask for a new one")]
    Signature,
}

impl Links {
    /// Links to the server at `base` (no slash at its end), signed with `secret`, good for `lifetime`.
    pub fn new(secret: &[u8], base: String, lifetime: Duration) -> Self {
        #[expect(
            clippy::expect_used,
            reason = "HMAC takes keys of any length (RFC 2104, section 2)"
        )]
        let mac = Hmac::new_from_slice(secret).expect("a key of any length");
        Self { mac, base, lifetime }
    }

    /// The link that shows a shared template.
    pub fn template(&self, token: &str) -> String {
        format!("{}/templates/shared/{token}", self.base)
    }

    /// A link to the file of a job, good from `now` on.
    pub fn sign(&self, job_id: &str, now: DateTime<Utc>) -> SignedLink {
        self.sign_target(&format!("/exports/{job_id}/file"), now)
    }

    /// A link to a path of this server, which may have a query, good from `now` on.
    pub fn sign_target(&self, target: &str, now: DateTime<Utc>) -> SignedLink {
        let expires_at = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now) + self.lifetime;
        let expires = expires_at.timestamp();
        let signature = URL_SAFE_NO_PAD.encode(self.signature(target, expires).finalize().into_bytes());
        let base = &self.base;
        let more = if target.contains('?') { '&' } else { '?' };
        SignedLink {
            url: format!("{base}{target}{more}expires={expires}&signature={signature}"),
            expires_at,
        }
    }

    /// Checks a link to a path, and the part of its query that stands before expiry and signature.
    ///
    /// # Errors
    /// [`LinkError::Signature`] before [`LinkError::Expired`]: a forged link learns nothing.
    pub fn verify(
        &self,
        target: &str,
        expires: i64,
        signature: &str,
        now: DateTime<Utc>,
    ) -> Result<(), LinkError> {
        let given = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| LinkError::Signature)?;
        self.signature(target, expires)
            .verify_slice(&given)
            .map_err(|_| LinkError::Signature)?;
        if now.timestamp() < expires {
            Ok(())
        } else {
            Err(LinkError::Expired)
        }
    }

    fn signature(&self, target: &str, expires: i64) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        mac.update(format!("GET {target} {expires}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(secret: &[u8]) -> Links {
        Links::new(secret, "http://here".to_owned(), Duration::from_secs(60))
    }

    fn parts(url: &str) -> (i64, String) {
        let (_, query) = url.split_once("?expires=").expect("an expiry");
        let (expires, signature) = query.split_once("&signature=").expect("a signature");
        (expires.parse().expect("a number"), signature.to_owned())
    }

    #[test]
    fn a_link_is_good_for_its_job_and_time_alone() {
        let now = DateTime::from_timestamp(1_800_000_000, 5).expect("a time");
        let link = links(b"secret").sign("job-1", now);
        assert!(
            link.url
                .starts_with("http://here/exports/job-1/file?expires=1800000060&")
        );
        let (expires, signature) = parts(&link.url);
        let check = |links: &Links, job, expires, now| {
            links.verify(&format!("/exports/{job}/file"), expires, &signature, now)
        };
        let same = links(b"secret");
        assert_eq!(check(&same, "job-1", expires, now), Ok(()));
        assert_eq!(
            check(&same, "job-1", expires, link.expires_at),
            Err(LinkError::Expired)
        );
        assert_eq!(check(&same, "job-2", expires, now), Err(LinkError::Signature));
        assert_eq!(check(&same, "job-1", expires + 1, now), Err(LinkError::Signature));
        assert_eq!(
            check(&links(b"other"), "job-1", expires, now),
            Err(LinkError::Signature)
        );
    }

    #[test]
    fn a_cut_or_senseless_signature_is_refused() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let (expires, signature) = parts(&links(b"secret").sign("job-1", now).url);
        for bad in ["", "%%%", &signature[..20], &format!("{signature}AA")] {
            let checked = links(b"secret").verify("/exports/job-1/file", expires, bad, now);
            assert_eq!(checked, Err(LinkError::Signature), "{bad}");
        }
    }

    #[test]
    fn a_query_is_signed_too() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let links = links(b"secret");
        let target = "/compositions/1/frame?time=5";
        let link = links.sign_target(target, now);
        assert!(
            link.url
                .starts_with("http://here/compositions/1/frame?time=5&expires=1800000060&")
        );
        let (_, signature) = link.url.split_once("&signature=").expect("a signature");
        assert_eq!(links.verify(target, 1_800_000_060, signature, now), Ok(()));
        let other = links.verify("/compositions/1/frame?time=6", 1_800_000_060, signature, now);
        assert_eq!(other, Err(LinkError::Signature));
    }
}
