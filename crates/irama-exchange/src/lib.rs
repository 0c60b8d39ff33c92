//! Models as files of Keras and PyTorch, and back.
//!
//! Only data is read: what could hold code, or does not belong there, is refused with the reason.
//! Nothing else in the project reads HDF5.

mod error;
mod keras;
mod pytorch;

pub use error::ExchangeError;
pub use keras::{from_keras, read_keras, write_keras};
pub use pytorch::{from_safetensors, read_safetensors, write_safetensors};

use std::{fs, path::Path};

fn read(path: &Path) -> Result<Vec<u8>, ExchangeError> {
    fs::read(path).map_err(|source| ExchangeError::Read { path: path.to_owned(), source })
}

fn unusable(path: &Path, reason: String) -> ExchangeError {
    ExchangeError::Unusable { path: path.to_owned(), reason }
}
