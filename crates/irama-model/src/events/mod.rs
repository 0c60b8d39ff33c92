//! The events model: rhythm, chords, drums and dynamics, one note a step.
//!
//! [`Memory`] is what is known before each field, [`Network`] what learns from it, [`Lanes`] how
//! pieces are played to it.

mod config;
mod lanes;
mod memory;
mod network;
mod training;

pub mod music;

pub use config::EventsConfig;
pub use lanes::{Lanes, Order, Place};
pub use memory::{FieldPlan, MAX_FIELDS, Memory, Plan, Row, Variation};
pub use network::{Dropouts, FieldLoss, LaneInput, Network, Passes, Sizes};
pub use training::{Check, Ended, Pieces, Surprise, Trainer, surprise};
