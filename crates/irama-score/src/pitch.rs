//! How high a note is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The sharp spellings of the twelve pitch classes.
const NAMES: [&str; 12] = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

/// A MIDI note number, 0 to 127; 60 is middle C. On a drum part it names an instrument of the kit.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u8", into = "u8")]
pub struct Pitch(u8);

impl Pitch {
    /// `None` above 127.
    pub const fn new(number: u8) -> Option<Self> {
        if number < 128 { Some(Self(number)) } else { None }
    }

    /// The nearest pitch to `number`, 0 or 127 outside that range.
    pub fn clamped(number: i32) -> Self {
        Self(u8::try_from(number.clamp(0, 127)).unwrap_or(127))
    }

    /// The MIDI note number, 0 to 127.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// 0 for C to 11 for B.
    pub const fn class(self) -> u8 {
        self.0 % 12
    }
}

impl fmt::Display for Pitch {
    /// Scientific pitch notation: middle C is `C4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", NAMES[usize::from(self.class())], i32::from(self.0 / 12) - 1)
    }
}

impl From<Pitch> for u8 {
    fn from(pitch: Pitch) -> Self {
        pitch.0
    }
}

impl TryFrom<u8> for Pitch {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        Self::new(number).ok_or_else(|| format!("pitch {number} is above 127"))
    }
}
