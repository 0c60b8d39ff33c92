//! MIDI bytes to a score and back.

mod error;

pub use error::{MidiError, WriteError};

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

/// Reads a MIDI file: whatever can be recovered, with a repair for everything that was odd.
pub fn read_midi(bytes: &[u8]) -> Result<Reading, MidiError> {
    Err(MidiError::NotMidi { n_bytes: bytes.len() })
}

/// Writes a MIDI file that any strict reader takes.
pub fn write_midi(score: &Score) -> Result<Vec<u8>, WriteError> {
    Err(WriteError::TooManyParts { n_parts: score.parts.len() })
}
