//! What of a piece is not a note.

use irama_score::{KeyChange, MeterChange, Program, TempoChange};
use serde::{Deserialize, Serialize};

use crate::{Event, Seat};

/// A part of a piece without its notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FramePart {
    /// Its seat, which no other part of the piece has.
    pub seat: Seat,
    /// The name that the file gives, or empty.
    pub name: String,
    /// The exact instrument, if the file says; the seat knows only the family.
    pub program: Option<Program>,
}

/// What of a piece is not a note: what holds for all parts, and who plays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The piece's name, or empty.
    pub name: String,
    /// Stated tempos, sorted by time.
    pub tempos: Vec<TempoChange>,
    /// Stated meters, sorted by time.
    pub meters: Vec<MeterChange>,
    /// Stated keys, sorted by time.
    pub keys: Vec<KeyChange>,
    /// Sorted by seat.
    pub parts: Vec<FramePart>,
}

/// A piece as a model sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What is not a note.
    pub frame: Frame,
    /// The notes, ended by one event of the seat [`Seat::END`].
    pub events: Vec<Event>,
}
