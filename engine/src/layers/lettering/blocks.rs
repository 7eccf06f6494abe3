//! Texts that are drawn when they are first needed, and kept as long as they are among those needed last.

use super::block::Block;

/// The most texts kept at a time.
const MOST: usize = 48;

/// Texts by number.
#[derive(Default)]
pub(in crate::layers) struct Blocks {
    kept: Vec<(usize, u64, Block)>,
    clock: u64,
}

impl Blocks {
    /// The text of that number, made if it is not there.
    pub fn get(&mut self, number: usize, make: impl FnOnce() -> Block) -> &Block {
        self.clock += 1;
        let found = self.kept.iter().position(|(kept, ..)| *kept == number);
        let at = found.unwrap_or_else(|| {
            if self.kept.len() >= MOST {
                let oldest = (0..self.kept.len()).min_by_key(|&at| self.kept[at].1);
                self.kept.swap_remove(oldest.unwrap_or(0));
            }
            self.kept.push((number, 0, make()));
            self.kept.len() - 1
        });
        self.kept[at].1 = self.clock;
        &self.kept[at].2
    }
}
