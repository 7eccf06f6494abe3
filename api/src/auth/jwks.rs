//! The public keys of an identity provider, kept for a while and fetched again when a token names one that is new.

use crate::outside::{Limits, Outside};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long keys are good without asking again.
const FRESH: Duration = Duration::from_secs(600);
/// How many requests there are in a minute at most, whoever shows tokens of unknown keys meanwhile.
const MOST: usize = 5;
/// The pause after a request that failed: nobody waits for a provider that does not answer more often than that.
const PAUSE: Duration = Duration::from_secs(30);
const MINUTE: Duration = Duration::from_secs(60);
/// The largest key set and the longest time to fetch it.
const LIMITS: Limits = Limits {
    bytes: 256 << 10,
    time: Duration::from_secs(5),
};
/// How many keys of a set are looked at.
const MAX_KEYS: usize = 64;

/// The keys behind an address.
pub struct Jwks {
    address: String,
    /// How long keys are good that cannot be fetched again.
    keep: Duration,
    outside: Outside,
    folder: PathBuf,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    keys: Arc<[Key]>,
    /// When they came.
    fetched: Option<Instant>,
    /// When they were asked for, in the last minute.
    asked: VecDeque<Instant>,
    /// When asking failed last, if it did not succeed since.
    failed: Option<Instant>,
}

impl Kept {
    /// Whether to ask for the keys now, for a token that names this one.
    fn wanting(&mut self, id: Option<&str>, now: Instant) -> bool {
        let since = |at: Instant| now.saturating_duration_since(at);
        self.asked.retain(|at| since(*at) < MINUTE);
        let stale = self.fetched.is_none_or(|at| since(at) >= FRESH);
        let pausing = self.failed.is_some_and(|at| since(at) < PAUSE);
        !pausing && self.asked.len() < MOST && (stale || find(&self.keys, id).is_empty())
    }

    /// Takes the keys that came, or notes that none did.
    fn take(&mut self, came: Option<Vec<Key>>, now: Instant) {
        match came {
            Some(keys) => {
                self.keys = keys.into();
                (self.fetched, self.failed) = (Some(now), None);
            }
            None => self.failed = Some(now),
        }
    }

    /// The keys that may be meant; none where none that are still good are there.
    fn good(&self, id: Option<&str>, keep: Duration, now: Instant) -> Option<Vec<DecodingKey>> {
        let at = self.fetched?;
        (now.saturating_duration_since(at) < keep).then(|| find(&self.keys, id))
    }
}

/// One key.
struct Key {
    id: Option<String>,
    key: DecodingKey,
}

impl Jwks {
    /// The keys behind this address, which are fetched into `folder` when they are first needed, and are good for
    /// `keep` where they cannot be fetched again.
    pub fn new(address: String, keep: Duration, outside: Outside, folder: PathBuf) -> Self {
        Self {
            address,
            keep,
            outside,
            folder,
            kept: Mutex::default(),
        }
    }

    /// The keys that may have signed a token that names this one; without a name, all of them. None where no keys are
    /// known, or only those of so long ago that they may have been taken back since.
    pub async fn named(&self, id: Option<&str>) -> Option<Vec<DecodingKey>> {
        let mut kept = self.kept.lock().await;
        let asked = Instant::now();
        if kept.wanting(id, asked) {
            kept.asked.push_back(asked);
            let came = self.fetch().await;
            // What was fetched before goes on: a provider that is away for a while locks nobody out.
            if let Err(error) = &came {
                tracing::warn!(%error, "the keys of the identity provider cannot be fetched");
            }
            kept.take(came.ok(), Instant::now());
        }
        kept.good(id, self.keep, Instant::now())
    }

    async fn fetch(&self) -> anyhow::Result<Vec<Key>> {
        let fetched = self.outside.fetch(&self.address, LIMITS, &self.folder).await?;
        let bytes = tokio::fs::read(fetched.file.path()).await?;
        read(&bytes)
    }
}

fn find(keys: &[Key], id: Option<&str>) -> Vec<DecodingKey> {
    let suits = |key: &&Key| id.is_none() || key.id.as_deref() == id;
    keys.iter().filter(suits).map(|key| key.key.clone()).collect()
}

