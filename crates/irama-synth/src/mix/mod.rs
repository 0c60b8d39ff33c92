//! From parts to a mix, and from a mix to a master.

mod chorus;
mod compressor;
mod delay;
mod limiter;
mod loudness;
mod peaks;
mod reverb;
mod strip;

pub(crate) use compressor::Compressor;
pub(crate) use delay::DelayLine;
pub(crate) use limiter::{CEILING_DB, Limiter};
pub(crate) use loudness::Meter;
pub use loudness::{Loudness, measure};
pub(crate) use reverb::Reverb;
pub(crate) use strip::Strip;
