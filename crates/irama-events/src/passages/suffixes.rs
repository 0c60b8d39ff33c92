//! Rows of hashes, and the order of all their suffixes: any stretch is found by bisection.

use std::ops::Range;

/// Stands between rows; no hash is 0.
pub(super) const GAP: u32 = 0;

/// Rows of hashes with a [`GAP`] after each, and where their suffixes begin, in rising order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Suffixes {
    rows: Vec<u32>,
    order: Vec<u32>,
}

impl Suffixes {
    pub(super) fn new(rows: Vec<u32>) -> Self {
        let order = sorted(&rows);
        Self { rows, order }
    }

    pub(super) fn rows(&self) -> &[u32] {
        &self.rows
    }

    pub(super) fn n_windows(&self) -> usize {
        self.rows.iter().filter(|it| **it != GAP).count()
    }

    /// Whether `query`, which has no gap, stands within a row.
    pub(super) fn contain(&self, query: &[u32]) -> bool {
        let place = self.place(query);
        self.order.get(place).is_some_and(|at| self.rows[*at as usize..].starts_with(query))
    }

    /// Every stretch of `query` that stands within a row and is part of no longer one that does, in
    /// rising order of both ends.
    pub(super) fn known_stretches(&self, query: &[u32]) -> Vec<Range<usize>> {
        let mut known = Vec::new();
        let mut start = 0;
        while start < query.len() {
            let end = start + self.longest_start(&query[start..]);
            if end > start {
                known.push(start..end);
            }
            if end == query.len() {
                break;
            }
            // The next one must hold the hash that ended this one. The later it starts, the less
            // has to fit: bisection finds where it begins to.
            let (mut too_early, mut late_enough) = (start, end + 1);
            while late_enough - too_early > 1 {
                let middle = too_early.midpoint(late_enough);
                if self.contain(&query[middle..=end]) {
                    late_enough = middle;
                } else {
                    too_early = middle;
                }
            }
            start = late_enough;
        }
        known
    }

    /// How much of the start of `query` stands within a row.
    fn longest_start(&self, query: &[u32]) -> usize {
        let place = self.place(query);
        let neighbours = &self.order[place.saturating_sub(1)..self.order.len().min(place + 1)];
        let shared = |at: &u32| {
            let pairs = self.rows[*at as usize..].iter().zip(query);
            pairs.take_while(|(row, asked)| row == asked).count()
        };
        neighbours.iter().map(shared).max().unwrap_or(0)
    }

    /// How many suffixes are smaller than `query`.
    fn place(&self, query: &[u32]) -> usize {
        self.order.partition_point(|at| self.rows[*at as usize..] < *query)
    }
}

/// Where the suffixes of `rows` begin, in rising order, by doubling the length that is sorted
/// (Larsson and Sadakane 2007, "Faster suffix sorting"): n log² n at worst, however much repeats.
fn sorted(rows: &[u32]) -> Vec<u32> {
    let n = u32::try_from(rows.len()).expect("below 2^32 because that many notes fit no memory");
    let mut sorting = Sorting { order: (0..n).collect(), ranks: vec![0; rows.len()], ties: vec![] };
    sorting.settle(0..rows.len(), |_, at| rows[at]);
    let mut n_sorted = 1;
    while !sorting.ties.is_empty() {
        for tie in std::mem::take(&mut sorting.ties) {
            // A suffix that ends comes before all that go on.
            sorting.settle(tie, |ranks, at| ranks.get(at + n_sorted).map_or(0, |rank| rank + 1));
        }
        n_sorted *= 2;
    }
    sorting.order
}

struct Sorting {
    order: Vec<u32>,
    /// Of the suffix at each place: how many are smaller by as much as is sorted yet.
    ranks: Vec<u32>,
    /// Ranges of `order` with equal ranks.
    ties: Vec<Range<usize>>,
}

impl Sorting {
    /// Sorts a tie by `key(ranks, place)`, and notes the ties that are left.
    fn settle(&mut self, tie: Range<usize>, key: impl Fn(&[u32], usize) -> u32) {
        let Self { order, ranks, ties } = self;
        let keyed = |at: &u32| u64::from(key(ranks, *at as usize)) << 32 | u64::from(*at);
        let mut keys: Vec<u64> = order[tie.clone()].iter().map(keyed).collect();
        keys.sort_unstable();
        let mut first = tie.start;
        for equal in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
            let range = first..first + equal.len();
            for (slot, it) in order[range.clone()].iter_mut().zip(equal) {
                *slot = *it as u32;
                ranks[*it as u32 as usize] = first as u32;
            }
            first = range.end;
            if equal.len() > 1 {
                ties.push(range);
            }
        }
    }
}
