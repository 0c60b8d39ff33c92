//! What a model learned from.

use serde::{Deserialize, Serialize};

/// A file, folder or archive that a model learned from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// As it was named.
    pub path: String,
    /// Its licence, if a file beside it says so.
    pub licence: Option<String>,
    /// BLAKE3 of its content, in hexadecimal.
    pub hash: String,
    /// Its notes.
    pub notes: u64,
}
