//! What is learned from.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a collection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CollectionState {
    /// It has no files yet.
    Empty,
    /// It has files that nobody has looked into.
    Uploaded,
    /// Its files are being read.
    Reading,
    /// Its report is there.
    Ready,
    /// It has no file that can be used.
    Failed,
}

/// What became of its files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Summary {
    pub(crate) files_found: u64,
    pub(crate) files_kept: u64,
    pub(crate) files_dropped: u64,
    /// Kept files that something was repaired in.
    pub(crate) n_repaired: u64,
    pub(crate) notes: u64,
    pub(crate) bars: u64,
    pub(crate) duplicates: u64,
}

/// What is learned from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Collection {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created: String,
    /// Bytes of all files as they were sent.
    pub(crate) bytes: u64,
    pub(crate) n_files: u64,
    pub(crate) state: CollectionState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) summary: Option<Summary>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<super::JobError>,
    /// Names of the files as they were sent, in order; on disk they have numbers.
    #[serde(default)]
    pub(crate) files: Vec<String>,
}

impl Collection {
    /// The collection that is always there: Irama's own loops.
    pub(crate) const BUILT_IN: &'static str = "built-in";
}
