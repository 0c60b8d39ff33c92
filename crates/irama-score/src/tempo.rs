//! How fast the music goes.

use serde::{Deserialize, Serialize};

use crate::Tick;

/// A tempo that holds from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TempoChange {
    /// From when on.
    pub at: Tick,
    /// The length of a quarter note in microseconds, 1 to 16,777,215; 500,000 is 120 a minute.
    pub micros_per_quarter: u32,
}

impl TempoChange {
    /// What MIDI means where no tempo is stated: 120 quarter notes a minute.
    pub const DEFAULT_MICROS: u32 = 500_000;

    /// Quarter notes a minute.
    pub fn beats_per_minute(&self) -> f64 {
        60e6 / f64::from(self.micros_per_quarter)
    }
}
