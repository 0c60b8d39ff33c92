//! How something about a piece is known.

use serde::{Deserialize, Serialize};

/// A fact about a piece and where it comes from: most loops state neither tempo nor key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", content = "value", rename_all = "lowercase")]
pub enum Known<T> {
    /// The file says so.
    Stated(T),
    /// It follows from the notes, with the usual risk.
    Inferred(T),
    /// There is too little to tell.
    Unknown,
}

impl<T> Known<T> {
    /// The fact, however it is known.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Stated(value) | Self::Inferred(value) => Some(value),
            Self::Unknown => None,
        }
    }
}
