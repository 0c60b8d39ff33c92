//! Passages of learned files, to tell what a new piece has copied.
//!
//! A line (one part) becomes a row of numbers: at each note a hash of the eight notes that begin
//! there, told by their intervals and the gaps between them, so that a copy is found in any key.
//! All rows stand one after another in the order of their notes, and their suffixes are sorted. So
//! the longest passage that a piece shares with *one* file is found exactly: windows of eight that
//! stand in different files do not chain up. The notes themselves are not kept.
//!
//! A hash has 32 bits. Among N different windows, eight new notes pass for known ones with
//! probability N / 2^32 (one in 4,300 for a million), nine and more with N / 2^64 and less: each
//! further note has its own window, which must agree at the same place of the same file.

mod bytes;
mod line;
mod receipt;
mod suffixes;

use std::borrow::Borrow;

use irama_score::{Note, Score};
use serde::{Deserialize, Serialize};

pub use line::SHORTEST_PASSAGE;
pub use receipt::{Copied, Receipt};

use line::{Line, windows};
use suffixes::Suffixes;

/// What the lines of learned files are made of, as hashes: eight bytes a note in memory, at most
/// four and a little on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub struct Passages {
    suffixes: Suffixes,
}

impl Passages {
    /// From every line of these scores that has [`SHORTEST_PASSAGE`] notes or more.
    ///
    /// # Panics
    ///
    /// Above 2^32 notes.
    pub fn learn(scores: impl IntoIterator<Item = impl Borrow<Score>>) -> Self {
        let mut rows = Vec::new();
        for score in scores {
            for part in &score.borrow().parts {
                let row = windows(&Line::new(&part.notes, part.is_drums));
                if !row.is_empty() {
                    rows.extend(row);
                    rows.push(suffixes::GAP);
                }
            }
        }
        Self { suffixes: Suffixes::new(rows) }
    }

    /// These and those of `other`, as if learned together.
    pub fn joined(&self, other: &Self) -> Self {
        let rows = [self.suffixes.rows(), other.suffixes.rows()].concat();
        Self { suffixes: Suffixes::new(rows) }
    }

    /// How many passages of eight notes were learned, repeated ones included.
    pub fn n_windows(&self) -> usize {
        self.suffixes.n_windows()
    }

    /// Whether these notes of one part stand together in a learned line, in this or (unless they
    /// are drums) in another key. Fewer than [`SHORTEST_PASSAGE`] notes never do.
    pub fn contains(&self, notes: &[Note], is_drums: bool) -> bool {
        self.contains_last(notes.len(), notes, is_drums)
    }

    /// Whether the last `n` of `notes`, a line so far, stand together in a learned line: what a
    /// composer asks at each note to stay below a limit. It is enough to pass the last `n` notes
    /// and those that sound with the first of them.
    pub fn contains_last(&self, n: usize, notes: &[Note], is_drums: bool) -> bool {
        let row = windows(&Line::new(notes, is_drums));
        let Some(n_windows) = (n + 1).checked_sub(SHORTEST_PASSAGE) else { return false };
        match row.len().checked_sub(n_windows) {
            Some(first) if n_windows > 0 => self.suffixes.contain(&row[first..]),
            _ => false,
        }
    }
}
