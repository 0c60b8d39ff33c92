//! Who plays a note: a seat in the band.

use irama_score::Program;
use serde::{Deserialize, Serialize};

/// A seat in the band: a family of General MIDI instruments and a copy of it, or the drum kit; or
/// one of the two marks that are no notes.
///
/// The number is `family * 4 + copy` for pitched instruments (families 0 to 15 of eight programs
/// each, copies 0 to 3 in track order, so that two guitars stay two), 64 for drums, 65 for a rest
/// that is too long for one wait, 66 for the end of the piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seat(pub u8);

impl Seat {
    /// How many numbers there are.
    pub const COUNT: usize = 67;
    /// Copies of a family that stay apart; further ones share the last seat.
    pub const COPIES: u8 = 4;
    /// The drum kit.
    pub const DRUMS: Self = Self(64);
    /// Not a note: time passes.
    pub const REST: Self = Self(65);
    /// Not a note: the piece ends here.
    pub const END: Self = Self(66);

    /// The seat of the `copy`-th part, counted from 0, whose program is of the family of `program`.
    pub fn pitched(program: Program, copy: usize) -> Self {
        let copy = u8::try_from(copy).map_or(Self::COPIES - 1, |it| it.min(Self::COPIES - 1));
        Self(program.number() / 8 * Self::COPIES + copy)
    }

    /// The first program of its family; `None` for drums and marks.
    pub fn first_program(self) -> Option<Program> {
        if self < Self::DRUMS { Program::new(self.family() * 8) } else { None }
    }

    /// Whether a note belongs to it: neither a rest nor the end.
    pub fn is_note(self) -> bool {
        self.0 < Self::REST.0
    }

    /// Whether pitches name instruments of a drum kit.
    pub fn is_drums(self) -> bool {
        self == Self::DRUMS
    }

    /// The family of instruments, 0 to 15; 16 for drums and marks.
    pub fn family(self) -> u8 {
        (self.0 / Self::COPIES).min(16)
    }
}
