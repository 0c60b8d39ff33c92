//! Chance without a state to carry around: the same question always gets the same answer.
//!
//! A roll is the finaliser of SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, *Fast Splittable
//! Pseudorandom Number Generators*, OOPSLA 2014) over a seed, a stream and a counter. Integers only,
//! so that every machine composes the same loops.

/// A sequence of rolls.
#[derive(Clone, Debug)]
pub(super) struct Dice {
    key: u64,
    counter: u64,
}

impl Dice {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Self { key: mix(mix(seed).wrapping_add(stream)), counter: 0 }
    }

    /// Dice of their own for one of several jobs, whatever has been rolled before.
    pub(super) fn fork(&self, stream: u64) -> Self {
        Self::new(self.key, stream)
    }

    fn roll(&mut self) -> u64 {
        self.counter += 1;
        // The golden ratio's fraction spreads the counter over all bits before they are mixed.
        mix(self.key.wrapping_add(self.counter.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// 0 to `n - 1`, each as likely. `n` is at least 1.
    pub(super) fn below(&mut self, n: usize) -> usize {
        // The high half of a product with 64 bits of chance is fair enough for any list of music.
        ((u128::from(self.roll()) * n as u128) >> 64) as usize
    }

    /// True in `percent` of all rolls.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// From `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1) as usize) as i32
    }

    /// Around zero, at most `spread` away, small values likelier: how a hand misses.
    pub(super) fn slip(&mut self, spread: i32) -> i32 {
        (self.between(-spread, spread) + self.between(-spread, spread)) / 2
    }

    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_itself_and_differs_from_its_neighbours() {
        let rolls = |seed, stream| {
            let mut dice = Dice::new(seed, stream);
            (0..8).map(|_| dice.roll()).collect::<Vec<_>>()
        };
        assert_eq!(rolls(1, 2), rolls(1, 2));
        assert_ne!(rolls(1, 2), rolls(1, 3));
        assert_ne!(rolls(1, 2), rolls(2, 2));
        // The published generator, seeded with zero.
        assert_eq!(mix(0x9e37_79b9_7f4a_7c15), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn rolls_are_fair_and_stay_in_range() {
        let mut dice = Dice::new(7, 0);
        let mut counts = [0; 6];
        for _ in 0..6000 {
            counts[dice.below(6)] += 1;
            assert!((-9..=9).contains(&dice.slip(9)));
        }
        assert!(counts.iter().all(|it| (900..1100).contains(it)), "{counts:?}");
    }
}
