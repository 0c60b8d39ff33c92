//! What can be odd about a file that is read all the same, and the list of it.
//!
//! The list is bounded by the number of kinds: a kind that occurs a million times is one line with
//! a count and the place of the first.

use std::collections::BTreeMap;

use super::Repair;

/// A kind of oddity. Numbers inside belong to oddities that occur once in a file or a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Oddity {
    // The file as a whole.
    RiffWrapper,
    RiffCut,
    TextModeTransfer,
    EncodedAsUtf8,
    JunkBeforeHeader,
    NoHeader,
    HeaderTag,
    HeaderLength(u32),
    HeaderCut,
    UnknownFormat(u16),
    SequencesInARow,
    TracksInFormatZero,
    TrackCount { claimed: u16, found: u32 },
    NoTrack,
    ZeroDivision,
    SmpteTime(u8),
    UnknownFrameRate(u8),
    SmpteDivisionDamaged { division: u16, assumed: u16 },
    SecondFile,
    // Chunks.
    UnknownChunk,
    TrackTag,
    ChunkCut,
    JunkBetweenChunks,
    TrailingJunk,
    LengthPastFile,
    LengthOverNextTrack,
    LengthTooShort,
    NoEndOfTrack,
    EndOfTrackLength,
    EventsAfterEnd,
    BytesAfterEnd,
    // Events.
    LongDelta,
    EventCut,
    RunningAfterSystem,
    NoStatus,
    DataAbove127,
    MessageBroken,
    RealTimeInside,
    SystemStatus,
    StrayBytes,
    LengthPastTrack,
    SysexOpen,
    SysexLength,
    MetaType,
    // What events say.
    TempoInSmpteTime,
    TempoZero,
    TempoLength,
    MeterLength,
    MeterValue,
    KeyLength,
    KeyValue,
    Latin1Text,
    ControlCharacters,
    // Notes.
    NoNoteOff,
    NoNoteOn,
    ZeroLength,
    Overlap,
}

