//! A score as rows of small integers and back.
//!
//! One row, an [`Event`], is one note: when it comes, who plays it, and how. Rows are what a model
//! learns and writes; what is not a note stands in a [`Frame`] beside them. Knows no networks and
//! no files.

mod band;
mod decode;
mod encode;
mod event;
mod field;
mod frame;
mod grid;
mod kit;
mod laid;
mod order;
mod passages;
mod pedal;
mod position;
mod seat;
mod transpose;

pub use band::seats;
pub use decode::decode;
pub use encode::{encode, snap};
pub use event::Event;
pub use field::{FIELDS, Field, N_FIELDS};
pub use frame::{Frame, FramePart, Piece};
pub use grid::{
    DRUM_LENGTH, LENGTH_STEPS, MAX_STEP, MAX_WAIT_STEPS, STEPS_PER_QUARTER, TICKS_PER_SHIFT,
    TICKS_PER_STEP, length_class, length_ticks, nearest_step, shift_ticks, tick_of, velocity_of,
};
pub use kit::gm_drum;
pub use order::{is_after, is_legal};
pub use passages::{Copied, Passages, Receipt, SHORTEST_PASSAGE};
pub use position::{Position, Walker, positions};
pub use seat::Seat;
pub use transpose::{transpose, transpositions};
