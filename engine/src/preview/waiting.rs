//! How many requests of each user wait, so that none fills the queue alone.

use super::{MAX_WAITING_OF_USER, PreviewError};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts the requests that wait or are drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting(Arc<Mutex<HashMap<String, usize>>>);

/// A place among the requests of a user; free again when it is dropped.
#[derive(Debug)]
pub(super) struct Ticket {
    waiting: Waiting,
    user_id: String,
}

impl Waiting {
    /// A place for a user's request.
    pub(super) fn enter(&self, user_id: &str) -> Result<Ticket, PreviewError> {
        let mut users = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = users.entry(user_id.to_owned()).or_default();
        if *count >= MAX_WAITING_OF_USER {
            return Err(PreviewError::Busy);
        }
        *count += 1;
        Ok(Ticket {
            waiting: self.clone(),
            user_id: user_id.to_owned(),
        })
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut users = self.waiting.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = users.get_mut(&self.user_id) {
            *count -= 1;
            if *count == 0 {
                users.remove(&self.user_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_has_so_many_places_and_gets_them_back() {
        let waiting = Waiting::default();
        let mut tickets: Vec<_> = (0..MAX_WAITING_OF_USER)
            .map(|_| waiting.enter("ann").expect("there is room"))
            .collect();
        assert_eq!(waiting.enter("ann").map(drop), Err(PreviewError::Busy));
        assert!(waiting.enter("bob").is_ok());
        tickets.pop();
        assert!(waiting.enter("ann").is_ok());
        drop(tickets);
        assert!(
            waiting.0.lock().expect("whole").is_empty(),
            "nobody is remembered for ever"
        );
    }
}
