//! How many requests one user, or one address, may send: a bucket each, which fills at an even pace.

use axum::http::HeaderMap;
use axum::http::header::HeaderName;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// How many callers are told apart; beyond them, those who are new share one bucket until others are full again.
const MAX_CALLERS: usize = 20_000;
/// How many seconds' worth of requests may come at once.
const BURST: f64 = 10.0;

/// Whom requests are counted for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// A user who showed who they are.
    User(String),
    /// An address; of version 6, its network of 64 bits.
    Address(IpAddr),
    /// Everybody beyond those who are told apart.
    Others,
}

/// Too many requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    /// Requests a minute that may be.
    pub limit: u32,
    /// How long to wait, in whole seconds.
    pub wait: u64,
}

/// Counts requests.
pub struct Rates {
    per_minute: u32,
    buckets: Mutex<HashMap<Caller, Bucket>>,
}

struct Bucket {
    left: f64,
    at: Instant,
}

impl Rates {
    /// So many requests a minute for everyone.
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            buckets: Mutex::default(),
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// When there are too many; it is not counted then.
    pub fn take(&self, caller: Caller, now: Instant) -> Result<(), TooMany> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let (pace, size) = (self.pace(), self.size());
        if !buckets.contains_key(&caller) && buckets.len() >= MAX_CALLERS {
            buckets.retain(|_, bucket| bucket.filled(now, pace, size) < size);
        }
        let caller = match buckets.contains_key(&caller) || buckets.len() < MAX_CALLERS {
            true => caller,
            false => Caller::Others,
        };
        let bucket = buckets.entry(caller).or_insert(Bucket { left: size, at: now });
        bucket.left = bucket.filled(now, pace, size);
        bucket.at = now;
        if bucket.left < 1.0 {
            let wait = ((1.0 - bucket.left) / pace).ceil().max(1.0) as u64;
            return Err(TooMany {
                limit: self.per_minute,
                wait,
            });
        }
        bucket.left -= 1.0;
        Ok(())
    }

    /// Requests a second.
    fn pace(&self) -> f64 {
        f64::from(self.per_minute) / 60.0
    }

    /// Requests at once.
    fn size(&self) -> f64 {
        (self.pace() * BURST).max(1.0)
    }
}

impl Bucket {
    fn filled(&self, now: Instant, pace: f64, size: f64) -> f64 {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        (self.left + passed * pace).min(size)
    }
}

/// The address that a request came from: what the header of a proxy says last, or else who is connected.
pub fn address(headers: &HeaderMap, told_in: Option<&HeaderName>, peer: IpAddr) -> Caller {
    let told = told_in.and_then(|name| headers.get_all(name).into_iter().next_back());
    let told = told.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    Caller::Address(match told.unwrap_or(peer) {
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => IpAddr::V4(address),
            // One host has a network of 64 bits to itself.
            None => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        },
        address => address,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const MINUTE: Duration = Duration::from_secs(60);

    fn user(name: &str) -> Caller {
        Caller::User(name.to_owned())
    }

    #[test]
    fn requests_come_at_once_and_then_at_their_pace() {
        let (rates, start) = (Rates::new(60), Instant::now());
        for _ in 0..10 {
            assert_eq!(rates.take(user("ada"), start), Ok(()));
        }
        assert_eq!(
            rates.take(user("ada"), start),
            Err(TooMany { limit: 60, wait: 1 })
        );
        assert_eq!(
            rates.take(user("bob"), start),
            Ok(()),
            "another's bucket is another"
        );
        assert_eq!(rates.take(user("ada"), start + Duration::from_secs(1)), Ok(()));
        assert!(rates.take(user("ada"), start + Duration::from_secs(1)).is_err());
        let later = start + MINUTE;
        assert_eq!(
            (0..20).filter(|_| rates.take(user("ada"), later).is_ok()).count(),
            10
        );
    }

    #[test]
    fn a_pace_below_one_a_second_tells_how_long_to_wait() {
        let (rates, start) = (Rates::new(2), Instant::now());
        assert_eq!(rates.take(user("ada"), start), Ok(()));
        assert_eq!(
            rates.take(user("ada"), start),
            Err(TooMany { limit: 2, wait: 30 })
        );
        assert_eq!(rates.take(user("ada"), start + Duration::from_secs(30)), Ok(()));
    }

    #[test]
    fn memory_is_bounded_and_nobody_gains_by_names() {
        let (rates, start) = (Rates::new(1), Instant::now());
        let taken = |count: usize| {
            (0..count)
                .filter(|n| rates.take(user(&n.to_string()), start).is_ok())
                .count()
        };
        assert_eq!(taken(MAX_CALLERS), MAX_CALLERS);
        let more = (0..100)
            .filter(|n| rates.take(user(&format!("new{n}")), start).is_ok())
            .count();
        assert_eq!(more, 1, "those who are new share one bucket");
        assert!(rates.take(user("later"), start + MINUTE).is_ok());
        assert!(rates.buckets.lock().expect("whole").len() <= 2);
    }

    #[test]
    fn an_address_is_told_by_the_proxy_alone() {
        let name = HeaderName::from_static("x-forwarded-for");
        let headers = |value: &str| HeaderMap::from_iter([(name.clone(), value.parse().expect("a value"))]);
        let peer: IpAddr = [127, 0, 0, 1].into();
        let of = |text: &str| Caller::Address(text.parse().expect("an address"));
        let forged = headers("1.1.1.1, 10.0.0.9");
        assert_eq!(address(&forged, Some(&name), peer), of("10.0.0.9"));
        assert_eq!(address(&forged, None, peer), of("127.0.0.1"));
        assert_eq!(address(&headers("nobody"), Some(&name), peer), of("127.0.0.1"));
        assert_eq!(
            address(&headers("2001:db8:1:2:3:4:5:6"), Some(&name), peer),
            of("2001:db8:1:2::")
        );
        assert_eq!(
            address(&headers("::ffff:10.0.0.9"), Some(&name), peer),
            of("10.0.0.9")
        );
    }
}
