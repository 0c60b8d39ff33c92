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
        match self.of_file() {
            Some(what) => what,
            None => {
                let (thing, what_was_done) = self.of_many();
                let plural = if n == 1 { "" } else { "s" };
                format!("{n} {} {what_was_done}", thing.replace('|', plural))
            }
        }
    }

    /// Of what there is one in a file.
    fn of_file(self) -> Option<String> {
        let text = match self {
            Self::RiffWrapper => "a RIFF (RMID) file around the MIDI file; unwrapped",
            Self::RiffCut => "the RIFF wrapper ends early; read what is there",
            Self::TextModeTransfer => {
                "a text-mode transfer put 0D before every 0A; the 0D were taken out"
            }
            Self::EncodedAsUtf8 => "the bytes were encoded as UTF-8 text; decoded",
            Self::NoHeader => {
                "no MIDI header; took format 1 with 480 ticks per quarter and read the tracks"
            }
            Self::HeaderTag => "the header's tag is damaged; taken for MThd",
            Self::HeaderLength(length) => {
                return Some(format!(
                    "the header claims {length} bytes where 6 are usual; read it by its content"
                ));
            }
            Self::HeaderCut => "the header is too short; took 480 ticks per quarter",
            Self::UnknownFormat(format) => {
                return Some(format!("unknown format {format}; read as format 1"));
            }
            Self::SequencesInARow => "format 2 holds independent sequences; laid one after another",
            Self::TracksInFormatZero => {
                "format 0 with more than one track; read as tracks that sound together"
            }
            Self::TrackCount { claimed, found } => {
                return Some(format!(
                    "the header's track count is {claimed}, the file's {found}; read what is there"
                ));
            }
            Self::NoTrack => "the header announces no track and there is none",
            Self::ZeroDivision => "the header says 0 ticks per quarter; took 480",
            Self::SmpteTime(fps) => {
                let fps = if fps == 29 { "29.97".to_owned() } else { fps.to_string() };
                return Some(format!(
                    "time is in SMPTE frames ({fps} a second); laid on 120 quarters a minute"
                ));
            }
            Self::UnknownFrameRate(fps) => {
                return Some(format!("no SMPTE frame rate is {fps} a second; taken as it stands"));
            }
            Self::SmpteDivisionDamaged { division, assumed } => {
                return Some(format!(
                    "the division {division:#06x} is no SMPTE time; took {assumed} ticks per quarter"
                ));
            }
            Self::SecondFile => "a second MIDI file follows the first; only the first was read",
            Self::ChunkCut => "the file ends inside a chunk's header",
            _ => return None,
        };
        Some(text.to_owned())
    }

    /// Of what there may be many: the thing, with a bar where its plural has an s, and what was
    /// done.
    fn of_many(self) -> (&'static str, &'static str) {
        match self {
            Self::JunkBeforeHeader => ("byte|", "before the MIDI header skipped"),
            Self::UnknownChunk => ("unknown chunk|", "skipped"),
            Self::TrackTag => ("damaged chunk tag|", "taken for MTrk"),
            Self::JunkBetweenChunks => ("byte|", "between chunks skipped"),
            Self::TrailingJunk => ("byte|", "after the last track skipped"),
            Self::LengthPastFile => ("track|", "with a length beyond the file; read what is there"),
            Self::LengthOverNextTrack => {
                ("track|", "with a length beyond the next track; ended before that")
            }
            Self::LengthTooShort => ("track|", "with a length that is too short; read on"),
            Self::NoEndOfTrack => ("track|", "without an end of track; ended"),
            Self::EndOfTrackLength => ("end| of track", "with a length; taken as 0"),
            Self::EventsAfterEnd => ("end| of track", "with events after it; read those too"),
            Self::BytesAfterEnd => ("byte|", "after an end of track skipped"),
            Self::LongDelta => ("delta time|", "longer than 4 bytes; taken as 0 if out of range"),
            Self::EventCut => ("event|", "cut off at the end of its track; dropped"),
            Self::RunningAfterSystem => {
                ("event|", "with running status after a meta or system event; read")
            }
            Self::NoStatus => ("run| of data bytes", "before any status; read as note-ons"),
            Self::DataAbove127 => ("data byte|", "above 127; the high bit was taken out"),
            Self::MessageBroken => ("message|", "broken off by the next; dropped"),
            Self::RealTimeInside => ("real-time byte|", "inside a message skipped"),
            Self::SystemStatus => ("system message|", "not meant for files skipped"),
            Self::StrayBytes => ("stray data byte|", "skipped"),
            Self::LengthPastTrack => ("event|", "with a length beyond the track; skipped"),
            Self::SysexOpen => ("system exclusive|", "without an end; ended"),
            Self::SysexLength => ("system exclusive|", "with a wrong length; ended by the content"),
            Self::MetaType => ("meta event|", "with a type above 127 skipped"),
            Self::TempoInSmpteTime => ("tempo|", "without meaning in SMPTE time dropped"),
            Self::TempoZero => ("tempo|", "of 0 dropped"),
            Self::TempoLength => ("tempo|", "not 3 bytes long; dropped if shorter"),
            Self::MeterLength => ("time signature|", "not 4 bytes long; dropped if below 2"),
            Self::MeterValue => {
                ("time signature|", "out of range (0 beats, or beyond 64ths) dropped")
            }
            Self::KeyLength => ("key signature|", "not 2 bytes long; dropped if shorter"),
            Self::KeyValue => ("key signature|", "out of range dropped"),
            Self::Latin1Text => ("text|", "not in UTF-8, read as Latin-1"),
            Self::ControlCharacters => ("text|", "with control characters; they were taken out"),
            Self::NoNoteOff => {
                ("note|", "without a note-off; ended at the next of its pitch or with the track")
            }
            Self::NoNoteOn => ("note-off|", "without a note skipped"),
            Self::ZeroLength => ("note|", "of zero length; made one tick long"),
            Self::Overlap => (
                "note|",
                "struck while the same pitch sounds; the first on ends with the first off",
            ),
            _ => ("oddity|", "of the file"),
        }
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
