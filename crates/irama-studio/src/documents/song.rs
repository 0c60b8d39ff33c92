//! Songs of the history: what is told of a MIDI file that never changes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// How a song came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Origin {
    /// A model wrote all of it.
    Composed,
    /// A model wrote some of its bars or parts anew.
    Refilled,
    /// A model went on from another song.
    Continued,
    /// Somebody brought it.
    Imported,
    /// Somebody changed another song.
    Edited,
    /// It came with the program.
    Demo,
}

/// A part in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct SongPart {
    pub(crate) name: String,
    /// The General MIDI program, 0 to 127.
    pub(crate) program: Option<u8>,
    pub(crate) is_drums: bool,
    pub(crate) notes: usize,
}

/// A song in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Song {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created: String,
    pub(crate) starred: bool,
    pub(crate) origin: Origin,
    /// The song that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seed: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) variation: Option<u64>,
    pub(crate) bars: u64,
    pub(crate) notes: usize,
    pub(crate) seconds: f64,
    /// Quarter notes a minute.
    pub(crate) tempo: f64,
    pub(crate) key: Option<String>,
    pub(crate) meter: String,
    pub(crate) parts: Vec<SongPart>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nll_per_note: Option<f64>,
    /// What of it stands in the files that were learned from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    pub(crate) copied: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) removed_probability: Option<f64>,
}
