//! Interpolated Witten-Bell smoothing with an absolute discount, over the values that are legal.
//!
//! Of a context with `n` observations of `t` distinct values, `c` of them of the value `v`,
//!
//! `p(v) = (c - d min(c, 1) + (d + a) t p'(v)) / (n + a t)`
//!
//! where `p'` is the probability under the shorter context, and `n` and `t` count legal values only,
//! so that the sum over these is 1. `d = 0, a = 1` is Witten and Bell's method C ("The zero-frequency
//! problem", IEEE Transactions on Information Theory 37, 1991); `a = 0` is the absolute discount of
//! Ney, Essen and Kneser (Computer Speech and Language 8, 1994).

use super::rows::Rows;

/// Bits of a key below its context: eight of a value and three of a fold.
const VALUE_AND_FOLD_BITS: u32 = 11;

/// The two constants of a context.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Smoothing {
    /// What is taken off each count, `d`, 0 to below 1.
    pub discount: f64,
    /// How much the shorter context weighs besides, for each distinct value, `a`, above 0.
    pub backing: f64,
}

impl Default for Smoothing {
    /// Witten and Bell's method C.
    fn default() -> Self {
        Self { discount: 0.0, backing: 1.0 }
    }
}

/// What was seen in a context.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// Observations of the value in question, `c`.
    pub(super) count: f64,
    /// Observations of legal values, `n`.
    pub(super) total: f64,
    /// Distinct legal values, `t`; one that was seen less than once counts as much less.
    pub(super) distinct: f64,
}

impl Smoothing {
    /// All pairs that are tried.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let backings = [0.03, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
        let pairs = [0.0, 0.25, 0.5, 0.75, 0.9].map(|discount| backings.map(|it| (discount, it)));
        pairs.into_iter().flatten().map(|(discount, backing)| Self { discount, backing })
    }

    /// The few of them that are enough to tell good elements from bad ones.
    pub(super) fn some() -> [Self; 6] {
        [(0.0, 0.25), (0.0, 1.0), (0.0, 4.0), (0.75, 0.1), (0.75, 1.0), (0.75, 8.0)]
            .map(|(discount, backing)| Self { discount, backing })
    }

    /// The probability of a value that the shorter context gives the probability `before`.
    pub(super) fn mix(self, seen: Seen, before: f64) -> f64 {
        let Seen { count, total, distinct } = seen;
        if total == 0.0 {
            return before;
        }
        let backed = (self.discount + self.backing) * distinct * before;
        (count - self.discount * count.min(1.0) + backed) / (total + self.backing * distinct)
    }
}

/// All observations in one kind of context, sorted.
pub(super) struct Counts {
    /// Context, value and fold.
    keys: Vec<u64>,
    /// How often.
    times: Vec<u32>,
}

impl Counts {
    /// Counts `observed`: the hash of a context, a value and a fold (0 to 6) each.
    pub(super) fn new(observed: impl Iterator<Item = (u64, u8, u8)>) -> Self {
        let mut keys: Vec<u64> =
            observed.map(|(context, value, fold)| key(context, value, fold)).collect();
        keys.sort_unstable();
        let mut counts = Self { keys: Vec::new(), times: Vec::new() };
        for group in keys.chunk_by(|a, b| a == b) {
            counts.keys.push(group[0]);
            counts.times.push(group.len() as u32);
        }
        counts
    }

    /// What was seen in the contexts of some rows, apart from their own folds. The rows, `asked`, have
    /// contexts of their own, and values that are counted from their `origins`.
    pub(super) fn look_up(
        &self,
        rows: &Rows,
        asked: &[u32],
        contexts: &[u64],
        is_relative: bool,
    ) -> Vec<Seen> {
        let mut order: Vec<(u64, u32)> =
            (0..).zip(contexts).map(|(idx, context)| (key(*context, 0, 0), idx)).collect();
        order.sort_unstable();
        let mut seen = vec![Seen::default(); asked.len()];
        let mut place = 0;
        for (context, idx) in order {
            place += self.keys[place..].partition_point(|key| *key < context);
            seen[idx as usize] =
                self.scan(place, context, rows, asked[idx as usize] as usize, is_relative);
        }
        seen
    }

    fn scan(&self, place: usize, context: u64, rows: &Rows, row: usize, is_relative: bool) -> Seen {
        let (fold, legal, value) = (rows.folds[row], rows.legal[row], rows.values[row]);
        let origin = if is_relative { rows.references[row] } else { 0 };
        let mut seen = Seen::default();
        let mut last = None;
        for (key, times) in self.keys[place..].iter().zip(&self.times[place..]) {
            if key >> VALUE_AND_FOLD_BITS != context >> VALUE_AND_FOLD_BITS {
                break;
            }
            let here = ((key >> 3) as u8).wrapping_add(origin);
            let is_legal = here < 128 && legal >> here & 1 == 1;
            if !is_legal || (key & 7) as u8 == fold {
                continue;
            }
            let count = f64::from(*times);
            seen.total += count;
            seen.distinct += f64::from(u8::from(last != Some(here)));
            seen.count += if here == value { count } else { 0.0 };
            last = Some(here);
        }
        seen
    }
}

fn key(context: u64, value: u8, fold: u8) -> u64 {
    context << VALUE_AND_FOLD_BITS | u64::from(value) << 3 | u64::from(fold)
}
