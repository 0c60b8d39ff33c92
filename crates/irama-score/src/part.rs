//! One instrument's share of a score.

use serde::{Deserialize, Serialize};

use crate::{Note, Tick};

/// A General MIDI program, 0 to 127: which instrument plays.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u8", into = "u8")]
pub struct Program(u8);

impl Program {
    /// `None` above 127.
    pub const fn new(number: u8) -> Option<Self> {
        if number < 128 { Some(Self(number)) } else { None }
    }

    /// The program number, 0 to 127.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl From<Program> for u8 {
    fn from(program: Program) -> Self {
        program.0
    }
}

impl TryFrom<u8> for Program {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        Self::new(number).ok_or_else(|| format!("program {number} is above 127"))
    }
}

/// Something that a player does besides striking notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Gesture {
    /// A controller moves: 64 is the sustain pedal, 7 the volume, 10 the pan, 0 and 32 the bank.
    Controller {
        /// Which one, 0 to 127.
        number: u8,
        /// Where to, 0 to 127.
        value: u8,
    },
    /// Another instrument from here on.
    Program(Program),
    /// Pitch bend, -8192 to 8191.
    Bend(i16),
    /// Pressure on the whole keyboard, 0 to 127.
    Pressure(u8),
    /// Pressure on one key.
    KeyPressure {
        /// The key, 0 to 127.
        pitch: u8,
        /// How hard, 0 to 127.
        value: u8,
    },
}

/// A gesture and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Control {
    /// When it happens.
    pub at: Tick,
    /// What it is.
    pub gesture: Gesture,
}

/// One instrument's share of a score.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The name that the file gives, or empty.
    pub name: String,
    /// Which instrument plays at the start; `None` if the file does not say.
    pub program: Option<Program>,
    /// Whether pitches name instruments of a drum kit (channel 10 in MIDI files).
    pub is_drums: bool,
    /// Sorted by start, then pitch.
    pub notes: Vec<Note>,
    /// Sorted by time; the first program change at the start is in `program` instead.
    pub controls: Vec<Control>,
}
