//! One note as a row of small integers.

use serde::{Deserialize, Serialize};

use crate::{Field, N_FIELDS, STEPS_PER_QUARTER, Seat};

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

    /// An event of which only the wait counts.
    ///
    /// # Panics
    ///
    /// If `wait` is above [`crate::MAX_WAIT_STEPS`].
    pub fn mark(seat: Seat, wait: u32) -> Self {
        let mut event = Self::default();
        event.set(Field::Seat, seat.0);
        event.set_wait(wait);
        event
    }

    /// Grid steps since the event before, or since the start of the piece: at most
    /// [`crate::MAX_WAIT_STEPS`], because values out of range are taken as the nearest within.
    pub fn wait(&self) -> u32 {
        let within = |field: Field| u32::from(self.get(field)).min(field.size() as u32 - 1);
        within(Field::Beats) * STEPS_PER_QUARTER + within(Field::Sub)
    }

    /// Changes the wait.
    ///
    /// # Panics
    ///
    /// If `wait` is above [`crate::MAX_WAIT_STEPS`].
    pub fn set_wait(&mut self, wait: u32) {
        assert!(wait <= crate::MAX_WAIT_STEPS, "a wait of {wait} steps does not fit an event");
        self.set(Field::Beats, (wait / STEPS_PER_QUARTER) as u8);
        self.set(Field::Sub, (wait % STEPS_PER_QUARTER) as u8);
    }
}
