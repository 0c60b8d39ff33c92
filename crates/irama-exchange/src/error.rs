//! Everything that can go wrong in this crate that is not a bug.

use std::{io, path::PathBuf};

/// A failure of importing a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// A file could not be read.
    #[error("could not read {path:?} ({source}); check its name and that you may read it")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file holds no model that can be read, or more than that.
    #[error("{path:?} cannot be imported: {reason}")]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it and what to do.
        reason: String,
    },
    /// A model has too many weights for the format.
    #[error("a .keras file has at most 4 GB, but this model needs more; export it as .safetensors")]
    TooLarge,
}
