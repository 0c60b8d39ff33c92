//! A note, and how loud it is.

use serde::{Deserialize, Serialize};

use crate::{Pitch, Tick};

/// How hard a note is struck, 1 to 127. Zero is not a velocity: MIDI uses it for the end of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Velocity(u8);

impl Velocity {
    /// `None` for 0 and above 127.
    pub const fn new(level: u8) -> Option<Self> {
        if level > 0 && level < 128 { Some(Self(level)) } else { None }
    }

    /// The nearest velocity to `level`, 1 or 127 outside that range.
    pub fn clamped(level: i32) -> Self {
        Self(u8::try_from(level.clamp(1, 127)).unwrap_or(127))
    }

    /// The level, 1 to 127.
    pub const fn level(self) -> u8 {
        self.0
    }
}

impl From<Velocity> for u8 {
    fn from(velocity: Velocity) -> Self {
        velocity.0
    }
}

impl TryFrom<u8> for Velocity {
    type Error = String;

    fn try_from(level: u8) -> Result<Self, String> {
        Self::new(level).ok_or_else(|| format!("velocity {level} is not within 1 to 127"))
    }
}

/// A note of a part. Notes sort by start, then pitch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Note {
    /// When it begins.
    pub start: Tick,
    /// How high it is; on a drum part, which instrument.
    pub pitch: Pitch,
    /// How long the key is held, at least one tick.
    pub duration: Tick,
    /// How hard it is struck.
    pub velocity: Velocity,
}

impl Note {
    /// When the key is let go.
    pub fn end(&self) -> Tick {
        self.start + self.duration
    }
}