/// The keys of a set that can check a signature here; others are passed over, as RFC 7517 has it (section 5).
fn read(bytes: &[u8]) -> anyhow::Result<Vec<Key>> {
    let set: serde_json::Value = serde_json::from_slice(bytes)?;
    let entries = set.get("keys").and_then(serde_json::Value::as_array);
    let entries = entries.ok_or_else(|| anyhow::anyhow!("it is no JSON Web Key Set"))?;
    let keys = entries
        .iter()
        .take(MAX_KEYS)
        .filter_map(|entry| serde_json::from_value::<Jwk>(entry.clone()).ok());
    Ok(keys.filter_map(|jwk| usable(&jwk)).collect())
}

fn usable(jwk: &Jwk) -> Option<Key> {
    let signs = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(point) if point.curve == EllipticCurve::P256 => Algorithm::ES256,
        // A symmetric key in a public set would be no secret.
        _ => return None,
    };
    let named = jwk.common.key_algorithm.map(|named| named.to_string());
    let suits = named.is_none_or(|named| named == format!("{algorithm:?}"));
    (signs && suits).then_some(())?;
    let key = DecodingKey::from_jwk(jwk).ok()?;
    let id = jwk.common.key_id.clone();
    Some(Key { id, key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_that_check_signatures_are_taken() {
        let set = r#"{"keys":[
            {"kty":"RSA","kid":"a","use":"sig","alg":"RS256","n":"AQAB","e":"AQAB"},
            {"kty":"RSA","kid":"b","use":"enc","n":"AQAB","e":"AQAB"},
            {"kty":"RSA","kid":"c","alg":"RS512","n":"AQAB","e":"AQAB"},
            {"kty":"EC","kid":"d","crv":"P-256","x":"AQAB","y":"AQAB"},
            {"kty":"EC","kid":"e","crv":"P-384","x":"AQAB","y":"AQAB"},
            {"kty":"oct","kid":"f","k":"AQAB"},
            {"kty":"new"}, 5]}"#;
        let keys = read(set.as_bytes()).expect("a key set");
        let ids: Vec<_> = keys.iter().filter_map(|key| key.id.as_deref()).collect();
        assert_eq!(ids, ["a", "d"]);
        assert_eq!((find(&keys, None).len(), find(&keys, Some("d")).len()), (2, 1));
        assert!(find(&keys, Some("b")).is_empty());
    }

    fn set() -> Vec<Key> {
        read(br#"{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}"#).expect("a key set")
    }

    #[test]
    fn keys_that_cannot_be_renewed_end() {
        let (day, start) = (Duration::from_secs(86_400), Instant::now());
        let mut kept = Kept::default();
        assert!(kept.good(Some("a"), day, start).is_none(), "none came yet");
        kept.take(Some(set()), start);
        let last = start + day - Duration::from_secs(1);
        kept.take(None, last);
        assert_eq!(kept.good(Some("a"), day, last).map(|keys| keys.len()), Some(1));
        assert!(kept.good(Some("a"), day, start + day).is_none());
        kept.take(Some(set()), start + day);
        assert_eq!(
            kept.good(Some("a"), day, start + day).map(|keys| keys.len()),
            Some(1)
        );
    }

    #[test]
    fn the_provider_is_left_alone() {
        let start = Instant::now();
        let mut kept = Kept::default();
        assert!(kept.wanting(Some("a"), start), "nothing is known");
        kept.take(Some(set()), start);
        assert!(!kept.wanting(Some("a"), start) && !kept.wanting(None, start));
        // Tokens that name keys nobody has.
        let asked = (0..1000).filter(|_| {
            let asks = kept.wanting(Some("b"), start);
            if asks {
                kept.asked.push_back(start);
            }
            asks
        });
        assert_eq!(asked.count(), MOST);
        assert!(kept.wanting(Some("b"), start + MINUTE));
        assert!(kept.wanting(Some("a"), start + FRESH), "they are old");
        // An address that does not answer.
        kept.take(None, start + FRESH);
        assert!(!kept.wanting(Some("a"), start + FRESH));
        assert!(kept.wanting(Some("a"), start + FRESH + PAUSE));
    }

    #[test]
    fn what_is_no_key_set_is_refused() {
        for bytes in ["", "{}", "[]", r#"{"keys":1}"#] {
            assert!(read(bytes.as_bytes()).is_err(), "{bytes}");
        }
    }
}
