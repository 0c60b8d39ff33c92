//! Sound as the bytes of files.

mod dither;
mod flac;
mod wav;

pub use dither::BitDepth;
pub use flac::write_flac;
pub(crate) use wav::write_float_header;
pub use wav::{WavConfig, write_wav};
