//! Texts that are drawn when they are first needed, and kept as long as they are among those needed last.

/// The most texts kept at a time.
const MOST: usize = 48;

/// Texts by number, with whatever belongs to each.
pub(in crate::layers) struct Blocks<T> {
    kept: Vec<(usize, u64, T)>,
    clock: u64,
}

impl<T> Blocks<T> {
    pub fn new() -> Self {
        Self {
            kept: Vec::with_capacity(MOST),
            clock: 0,
        }
    }

    /// The text of that number, made if it is not there.
    pub fn get(&mut self, number: usize, make: impl FnOnce() -> T) -> &T {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_needed_last_is_kept() {
        let mut blocks: Blocks<()> = Blocks::new();
        let mut made = 0;
        for round in 0..3 {
            for number in 0..MOST {
                blocks.get(number, || made += 1);
            }
            assert_eq!(made, MOST, "round {round}");
        }
        let mut made = Vec::new();
        for number in [MOST, 5, 0] {
            blocks.get(number, || made.push(number));
        }
        assert_eq!(made, [MOST, 0], "the one needed longest ago has made room");
    }
}
