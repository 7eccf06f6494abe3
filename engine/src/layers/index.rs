//! Finding what sounds at a time among any number of notes.

/// Spans of time sorted by their start, searched in time that grows with what is found and not with how many
/// there are: a binary tree in which each node knows the latest end below it.
#[derive(Debug)]
pub(super) struct SpanIndex {
    starts: Vec<f64>,
    /// The root is at 1, the children of node n at 2n and 2n + 1, the leaves in the second half.
    latest_end: Vec<f64>,
}

impl SpanIndex {
    /// An index of `(start, end)`, which must be sorted by start.
    pub fn new(spans: impl ExactSizeIterator<Item = (f64, f64)>) -> Self {
        let leaves = spans.len().next_power_of_two();
        let mut starts = Vec::with_capacity(spans.len());
        let mut latest_end = vec![f64::NEG_INFINITY; leaves * 2];
        for (leaf, (start, end)) in spans.enumerate() {
            starts.push(start);
            latest_end[leaves + leaf] = end;
        }
        for node in (1..leaves).rev() {
            latest_end[node] = latest_end[node * 2].max(latest_end[node * 2 + 1]);
        }
        Self { starts, latest_end }
    }

    /// The positions of the spans that start at or before `to` and end at or after `from`, in their order.
    pub fn search(&self, from: f64, to: f64) -> impl Iterator<Item = usize> {
        let end = self.starts.partition_point(|&start| start <= to);
        let mut next = self.first_from(0, from);
        std::iter::from_fn(move || {
            let found = next.filter(|&leaf| leaf < end)?;
            next = self.first_from(found + 1, from);
            Some(found)
        })
    }

    /// The first span at or after position `leaf` that ends at or after `from`.
    fn first_from(&self, leaf: usize, from: f64) -> Option<usize> {
        let leaves = self.latest_end.len() / 2;
        if leaf >= leaves {
            return None;
        }
        let mut node = leaves + leaf;
        while self.latest_end[node] < from {
            // Up while this is a right child, then over to the subtree on the right.
            while node % 2 == 1 {
                node /= 2;
            }
            if node == 0 {
                return None;
            }
            node += 1;
        }
        while node < leaves {
            node *= 2;
            node += usize::from(self.latest_end[node] < from);
        }
        Some(node - leaves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_look_at_every_span_finds(
            mut spans in prop::collection::vec((0_u32..1000, 0_u32..300), 0..70),
            from in 0_u32..1300,
            length in 0_u32..300,
        ) {
            spans.sort_unstable();
            let spans: Vec<(f64, f64)> =
                spans.iter().map(|&(start, length)| (f64::from(start), f64::from(start + length))).collect();
            let (from, to) = (f64::from(from), f64::from(from + length));
            let all = (0..spans.len()).filter(|&i| spans[i].0 <= to && spans[i].1 >= from);
            let index = SpanIndex::new(spans.iter().copied());
            prop_assert_eq!(index.search(from, to).collect::<Vec<_>>(), all.collect::<Vec<_>>());
        }
    }
}
