//! Counts of classes.

use serde::{Deserialize, Serialize};

/// How often each of N classes occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Histogram {
    counts: Vec<u64>,
}

impl Histogram {
    /// Nothing counted of `n` classes, at least one.
    pub(crate) fn new(n: usize) -> Self {
        Self { counts: vec![0; n] }
    }

    /// How often each class occurs.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Counts something of a class; above the last class, the last.
    pub(crate) fn add(&mut self, class: usize, times: u64) {
        let last = self.counts.len().saturating_sub(1);
        if let Some(count) = self.counts.get_mut(class.min(last)) {
            *count = count.saturating_add(times);
        }
    }

    /// `Σ_i min(p_i, q_i)` of the two as shares: the area that both cover, 0 to 1 (Swain and Ballard
    /// 1991, "Color indexing", there histogram intersection). `None` if either is empty.
    pub fn overlap(&self, other: &Self) -> Option<f64> {
        let total = |it: &Self| it.counts.iter().map(|it| *it as f64).sum::<f64>();
        let (ours, theirs) = (total(self), total(other));
        let pairs = self.counts.iter().zip(&other.counts);
        let shared = |(a, b): (&u64, &u64)| (*a as f64 / ours).min(*b as f64 / theirs);
        (ours > 0.0 && theirs > 0.0).then(|| pairs.map(shared).sum::<f64>().min(1.0))
    }
}
