//! Musical time.

use std::{
    fmt,
    ops::{Add, AddAssign},
};

use serde::{Deserialize, Serialize};

/// A point in musical time, or a length of it: 480 to a quarter note, counted from the start.
///
/// Sums stop at the largest value instead of wrapping: a stranger's file can ask for any time.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Tick(pub u64);

impl Tick {
    /// Where everything begins.
    pub const ZERO: Self = Self(0);
    /// Ticks in a quarter note: divisible by 24, so that it holds 1/64 notes, triplets, quintuplets.
    pub const PER_QUARTER: u64 = 480;

    /// `n` quarter notes.
    pub const fn quarters(n: u64) -> Self {
        Self(n.saturating_mul(Self::PER_QUARTER))
    }

    /// The time from `earlier` to this one; zero if `earlier` is later.
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Tick {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Tick {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
