//! What was seen in which context, counted by sorting.

use super::witten_bell::Seen;

/// Bits of a key below its context: eight of a value and three of a fold.
const VALUE_AND_FOLD_BITS: u32 = 11;
/// The keys that one context can have.
const MAX_KEYS: usize = 1 << VALUE_AND_FOLD_BITS;

/// A prediction that asks what was seen before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    /// The hash of its context.
    pub(super) context: u64,
    /// The value in question, 0 to 127.
    pub(super) value: u8,
    /// What is subtracted from the values that are counted.
    pub(super) origin: u8,
    /// The legal values, a bit each.
    pub(super) legal: u128,
    /// The part of the corpus that does not count.
    pub(super) fold: u8,
}

impl Question {
    /// Whether what was seen in its context is the same as for `other`, but for the value.
    fn is_like(&self, other: &Self) -> bool {
        let of = |it: &Self| (key(it.context, 0, it.fold), it.origin, it.legal);
        of(self) == of(other)
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
    /// Counts `observed`: the hash of a context, a value less its origin, and a fold each.
    pub(super) fn new(observed: impl Iterator<Item = (u64, u8, u8)>) -> Self {
        let mut all: Vec<u64> =
            observed.map(|(context, value, fold)| key(context, value, fold)).collect();
        all.sort_unstable();
        let (keys, times) = all.chunk_by(|a, b| a == b).map(|it| (it[0], it.len() as u32)).unzip();
        Self { keys, times }
    }

    /// What was seen in the contexts of `questions`, in their order.
    pub(super) fn look_up(&self, questions: &[Question]) -> Vec<Seen> {
        let mut order: Vec<(u64, u32)> =
            (0..).zip(questions).map(|(idx, it)| (key(it.context, 0, 0), idx)).collect();
        order.sort_unstable();
        let mut answers = vec![Seen::default(); questions.len()];
        let mut place = 0;
        let mut last: Option<(Question, Seen)> = None;
        for (context, idx) in order {
            let question = questions[idx as usize];
            place += self.keys[place..].partition_point(|key| *key < context);
            let seen = match last {
                Some((like, seen)) if question.is_like(&like) => seen,
                _ => self.sum(place, &question),
            };
            last = Some((question, seen));
            answers[idx as usize] = Seen { count: self.count(place, &question), ..seen };
        }
        answers
    }

    /// All observations of a context whose keys begin at `place`.
    fn sum(&self, place: usize, question: &Question) -> Seen {
        let mut seen = Seen::default();
        let mut last = None;
        let context = key(question.context, 0, 0);
        for (key, times) in self.keys[place..].iter().zip(&self.times[place..]) {
            if key - context >= MAX_KEYS as u64 {
                break;
            }
            let value = ((key >> 3) as u8).wrapping_add(question.origin);
            let is_legal = value < 128 && question.legal >> value & 1 == 1;
            if is_legal && (key & 7) as u8 != question.fold {
                seen.total += f64::from(*times);
                seen.distinct += f64::from(u8::from(last != Some(value)));
                last = Some(value);
            }
        }
        seen
    }

    /// The observations of the value in question.
    fn count(&self, place: usize, question: &Question) -> f64 {
        let end = self.keys.len().min(place + MAX_KEYS);
        let first = key(question.context, question.value.wrapping_sub(question.origin), 0);
        let start = place + self.keys[place..end].partition_point(|key| *key < first);
        let folds = self.keys[start..end].iter().zip(&self.times[start..end]);
        let same = folds.take_while(|(key, _)| **key - first < 8);
        let counted = same.filter(|(key, _)| (**key & 7) as u8 != question.fold);
        counted.map(|(_, times)| f64::from(*times)).sum()
    }
}

fn key(context: u64, value: u8, fold: u8) -> u64 {
    context << VALUE_AND_FOLD_BITS | u64::from(value) << 3 | u64::from(fold)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::baseline::Smoothing;

    fn question(value: u8, origin: u8, legal: u128, fold: u8) -> Question {
        Question { context: 5, value, origin, legal, fold }
    }

    proptest! {
        #[test]
        fn probabilities_of_legal_values_sum_to_one(
            observed in prop::collection::vec((4u64..7, 0u8..128, 0u8..5), 0..300),
            legal in 1u128..,
            fold in 0u8..8,
            origin in 0u8..128,
            smoothing in prop::sample::select(Smoothing::all().collect::<Vec<_>>()),
        ) {
            let values = (0..128).filter(|value| legal >> value & 1 == 1);
            let questions: Vec<Question> =
                values.map(|it| question(it, origin, legal, fold)).collect();
            let mut p = vec![1.0 / f64::from(legal.count_ones()); questions.len()];
            for n_observed in [observed.len(), observed.len() / 4] {
                let observed = observed[..n_observed].iter();
                let counts = Counts::new(observed.map(|it| (it.0, it.1.wrapping_sub(origin), it.2)));
                for (p, seen) in p.iter_mut().zip(counts.look_up(&questions)) {
                    *p = smoothing.mix(seen, *p);
                }
                prop_assert!(p.iter().all(|it| *it > 0.0), "{p:?}");
                let sum: f64 = p.iter().sum();
                prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
            }
        }
    }

    #[test]
    fn counts_leave_out_their_own_fold_and_what_is_not_legal() {
        let observed = [(5, 60, 0), (5, 60, 1), (5, 60, 1), (5, 62, 1), (5, 99, 1), (6, 60, 1)];
        let counts = Counts::new(observed.into_iter());
        let legal = 1 << 60 | 1 << 61 | 1 << 62;
        let look_up = |value, fold| counts.look_up(&[question(value, 0, legal, fold)])[0];
        assert_eq!(look_up(60, 0), Seen { count: 2.0, total: 3.0, distinct: 2.0 });
        assert_eq!(look_up(60, 1), Seen { count: 1.0, total: 1.0, distinct: 1.0 });
        assert_eq!(look_up(61, 7), Seen { count: 0.0, total: 4.0, distinct: 2.0 });
    }

    #[test]
    fn values_are_counted_from_their_origins() {
        let up_a_fifth = Counts::new([(5, 7, 0)].into_iter());
        let seen = up_a_fifth.look_up(&[
            question(67, 60, u128::MAX, 1),
            question(77, 70, u128::MAX, 1),
            question(67, 70, u128::MAX, 1),
        ]);
        assert_eq!(seen.iter().map(|it| it.count).collect::<Vec<_>>(), [1.0, 1.0, 0.0]);
    }
}
