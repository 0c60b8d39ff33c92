//! The classic model: the network of the project's seed, exactly.
//!
//! It regresses the next pitch on a line from a window of pitches. It knows no rhythm, no chords,
//! no loudness, and the mean is often its best answer: it is here as a faithful, documented
//! baseline.

mod callbacks;
mod composing;
mod config;
mod elsewhere;
mod footprint;
mod network;
mod saving;
mod staggered;
mod training;
mod windows;

pub use composing::{ClassicComposing, TemperatureMode, compose, to_score};
pub use config::{ClassicConfig, SplitBy};
pub use elsewhere::Learned;
pub use footprint::memory_estimate;
pub use network::{LayerLine, Network, Passes};
pub(crate) use saving::MODEL_KIND as KIND;
pub use saving::{ClassicModel, identity, load_run, run_config, save_run};
pub use staggered::Staggered;
pub use training::{Best, Ended, Epoch, Optimiser, Trainer};
pub use windows::{Notes, Scale};
