//! What pieces cost, field by field.

use irama_events::{Field, N_FIELDS};

/// What pieces cost, in nats.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FieldNll {
    /// In the order of [`irama_events::FIELDS`]: the cost of all events, rests and ends too, for each note.
    pub by_field: [f64; N_FIELDS],
    /// How many notes there are.
    pub n_notes: usize,
}

impl FieldNll {
    /// From sums over all events; all zero if there are no notes.
    pub fn from_sums(mut sums: [f64; N_FIELDS], n_notes: usize) -> Self {
        for sum in &mut sums {
            *sum = if n_notes == 0 { 0.0 } else { *sum / n_notes as f64 };
        }
        Self { by_field: sums, n_notes }
    }

    /// The cost of a field, in nats for each note.
    pub fn of(&self, field: Field) -> f64 {
        self.by_field[field.idx()]
    }

    /// The cost of both fields of the wait.
    pub fn wait(&self) -> f64 {
        self.of(Field::Beats) + self.of(Field::Sub)
    }

    /// The cost of all fields.
    pub fn total(&self) -> f64 {
        self.by_field.iter().sum()
    }
}
