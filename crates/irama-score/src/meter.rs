//! How beats group into bars.

use std::{fmt, str::FromStr};

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

/// A text that names no meter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no meter; write one like 4/4, 3/4 or 7/8, with 1, 2, 4, 8, 16, 32 or 64 below"
)]
pub struct MeterError {
    /// What it is.
    pub text: String,
}

impl FromStr for Meter {
    type Err = MeterError;

    /// Such as `6/8`.
    fn from_str(text: &str) -> Result<Self, MeterError> {
        let number = |it: &str| it.trim().parse().ok();
        let meter = || {
            let (numerator, denominator) = text.split_once('/')?;
            Self::new(number(numerator)?, number(denominator)?)
        };
        meter().ok_or_else(|| MeterError { text: text.to_owned() })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_and_nothing_else() {
        for numerator in 0..=255 {
            for denominator in 0..=255 {
                let text = format!("{numerator}/{denominator}");
                let meter = Meter::new(numerator, denominator);
                assert_eq!(text.parse().ok(), meter, "{text}");
                assert!(meter.is_none_or(|it| it.to_string() == text));
            }
        }
        for text in ["", "4", "4/", "/4", "4/4/4", "256/4", "-4/4", "C"] {
            assert!(text.parse::<Meter>().is_err(), "{text}");
        }
    }
}
