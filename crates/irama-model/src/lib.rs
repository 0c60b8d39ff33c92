//! Learns from songs and composes new ones.
//!
//! Knows nothing of MIDI bytes, sound or HTTP. [`classic`] is the network of the project's seed;
//! [`checkpoint`] is how models and runs are kept.

pub mod baseline;
pub mod checkpoint;
pub mod classic;
pub mod events;

mod engine;
mod error;
mod model;
mod rollback;

pub use engine::Engine;
pub use error::ModelError;
pub use model::Model;
pub use rollback::Rollback;
