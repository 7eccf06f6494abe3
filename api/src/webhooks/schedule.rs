//! When a message is sent again.

use chrono::TimeDelta;
use std::time::Duration;

/// The waits before the second attempt and those after, in seconds, as the specification recommends: 28 hours in all.
pub const WAITS: [u64; 8] = [5, 300, 1800, 7200, 18_000, 21_600, 25_200, 26_400];

/// How long to wait after attempt number `attempt` (from 1) of message `id` failed; none after the last. Up to a tenth is
/// added by the id, so that messages which failed together do not come back together.
pub fn wait(waits: &[Duration], attempt: i32, id: &str) -> Option<TimeDelta> {
    let index = usize::try_from(attempt).ok()?.checked_sub(1)?;
    let wait = *waits.get(index)?;
    // FNV-1a, which spreads ids that differ at their ends.
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let share = f64::from(hash % 1000) / 10_000.0;
    TimeDelta::from_std(wait.mul_f64(1.0 + share)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_more_than_a_day_in_all() {
        let waits = WAITS.map(Duration::from_secs);
        let all: Vec<_> = (1..).map_while(|attempt| wait(&waits, attempt, "a")).collect();
        assert_eq!(all.len(), WAITS.len());
        assert!(all.is_sorted());
        let sum: TimeDelta = all.iter().sum();
        assert!(sum >= TimeDelta::hours(24) && sum < TimeDelta::hours(36), "{sum}");
        assert_ne!(wait(&waits, 3, "a"), wait(&waits, 3, "b"));
        assert_eq!(wait(&waits, 0, "a"), None);
    }
}
