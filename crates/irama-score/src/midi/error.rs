//! Why bytes could not be read as music, and why a score could not be written.

/// Nothing in the bytes can be read as MIDI. Whatever can be read is read, with a
/// [`Repair`](super::Repair) for what was odd.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MidiError {
    /// No bytes at all.
    #[error("the file is empty (0 bytes); export or download it again")]
    Empty,
    /// The bytes are those of a file of another kind.
    #[error("this is {what}, not a MIDI file")]
    Foreign {
        /// The kind with its article, such as "a PNG picture".
        what: &'static str,
    },
    /// Neither a header nor a track chunk in the whole file.
    #[error("no MThd header and no MTrk chunk within {n_bytes} bytes, so this is not a MIDI file")]
    NotMidi {
        /// The size of the file.
        n_bytes: usize,
    },
    /// A header, but the file ends before the first event of a track.
    #[error("the file has a MIDI header but no track data after it; export or download it again")]
    NoTracks,
}

/// The score asks for something that a MIDI file cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// MIDI has fifteen channels for instruments with pitch.
    #[error(
        "the score has {n_parts} melodic parts that need a channel of their own, but MIDI has 15; \
         merge parts or write them to several files"
    )]
    TooManyParts {
        /// Melodic parts that cannot share a channel.
        n_parts: usize,
    },
    /// A MIDI file counts its tracks with two bytes.
    #[error("the score has {n_parts} parts, but a MIDI file holds at most 65534; merge parts")]
    TooManyTracks {
        /// All parts.
        n_parts: usize,
    },
    /// A distance between two events is beyond what a delta time can say.
    #[error(
        "nothing happens for {ticks} ticks, but a MIDI file can wait at most 268435455; move what \
         comes later closer"
    )]
    TooLong {
        /// The ticks between two events.
        ticks: u64,
    },
    /// A text or name is longer than a MIDI file can say.
    #[error("a text has {n_bytes} bytes, but a MIDI file holds at most 268435455; shorten it")]
    TextTooLong {
        /// Its length in UTF-8.
        n_bytes: usize,
    },
    /// A track is longer than a MIDI file can say.
    #[error("a track takes {n_bytes} bytes, but a MIDI file holds at most 4294967295; split it")]
    TrackTooLong {
        /// Its length.
        n_bytes: usize,
    },
}
