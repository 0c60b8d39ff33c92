//! A score as rows of small integers and back.
//!
//! One row, an [`Event`], is one note: when it comes, who plays it, and how. Rows are what a model
//! learns and writes; what is not a note stands in a [`Frame`] beside them. Knows no networks and
//! no files.

mod event;
mod field;
mod frame;
mod grid;
mod passages;
mod seat;

pub use event::Event;
pub use field::{FIELDS, Field, N_FIELDS};
pub use frame::{Frame, FramePart, Piece};
pub use grid::{
    LENGTH_STEPS, MAX_WAIT_STEPS, STEPS_PER_QUARTER, TICKS_PER_SHIFT, TICKS_PER_STEP, length_class,
    shift_ticks, velocity_of,
};
pub use passages::{Copied, Passages, Receipt, SHORTEST_PASSAGE};
pub use seat::Seat;
