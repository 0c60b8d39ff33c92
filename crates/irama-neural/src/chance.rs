//! Chance as a function: a counter-based generator whose state is three integers.
//!
//! Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014), the finaliser that
//! became known as SplitMix64. Any place of any stream can be asked for directly, so a run that
//! goes on after a stop needs no more than its counters.

use serde::{Deserialize, Serialize};

use crate::maths;

/// A stream of random numbers: the same seed, stream and step give the same numbers for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chance {
    key: u64,
    counter: u64,
}

impl Chance {
    /// The numbers of `step` in `stream`. Streams keep uses apart, such as order and dropout.
    pub fn new(seed: u64, stream: u64, step: u64) -> Self {
        Self { key: mix(mix(mix(seed) ^ stream).wrapping_add(step)), counter: 0 }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.counter = self.counter.wrapping_add(1);
        mix(self.key.wrapping_add(self.counter.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// Uniform in `0.0..1.0`, in steps of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform in `0..n`; 0 if `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // The high half of a wide product: the bias is below n / 2⁶⁴.
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// Gaussian with mean 0 and standard deviation 1 (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * maths::ln(1.0 - self.uniform())).sqrt();
        radius * maths::sin_cos_of_turns(self.uniform()).1
    }

    /// Puts `items` in a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// The finaliser of SplitMix64: every bit of the input reaches every bit of the output.
fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_and_steps_are_apart_and_repeat() {
        let first = |seed, stream, step| Chance::new(seed, stream, step).bits();
        assert_eq!(first(1, 2, 3), first(1, 2, 3));
        let all = [first(1, 2, 3), first(2, 2, 3), first(1, 3, 3), first(1, 2, 4), first(1, 3, 2)];
        let distinct: std::collections::BTreeSet<_> = all.into_iter().collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn normal_numbers_have_the_right_moments() {
        let mut chance = Chance::new(7, 0, 0);
        let n = 100_000;
        let all: Vec<f64> = (0..n).map(|_| chance.normal()).collect();
        let mean = all.iter().sum::<f64>() / f64::from(n);
        let variance = all.iter().map(|it| it * it).sum::<f64>() / f64::from(n);
        let fourth = all.iter().map(|it| it.powi(4)).sum::<f64>() / f64::from(n);
        assert!(mean.abs() < 0.01, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.02, "variance {variance}");
        assert!((fourth - 3.0).abs() < 0.15, "fourth moment {fourth}");
    }

    #[test]
    fn below_reaches_every_number_evenly() {
        let mut chance = Chance::new(1, 1, 1);
        let mut counts = [0; 7];
        for _ in 0..70_000 {
            counts[chance.below(7)] += 1;
        }
        assert!(counts.iter().all(|it| (9_500..10_500).contains(it)), "{counts:?}");
        assert_eq!(chance.below(0), 0);
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<usize> = (0..100).collect();
        Chance::new(3, 0, 0).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
