//! Keys: a tonic and a mode.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Tick;

/// Major or minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// The major scale.
    Major,
    /// The natural minor scale.
    Minor,
}

/// A tonic and a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// The pitch class of the tonic, 0 for C to 11 for B.
    pub tonic: u8,
    /// Major or minor.
    pub mode: Mode,
}

impl fmt::Display for Key {
    /// As musicians write it: flats where the key has flats, such as `Eb major`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAJOR: [&str; 12] = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
        const MINOR: [&str; 12] = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"];
        let tonic = usize::from(self.tonic % 12);
        match self.mode {
            Mode::Major => write!(f, "{} major", MAJOR[tonic]),
            Mode::Minor => write!(f, "{} minor", MINOR[tonic]),
        }
    }
}

/// A key that holds from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChange {
    /// From when on.
    pub at: Tick,
    /// What holds.
    pub key: Key,
}
