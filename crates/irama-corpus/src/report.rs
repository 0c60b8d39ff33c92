//! What was found, file by file, in the fields that scripts read.

use std::collections::BTreeMap;

use irama_score::Known;
use serde::Serialize;

use crate::{Reason, Status};

/// What became of every file. Serialises to the fields of `inspect --json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Files that claim to be MIDI, and archives that could not be opened: kept plus dropped.
    pub files_found: usize,
    /// Files that became songs.
    pub files_kept: usize,
    /// Files that did not, each with its reason.
    pub files_dropped: usize,
    /// Note-ons with velocity above 0 in all files that could be read, before anything is paired,
    /// snapped or dropped.
    pub notes: u64,
    /// Notes in the songs.
    pub notes_kept: u64,
    /// Bars in the songs.
    pub bars: u64,
    /// Dropped files that have the notes of an earlier one, also in another key.
    pub duplicates: usize,
    /// In the order of their paths, compared folder by folder.
    pub files: Vec<FileReport>,
    /// Files that do not claim to be MIDI, counted by extension (with its dot, lower case; empty
    /// for none).
    pub other_files: BTreeMap<String, usize>,
    /// What did not keep the corpus from being read and is worth knowing, such as a cache that
    /// could not be written.
    pub warnings: Vec<String>,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileReport {
    /// Where it is, safe to show; inside an archive, the archive's path, `/` and the entry's name.
    pub path: String,
    /// Kept or dropped.
    pub status: Status,
    /// Why it was dropped; `None` if it was kept.
    pub reason: Option<Reason>,
    /// What was odd and read all the same.
    pub repairs: Vec<RepairReport>,
    /// Note-ons with velocity above 0.
    pub notes: u64,
    /// Bars from the start to the last note.
    pub bars: u64,
    /// Parts with notes.
    pub parts: usize,
    /// Quarter notes a minute.
    pub tempo: Known<f64>,
    /// Such as `D minor`.
    pub key: Known<String>,
    /// Such as `4/4`.
    pub meter: Known<String>,
}

/// One repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RepairReport {
    /// What was odd and what was done.
    pub what: String,
    /// A byte offset in the file.
    pub at: u64,
}

/// Where songs came from, for the model that learns from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The input, safe to show.
    pub path: String,
    /// The first line of the licence file at its root, if there is one.
    pub licence: Option<String>,
    /// BLAKE3 in hex over the hashes of all its files, in order. The same files in a folder and in
    /// an archive have the same hash, whatever their names.
    pub hash: String,
    /// Notes in the songs that it gave.
    pub notes: u64,
}
