//! The columns of an event, in the order in which they are predicted.

use serde::{Deserialize, Serialize};

use crate::{grid::LENGTH_STEPS, seat::Seat};

/// How many fields an event has.
pub const N_FIELDS: usize = 7;

/// All fields, in the order in which they are predicted: each may depend on those before it.
pub const FIELDS: [Field; N_FIELDS] = [
    Field::Beats,
    Field::Sub,
    Field::Seat,
    Field::Pitch,
    Field::Length,
    Field::Loudness,
    Field::Shift,
];

/// One column of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// Whole quarters since the last event, 0 to 15.
    Beats,
    /// Grid steps on top of them, 0 to 23.
    Sub,
    /// Who plays ([`Seat`]), or that nobody does.
    Seat,
    /// The MIDI note number, 0 to 127; for drums the General MIDI percussion map.
    Pitch,
    /// The class of the length, an index of [`LENGTH_STEPS`].
    Length,
    /// The velocity divided by four, 0 to 31.
    Loudness,
    /// How far the played onset lies from the grid, 0 to 4; 2 is on it.
    Shift,
}

impl Field {
    /// How many values the field can take; they start at 0.
    pub const fn size(self) -> usize {
        match self {
            Self::Beats => 16,
            Self::Sub => 24,
            Self::Seat => Seat::COUNT,
            Self::Pitch => 128,
            Self::Length => LENGTH_STEPS.len(),
            Self::Loudness => 32,
            Self::Shift => 5,
        }
    }

    /// The field's place in [`FIELDS`] and in an event's row.
    pub const fn idx(self) -> usize {
        self as usize
    }

    /// The name that reports and checkpoints use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Beats => "beats",
            Self::Sub => "sub",
            Self::Seat => "part",
            Self::Pitch => "pitch",
            Self::Length => "length",
            Self::Loudness => "loudness",
            Self::Shift => "shift",
        }
    }
}
