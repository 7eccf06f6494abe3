//! What had to be mended, told a bounded number of times.

use super::Warning;
use std::fmt;

/// How many warnings a score carries before the rest are only counted.
const MOST: usize = 100;

/// Warnings as they are found; a broken file may hold millions, so only the first [`MOST`] are kept in words.
#[derive(Debug, Default)]
pub(super) struct Warnings {
    kept: Vec<Warning>,
    more: usize,
    last: usize,
}

impl Warnings {
    /// Notes what was found at byte `offset`, and what was done about it.
    pub(super) fn add(&mut self, offset: usize, message: fmt::Arguments<'_>) {
        if self.kept.len() < MOST {
            self.kept.push(Warning {
                offset,
                message: message.to_string(),
            });
        } else {
            self.more += 1;
            self.last = offset;
        }
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// All of them, closed by one that counts what was not kept.
    pub(super) fn finish(mut self) -> Vec<Warning> {
        if self.more > 0 {
            self.kept.push(Warning {
                offset: self.last,
                message: format!("{} more such findings, the last one here", self.more),
            });
        }
        self.kept
    }
}
