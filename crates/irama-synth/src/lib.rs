//! A score as sound and as pictures.
//!
//! Knows neither networks nor events, and no files: bytes go to whatever takes them. Sound is stereo
//! and follows the score to the sample; the same score and settings give the same bytes on every
//! machine, whatever the number of threads. docs/SOUND.md tells how it is made.

mod band;
mod error;
mod exact;
mod files;
mod instruments;
mod master;
mod mix;
mod mixdown;
mod performance;
mod rate;
mod sound;
mod sources;
mod voice;

pub use error::SynthError;
pub use files::{BitDepth, WavConfig, write_wav};
pub use master::TARGET_LUFS;
pub use mix::{Loudness, measure};
pub use performance::MAX_SECONDS;
pub use rate::SampleRate;
pub use sound::{Sound, SoundConfig, TAIL_SECONDS, mix_of, render};
pub use sources::Frame;
