//! MIDI bytes to a score and back.
//!
//! Reading goes from the outside in: [`wrapper`] takes off what stands around the file, [`header`]
//! and [`chunk`] find the tracks, [`track`] and [`system`] read their events, [`pair`] makes notes
//! of them and [`assemble`] a score. Every stage believes what is there rather than what a length or
//! a count claims, so that memory and time follow the size of the file, and says what it repaired.

mod assemble;
mod channels;
mod chunk;
mod clock;
mod error;
mod event;
mod foreign;
mod header;
mod lookahead;
mod oddity;
mod pair;
mod system;
mod text;
mod track;
mod wrapper;
mod write;

use assemble::Assembly;
use chunk::Chunks;
pub use error::{MidiError, WriteError};
use header::Header;
use oddity::{Oddity, Repairs};
pub use write::write_midi;

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
    /// What was odd and how it was read all the same, in the order of the file. Empty for a valid
    /// file; never longer than there are kinds of oddities, because equal ones are counted.
    pub repairs: Vec<Repair>,
}

/// Something odd in a file that could be read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What was odd and what was done, in a few words.
    pub what: String,
    /// Where: a byte offset in the file, of the first if there are several.
    pub at: u64,
}

/// Reads a MIDI file: whatever can be recovered, with a repair for everything that was odd.
///
/// Takes time and memory in proportion to `bytes` and never panics.
///
/// - Formats 0 and 1 become one part for each channel of each track that has notes, in that order.
///   The sequences of format 2 are laid one after another.
/// - Ticks are rounded to 480 per quarter from absolute time, so nothing drifts; a note is at least
///   one tick long. SMPTE time is real time: it is laid on a grid of 120 quarters a minute, which
///   becomes the score's one tempo; tempo events do not govern it.
/// - A note ends with the first note-off of its key; where note-offs are missing, also with the
///   next note of its key or with the track. The sustain pedal stays a control and is not applied.
/// - The program that sounds at a part's first note is its program. Controls on a channel of which
///   their own track has no notes go to the first part of that channel; on a channel without any
///   notes they are not kept, nor are system exclusives.
/// - Tempos, meters, keys and texts of all tracks are merged; one that changes nothing is left out.
/// - Texts are UTF-8 or else Latin-1, and free of control characters. The score has the first
///   track's name; a part has its track's, or else its instrument's.
///
/// # Errors
///
/// If there is no track to read: the bytes are empty, something else, or end with the header.
pub fn read_midi(bytes: &[u8]) -> Result<Reading, MidiError> {
    if bytes.is_empty() {
        return Err(MidiError::Empty);
    }
    if let Some(what) = foreign::by_magic(bytes) {
        return Err(MidiError::Foreign { what });
    }
    let mut outside = Repairs::default();
    let (file, origin) = wrapper::unwrap(bytes, &mut outside);
    let mut repairs = Repairs::default();
    let header = Header::read(&file, &mut repairs)?;
    let mut chunks = Chunks::new(&file, &header);
    let mut assembly = Assembly::new(&header);
    while let Some(track) = chunks.next_track(&mut repairs) {
        assembly.add(&file, &track, &mut repairs);
    }
    judge_track_count(&header, chunks.n_tracks(), &mut repairs)?;
    let (score, note_ons) = assembly.finish();
    Ok(Reading {
        score,
        note_ons,
        ticks_per_quarter: header.clock.ticks_per_quarter,
        repairs: [outside.into_list(0), repairs.into_list(origin)].concat(),
    })
}

/// Compares the header with the `found` tracks.
fn judge_track_count(header: &Header, found: u32, repairs: &mut Repairs) -> Result<(), MidiError> {
    // A header has 14 bytes; the count stands four bytes before its end.
    let at = header.end.saturating_sub(4);
    match header.n_tracks {
        Some(0) if found == 0 => repairs.add(Oddity::NoTrack, at),
        _ if found == 0 => return Err(MidiError::NoTracks),
        Some(claimed) if u32::from(claimed) != found => {
            repairs.add(Oddity::TrackCount { claimed, found }, at);
        }
        _ => {}
    }
    if header.format == 0 && found > 1 {
        repairs.add(Oddity::TracksInFormatZero, at);
    }
    if header.format == 2 && found > 1 {
        repairs.add(Oddity::SequencesInARow, at);
    }
    Ok(())
}
