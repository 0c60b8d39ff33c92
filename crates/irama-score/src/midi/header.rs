//! The header of a MIDI file.

use super::{
    MidiError,
    chunk::{chunk_len, find, looks_like_chunk},
    clock::Clock,
    foreign,
    oddity::{Oddity, Repairs},
};

/// What the header says, or what is assumed where it does not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    /// 0 for one track, 1 for tracks that sound together, 2 for independent sequences.
    pub(super) format: u16,
    /// How many tracks the file claims; never trusted.
    pub(super) n_tracks: Option<u16>,
    pub(super) clock: Clock,
    /// The offset behind it.
    pub(super) end: usize,
}

impl Header {
    /// Finds and reads the header.
    pub(super) fn read(bytes: &[u8], repairs: &mut Repairs) -> Result<Self, MidiError> {
        let Some(at) = find_header(bytes, repairs) else {
            return match find_track(bytes) {
                Some(at) => {
                    repairs.add(Oddity::NoHeader, at);
                    Ok(Self { format: 1, n_tracks: None, clock: Clock::metrical(480), end: at })
                }
                None => Err(match foreign::by_content(bytes) {
                    Some(what) => MidiError::Foreign { what },
                    None => MidiError::NotMidi { n_bytes: bytes.len() },
                }),
            };
        };
        repairs.add_many(Oddity::JunkBeforeHeader, at, 0);
        let end = find_end(bytes, at, repairs);
        let fields = &bytes[(at + 8).min(end)..end];
        let field = |idx: usize| match fields.get(2 * idx..2 * idx + 2) {
            Some(&[high, low]) => Some(u16::from_be_bytes([high, low])),
            _ => None,
        };
        if fields.len() < 6 && end < bytes.len() {
            repairs.add(Oddity::HeaderCut, at);
        }
        let format = field(0).unwrap_or(1);
        if format > 2 {
            repairs.add(Oddity::UnknownFormat(format), at + 8);
        }
        let clock = match field(2) {
            Some(division) => Clock::from_division(division, at + 12, repairs),
            None => Clock::metrical(480),
        };
        Ok(Self { format, n_tracks: field(1), clock, end })
    }
}

/// The offset of the header: the last that comes before the first track, because a download that
/// was begun anew leaves an older one.
fn find_header(bytes: &[u8], repairs: &mut Repairs) -> Option<usize> {
    if let Some(first) = find(bytes, 0, b"MThd") {
        let up_to = find_track(&bytes[first..]).map_or(bytes.len(), |at| first + at);
        let mut at = first;
        while let Some(next) = find(&bytes[..up_to], at + 4, b"MThd") {
            at = next;
        }
        return Some(at);
    }
    // One wrong byte in the tag, with the usual length behind it.
    let is_close = matches!(bytes, [a, b, c, d, 0, 0, 0, 6, ..]
        if [(*a, b'M'), (*b, b'T'), (*c, b'h'), (*d, b'd')].iter().filter(|(it, tag)| it == tag).count() == 3);
    if is_close {
        repairs.add(Oddity::HeaderTag, 0);
    }
    is_close.then_some(0)
}

fn find_track(bytes: &[u8]) -> Option<usize> {
    find(bytes, 0, b"MTrk")
}

/// Where the header at `at` ends: by its content rather than by its length.
fn find_end(bytes: &[u8], at: usize, repairs: &mut Repairs) -> usize {
    const USUAL: usize = 6;
    let from = at + 8;
    let Some(length) = chunk_len(bytes, at) else { return bytes.len() };
    if length == USUAL && from + USUAL <= bytes.len() {
        return from + USUAL;
    }
    if from + USUAL >= bytes.len() {
        return bytes.len();
    }
    repairs.add(Oddity::HeaderLength(u32::try_from(length).unwrap_or(u32::MAX)), at + 4);
    if looks_like_chunk(bytes, from + USUAL) {
        return from + USUAL;
    }
    match from.checked_add(length).filter(|&end| looks_like_chunk(bytes, end)) {
        Some(end) => end,
        None => find(bytes, from, b"MTrk").unwrap_or(bytes.len()),
    }
}
