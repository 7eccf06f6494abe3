//! Keeps the segment workers within a fixed distance of the joint.

use std::sync::{Condvar, Mutex, PoisonError};

/// Hands out segments in order, none further than a window ahead of the segments already joined.
pub(super) struct Turnstile {
    window: usize,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    next: usize,
    joined: usize,
    open: bool,
}

impl Turnstile {
    pub(super) fn new(window: usize) -> Self {
        Self {
            window,
            state: Mutex::default(),
            moved: Condvar::new(),
        }
    }

    /// The next segment of `count`, once it is within the window; none when all are given out.
    pub(super) fn next(&self, count: usize) -> Option<usize> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self
            .moved
            .wait_while(state, |s| {
                !s.open && s.next < count && s.next >= s.joined + self.window
            })
            .unwrap_or_else(PoisonError::into_inner);
        let index = state.next;
        state.next += 1;
        (index < count).then_some(index)
    }

    /// Another segment is joined.
    pub(super) fn joined(&self) {
        self.change(|state| state.joined += 1);
    }

    /// Nobody waits any more.
    pub(super) fn open(&self) {
        self.change(|state| state.open = true);
    }

    /// A guard that opens the turnstile when it goes, in a panic too.
    pub(super) fn open_at_end(&self) -> Opener<'_> {
        Opener(self)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.moved.notify_all();
    }
}

/// Opens a turnstile when it goes.
pub(super) struct Opener<'a>(&'a Turnstile);

impl Drop for Opener<'_> {
    fn drop(&mut self) {
        self.0.open();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_come_in_order_and_never_beyond_the_window() {
        let turnstile = Turnstile::new(2);
        assert_eq!((turnstile.next(4), turnstile.next(4)), (Some(0), Some(1)));
        std::thread::scope(|scope| {
            let third = scope.spawn(|| turnstile.next(4));
            turnstile.joined();
            assert_eq!(third.join().expect("it waits, it does not panic"), Some(2));
        });
        turnstile.open();
        assert_eq!((turnstile.next(4), turnstile.next(4)), (Some(3), None));
    }

    #[test]
    fn nobody_waits_for_a_segment_that_was_given_up() {
        let turnstile = Turnstile::new(1);
        assert_eq!(turnstile.next(4), Some(0));
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| turnstile.next(4));
            let gives_up = scope.spawn(|| {
                let _opener = turnstile.open_at_end();
                std::panic::panic_any("as told");
            });
            assert!(gives_up.join().is_err());
            assert_eq!(waits.join().expect("it waits, it does not panic"), Some(1));
        });
    }
}
