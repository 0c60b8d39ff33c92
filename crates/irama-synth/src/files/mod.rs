//! Sound as the bytes of files.

mod dither;
mod flac;
mod opus;
mod wav;

pub use dither::BitDepth;
pub use flac::write_flac;
pub use opus::{OPUS_RATE, write_opus};
pub(crate) use wav::write_float_header;
pub use wav::{WavConfig, write_wav};