impl Oddity {
    /// What was odd and what was done, for `n` occurrences (or bytes).
    fn describe(self, n: u64) -> String {
        let text = match self {
            Self::RiffWrapper => "a RIFF (RMID) file around the MIDI file; unwrapped",
            Self::RiffCut => "the RIFF wrapper ends early; read what is there",
            Self::TextModeTransfer => {
                "line ends were put in by a text-mode transfer (0A became 0D 0A); taken out"
            }
            Self::EncodedAsUtf8 => "the bytes were encoded as UTF-8 text; decoded",
            Self::JunkBeforeHeader => return count(n, "byte", "before the MIDI header skipped"),
            Self::NoHeader => {
                "no MIDI header; took format 1 with 480 ticks per quarter and read the tracks"
            }
            Self::HeaderTag => "the header's tag is damaged; taken for MThd",
            Self::HeaderLength(length) => {
                return format!(
                    "the header claims {length} bytes where 6 are usual; read it by its content"
                );
            }
            Self::HeaderCut => "the header is too short; took format 1 or 480 ticks per quarter",
            Self::UnknownFormat(format) => {
                return format!("unknown format {format}; read as format 1");
            }
            Self::SequencesInARow => "format 2 holds independent sequences; laid one after another",
            Self::TracksInFormatZero => {
                "format 0 with more than one track; read as tracks that sound together"
            }
            Self::TrackCount { claimed, found } => {
                return format!("the header claims {claimed} tracks, the file has {found}");
            }
            Self::NoTrack => "the header announces no track and there is none",
            Self::ZeroDivision => "the header says 0 ticks per quarter; took 480",
            Self::SmpteTime(fps) => {
                let fps = if fps == 29 { "29.97".to_owned() } else { fps.to_string() };
                return format!(
                    "time is in SMPTE frames ({fps} a second); laid on a grid of 120 quarters a \
                     minute"
                );
            }
            Self::UnknownFrameRate(fps) => {
                return format!("no SMPTE frame rate is {fps} a second; taken as it stands");
            }
            Self::SmpteDivisionDamaged { division, assumed } => {
                return format!(
                    "the division {division:#06x} is no SMPTE time; took {assumed} ticks per quarter"
                );
            }
            Self::SecondFile => "a second MIDI file follows the first; only the first was read",
            Self::UnknownChunk => return count(n, "unknown chunk", "skipped"),
            Self::TrackTag => return count(n, "damaged chunk tag", "taken for MTrk"),
            Self::ChunkCut => "the file ends inside a chunk's header",
            Self::JunkBetweenChunks => return count(n, "byte", "between chunks skipped"),
            Self::TrailingJunk => return count(n, "byte", "after the last track skipped"),
            Self::LengthPastFile => {
                return count(n, "track", "longer by its length than the file; read what is there");
            }
            Self::LengthOverNextTrack => {
                return count(n, "track", "longer by its length than up to the next; cut there");
            }
            Self::LengthTooShort => {
                return count(n, "track", "shorter by its length than it is; read on");
            }
            Self::NoEndOfTrack => return count(n, "track", "without an end of track; ended"),
            Self::EndOfTrackLength => return count(n, "end of track", "with a length; taken as 0"),
            Self::EventsAfterEnd => {
                return count(n, "end of track", "with events after it; they were read too");
            }
            Self::BytesAfterEnd => return count(n, "byte", "after an end of track skipped"),
            Self::LongDelta => {
                return count(n, "delta time", "longer than 4 bytes; taken as 0 if out of range");
            }
            Self::EventCut => return count(n, "event", "cut off at the end of its track; dropped"),
            Self::RunningAfterSystem => {
                return count(n, "event", "with running status after a meta or system event; read");
            }
            Self::NoStatus => {
                return count(n, "run of data bytes", "before any status; read as note-ons");
            }
            Self::DataAbove127 => {
                return count(n, "data byte", "above 127; the high bit was taken out");
            }
            Self::MessageBroken => return count(n, "message", "broken off by the next; dropped"),
            Self::RealTimeInside => {
                return count(n, "real-time byte", "inside a message skipped");
            }
            Self::SystemStatus => {
                return count(n, "system message", "that has no place in a file skipped");
            }
            Self::StrayBytes => return count(n, "stray data byte", "skipped"),
            Self::LengthPastTrack => {
                return count(n, "event", "longer by its length than its track; read on behind it");
            }
            Self::SysexOpen => return count(n, "system exclusive", "without an end; ended"),
            Self::SysexLength => {
                return count(n, "system exclusive", "with a wrong length; ended where it ends");
            }
            Self::MetaType => return count(n, "meta event", "with a type above 127 skipped"),
            Self::TempoInSmpteTime => {
                return count(n, "tempo", "without meaning in SMPTE time dropped");
            }
            Self::TempoZero => return count(n, "tempo", "of 0 dropped"),
            Self::TempoLength => {
                return count(
                    n,
                    "tempo",
                    "not 3 bytes long; a longer one was read, others dropped",
                );
            }
            Self::MeterLength => {
                return count(n, "time signature", "not 4 bytes long; read if it has 2");
            }
            Self::MeterValue => {
                return count(
                    n,
                    "time signature",
                    "out of range (0 beats, or beyond 64ths) dropped",
                );
            }
            Self::KeyLength => {
                return count(n, "key signature", "not 2 bytes long; a longer one was read");
            }
            Self::KeyValue => return count(n, "key signature", "out of range dropped"),
            Self::Latin1Text => return count(n, "text", "that is not UTF-8 read as Latin-1"),
            Self::ControlCharacters => {
                return count(n, "text", "with control characters; they were taken out");
            }
            Self::NoNoteOff => {
                return count(
                    n,
                    "note",
                    "without a note-off; ended at the next of its pitch or with the track",
                );
            }
            Self::NoNoteOn => return count(n, "note-off", "without a note skipped"),
            Self::ZeroLength => return count(n, "note", "of zero length; made one tick long"),
            Self::Overlap => {
                return count(
                    n,
                    "note",
                    "struck while the same pitch still sounds; first on ends with first off",
                );
            }
        };
        text.to_owned()
    }
}

fn count(n: u64, thing: &str, what_was_done: &str) -> String {
    match (n, thing.strip_suffix(" of track")) {
        (1, _) => format!("1 {thing} {what_was_done}"),
        (_, Some(first)) => format!("{n} {first}s of track {what_was_done}"),
        _ => match thing.strip_prefix("run ") {
            Some(rest) => format!("{n} runs {rest} {what_was_done}"),
            None => format!("{n} {thing}s {what_was_done}"),
        },
    }
}

/// The oddities of a file or of an attempt at a track.
#[derive(Clone, Debug, Default)]
pub(super) struct Repairs {
    /// How often, and where first.
    found: BTreeMap<Oddity, (u64, usize)>,
}

impl Repairs {
    pub(super) fn add(&mut self, oddity: Oddity, at: usize) {
        self.add_many(oddity, 1, at);
    }

    pub(super) fn add_many(&mut self, oddity: Oddity, n: usize, at: usize) {
        if n > 0 {
            let entry = self.found.entry(oddity).or_insert((0, at));
            *entry = (entry.0.saturating_add(n as u64), entry.1.min(at));
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        for (oddity, (n, at)) in other.found {
            self.add_many(oddity, usize::try_from(n).unwrap_or(usize::MAX), at);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// In the order of the file. `origin` is added to every offset.
    pub(super) fn into_list(self, origin: usize) -> Vec<Repair> {
        let mut list: Vec<Repair> = self
            .found
            .into_iter()
            .map(|(oddity, (n, at))| Repair {
                what: oddity.describe(n),
                at: origin.saturating_add(at) as u64,
            })
            .collect();
        list.sort_by_key(|repair| repair.at);
        list
    }
}
