//! Sound as the bytes of files.

mod dither;
mod wav;

pub use dither::BitDepth;
pub use wav::{WavConfig, write_wav};
