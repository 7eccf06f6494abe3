//! Whose turn it is: previews before exports, fair between users, first come first served for each.

use std::collections::HashMap;

/// The longest memory of users; who has not started a job for so many others counts as never.
const REMEMBERED: usize = 1024;

/// A user's oldest preview or export that is due, and how many jobs the user has running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The job; ids rise with time.
    pub(super) id: String,
    /// Whose it is.
    pub(super) user_id: String,
    /// Jobs of that user that run now, in any process.
    pub(super) running: u64,
    /// Whether it is a preview.
    pub(super) preview: bool,
}

/// Who has had a turn, and in what order.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns {
    count: u64,
    last: HashMap<String, u64>,
}

impl Turns {
    /// Puts candidates in the order of their turns: previews first, then who has the fewest running first, then who has waited longest
    /// since starting one, then whose job is the oldest.
    pub(super) fn order(&self, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        candidates.sort_by(|a, b| self.rank(a).cmp(&self.rank(b)));
        candidates
    }

    fn rank<'a>(&self, candidate: &'a Candidate) -> (bool, u64, u64, &'a str) {
        let last = self.last.get(&candidate.user_id).copied().unwrap_or(0);
        (!candidate.preview, candidate.running, last, &candidate.id)
    }

    /// Notes that a user's job was started.
    pub(super) fn took(&mut self, user_id: &str) {
        self.count += 1;
        self.last.insert(user_id.to_owned(), self.count);
        if self.last.len() > REMEMBERED {
            let oldest = self.count - REMEMBERED as u64 / 2;
            self.last.retain(|_, turn| *turn > oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(id: &str, user: &str, running: u64) -> Candidate {
        Candidate {
            id: id.into(),
            user_id: user.into(),
            running,
            preview: false,
        }
    }

    fn first(turns: &Turns, candidates: &[Candidate]) -> String {
        turns.order(candidates.to_vec())[0].id.clone()
    }

    #[test]
    fn the_fewest_running_comes_first_then_the_longest_wait_then_the_oldest_job() {
        let mut turns = Turns::default();
        assert_eq!(
            first(&turns, &[candidate("1", "ann", 1), candidate("2", "bob", 0)]),
            "2"
        );
        assert_eq!(
            first(&turns, &[candidate("2", "bob", 0), candidate("1", "ann", 0)]),
            "1"
        );
        turns.took("ann");
        assert_eq!(
            first(&turns, &[candidate("1", "ann", 0), candidate("2", "bob", 0)]),
            "2"
        );
        turns.took("bob");
        assert_eq!(
            first(&turns, &[candidate("3", "ann", 0), candidate("2", "bob", 0)]),
            "3"
        );
    }

    #[test]
    fn previews_come_before_every_export_and_are_fair_among_themselves() {
        let mut turns = Turns::default();
        let preview = |id: &str, user: &str, running| Candidate {
            preview: true,
            ..candidate(id, user, running)
        };
        turns.took("ann");
        let exports = [candidate("1", "ann", 0), candidate("2", "bob", 0)];
        let mut all = exports.to_vec();
        all.push(preview("9", "ann", 5));
        assert_eq!(first(&turns, &all), "9", "whatever its user has had");
        all.push(preview("8", "bob", 0));
        assert_eq!(first(&turns, &all), "8");
    }

    #[test]
    fn its_memory_is_bounded() {
        let mut turns = Turns::default();
        (0..10 * REMEMBERED).for_each(|user| turns.took(&user.to_string()));
        assert!(turns.last.len() <= REMEMBERED);
        let recent = candidate("1", &(10 * REMEMBERED - 1).to_string(), 0);
        assert_eq!(first(&turns, &[recent, candidate("2", "0", 0)]), "2");
    }
}
