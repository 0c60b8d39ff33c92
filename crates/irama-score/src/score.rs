//! A whole piece.

use serde::{Deserialize, Serialize};

use crate::{KeyChange, MeterChange, Part, TempoChange, Tick};

/// What a text in a score is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TextKind {
    /// A remark.
    Remark,
    /// Who owns the piece.
    Copyright,
    /// A syllable that is sung.
    Lyric,
    /// The name of a place, such as a verse.
    Marker,
    /// A cue for the stage.
    Cue,
}

/// A text and its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// When it stands.
    pub at: Tick,
    /// What it is for.
    pub kind: TextKind,
    /// What it says.
    pub content: String,
}

/// A whole piece: parts, and what they share. Every list is sorted by time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The piece's name, or empty.
    pub name: String,
    /// Stated tempos; empty if the file states none, which is not the same as 120.
    pub tempos: Vec<TempoChange>,
    /// Stated meters; empty if the file states none.
    pub meters: Vec<MeterChange>,
    /// Stated keys; empty if the file states none.
    pub keys: Vec<KeyChange>,
    /// Lyrics, markers and the like.
    pub texts: Vec<Text>,
    /// In track order.
    pub parts: Vec<Part>,
    /// Where the piece ends, at or after the end of its last note.
    pub end: Tick,
}

impl Score {
    /// Notes in all parts together.
    pub fn n_notes(&self) -> usize {
        self.parts.iter().map(|part| part.notes.len()).sum()
    }
}
