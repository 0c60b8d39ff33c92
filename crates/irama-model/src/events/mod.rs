//! The events model: rhythm, chords, drums and dynamics, one note a step.
//!
//! [`Memory`] is what is known before each field, [`Network`] what learns from it, [`Lanes`] how
//! pieces are played to it.

mod lanes;
mod memory;
mod network;

pub mod music;

pub use lanes::{Lanes, Order, Place};
pub use memory::{FieldPlan, MAX_FIELDS, Memory, Plan, Row, Variation};
pub use network::{Dropouts, FieldLoss, LaneInput, Network, Passes, Sizes};
