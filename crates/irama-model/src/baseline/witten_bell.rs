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
    /// Distinct legal values, `t`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_is_that_of_the_literature() {
        let seen = Seen { count: 3.0, total: 10.0, distinct: 4.0 };
        let near = |smoothing: Smoothing, p: f64| {
            let mixed = smoothing.mix(seen, 0.1);
            assert!((mixed - p).abs() < 1e-12, "{mixed} instead of {p}");
        };
        near(Smoothing::default(), (3.0 + 4.0 * 0.1) / 14.0);
        near(Smoothing { discount: 0.75, backing: 0.0 }, (2.25 + 0.75 * 4.0 * 0.1) / 10.0);
    }

    #[test]
    fn a_context_that_was_never_seen_changes_nothing() {
        for smoothing in Smoothing::all() {
            assert_eq!(smoothing.mix(Seen::default(), 0.3), 0.3);
        }
    }
}
