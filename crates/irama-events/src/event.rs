//! One note as a row of small integers.

use serde::{Deserialize, Serialize};

use crate::{Field, N_FIELDS, Seat};

/// One note as a row of small integers, one a [`Field`].
///
/// Events of a piece are sorted by (time, seat, pitch): where the wait is zero, (seat, pitch) rises.
/// Of a rest and of the end only the wait counts; their other fields are 0.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Event {
    /// The values in the order of [`crate::FIELDS`].
    pub row: [u8; N_FIELDS],
}

impl Event {
    /// The value of a field.
    pub fn get(&self, field: Field) -> u8 {
        self.row[field.idx()]
    }

    /// Changes the value of a field.
    pub fn set(&mut self, field: Field, value: u8) {
        self.row[field.idx()] = value;
    }

    /// Who plays.
    pub fn seat(&self) -> Seat {
        Seat(self.get(Field::Seat))
    }

    /// Grid steps since the event before, or since the start of the piece.
    pub fn wait(&self) -> u32 {
        u32::from(self.get(Field::Beats)) * crate::STEPS_PER_QUARTER
            + u32::from(self.get(Field::Sub))
    }
}
