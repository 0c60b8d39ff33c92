//! MIDI bytes to a score and back.

use crate::{Pitch, Score};

/// What a file held, and what had to be repaired.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The music.
    pub score: Score,
    /// The pitch of every note-on with velocity above 0, in the order of track and event: the raw
    /// stream, before anything is paired, merged or dropped.
    pub note_ons: Vec<Pitch>,
    /// The file's own resolution in ticks per quarter note; `None` for SMPTE time.
    pub ticks_per_quarter: Option<u16>,
    /// What was odd and how it was read all the same.
    pub repairs: Vec<Repair>,
}

/// Something odd in a file that could be read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What was odd and what was done, in a few words.
    pub what: String,
    /// Where: a byte offset in the file.
    pub at: u64,
}
