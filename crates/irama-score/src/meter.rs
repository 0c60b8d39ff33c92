//! How beats group into bars.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Tick;

/// A time signature: `numerator` beats of a `denominator`-th note to the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Meter {
    /// Beats in a bar, at least 1.
    pub numerator: u8,
    /// The beat's note value: a power of two, 1 to 64.
    pub denominator: u8,
}

impl Meter {
    /// Four quarters: what holds where nothing is said.
    pub const COMMON: Self = Self { numerator: 4, denominator: 4 };

    /// `None` unless the numerator is at least 1 and the denominator a power of two up to 64.
    pub const fn new(numerator: u8, denominator: u8) -> Option<Self> {
        if numerator > 0 && denominator.is_power_of_two() && denominator <= 64 {
            Some(Self { numerator, denominator })
        } else {
            None
        }
    }

    /// The length of a beat.
    pub fn beat(self) -> Tick {
        Tick(Tick::PER_QUARTER * 4 / u64::from(self.denominator))
    }

    /// The length of a bar.
    pub fn bar(self) -> Tick {
        Tick(self.beat().0 * u64::from(self.numerator))
    }
}

impl fmt::Display for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

/// A meter that holds from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterChange {
    /// From when on.
    pub at: Tick,
    /// What holds.
    pub meter: Meter,
}
