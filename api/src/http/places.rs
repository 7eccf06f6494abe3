//! How many of something one user has open at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Counts what users have open. Cheap to clone.
#[derive(Clone)]
pub struct Places {
    most: usize,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

/// One place; free again when it is dropped.
pub struct Place {
    places: Places,
    user: String,
}

impl Places {
    /// At most so many for a user.
    pub fn new(most: usize) -> Self {
        let taken = Arc::default();
        Self { most, taken }
    }

    /// Takes a place; none if the user has as many as may be.
    pub fn enter(&self, user: &str) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(user.to_owned()).or_default();
        (*count < self.most).then(|| {
            *count += 1;
            let (places, user) = (self.clone(), user.to_owned());
            Place { places, user }
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_it_is_left() {
        let places = Places::new(2);
        let (first, second) = (places.enter("ada"), places.enter("ada"));
        assert!(first.is_some() && second.is_some() && places.enter("ada").is_none());
        assert!(places.enter("bob").is_some());
        drop(first);
        assert!(places.enter("ada").is_some());
        drop(second);
        assert!(places.taken.lock().expect("whole").is_empty());
    }
}
