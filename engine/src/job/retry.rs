//! Whether and when a failed attempt is followed by another.

use super::work::WorkError;
use std::time::Duration;

/// The longest wait between attempts.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// How long to wait before the next attempt after attempt number `attempt` (from 1) failed; none if it was the last.
///
/// The wait is `base`, then 4, 16, ... times as long. A panic is tried once more and never twice: it is a fault of
/// ours that may hang on the moment, but hardly two times in a row.
pub(super) fn delay(error: &WorkError, attempt: u32, attempts: u32, base: Duration) -> Option<Duration> {
    let attempts = match error {
        WorkError::Cancelled => 0,
        WorkError::Panicked(_) => attempts.min(2),
        WorkError::Failed { may_pass, .. } => attempts * u32::from(*may_pass),
    };
    let factor = 4_u32.saturating_pow(attempt.saturating_sub(1));
    (attempt < attempts).then(|| base.saturating_mul(factor).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(may_pass: bool) -> WorkError {
        WorkError::Failed {
            code: "STORAGE",
            message: String::new(),
            may_pass,
        }
    }

    #[test]
    fn waits_grow_and_end_with_the_attempts() {
        let base = Duration::from_secs(2);
        let waits = |attempts| (1..5).map_while(move |n| delay(&failed(true), n, attempts, base));
        assert_eq!(
            waits(4).map(|wait| wait.as_secs()).collect::<Vec<_>>(),
            [2, 8, 32]
        );
        assert_eq!(waits(1).count(), 0);
        assert_eq!(delay(&failed(true), 40, 99, base), Some(LONGEST));
    }

    #[test]
    fn what_never_passes_is_not_tried_again() {
        assert_eq!(delay(&failed(false), 1, 3, Duration::ZERO), None);
        assert_eq!(delay(&WorkError::Cancelled, 1, 3, Duration::ZERO), None);
    }

    #[test]
    fn a_panic_is_tried_once_more() {
        let panic = WorkError::Panicked(String::new());
        assert_eq!(delay(&panic, 1, 9, Duration::ZERO), Some(Duration::ZERO));
        assert_eq!(delay(&panic, 2, 9, Duration::ZERO), None);
        assert_eq!(delay(&panic, 1, 1, Duration::ZERO), None);
    }
}
