//! What became of a file: kept, or dropped for a reason.

use serde::{Serialize, Serializer};

/// Whether a file became a song.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is one of the songs.
    Kept,
    /// It is not, and the reason says why.
    Dropped,
}

/// Why a file is not among the songs. As text it names what was found, and the limit or the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The bytes could not be read as music.
    #[error("{0}")]
    NotMidi(String),
    /// MIDI, and not one note in it.
    #[error("it holds no notes")]
    NoNotes,
    /// The same notes as an earlier file, perhaps in another key.
    #[error("{}", name_duplicate(.of, *.semitones))]
    Duplicate {
        /// The file that is kept, safe to show.
        of: String,
        /// How much higher this one is, 0 for the same key.
        semitones: i16,
    },
    /// Metadata that macOS puts beside files: `._name` or `__MACOSX/`.
    #[error("a shadow that macOS keeps beside a file, not music")]
    Shadow,
    /// A pipe, a device, a folder named like a song, or a link that leads nowhere.
    #[error("not a regular file")]
    NotAFile,
    /// The system would not hand it over.
    #[error("could not be read: {0}")]
    Unreadable(String),
    /// Beyond the limit for one file.
    #[error("{bytes} bytes, but a MIDI file may have at most {limit}")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The archive cannot be understood.
    #[error("not a readable zip archive: {0}")]
    BrokenArchive(String),
    /// The directory of the archive ends too early; what it lists is read.
    #[error("its directory breaks off after {found} of {stated} entries; pack it again")]
    CutDirectory {
        /// Entries that could be read.
        found: u64,
        /// Entries that it says it has.
        stated: u64,
    },
    /// More entries than the limit.
    #[error("the archive has {found} entries, but at most {limit} are read; split it")]
    TooManyEntries {
        /// Entries counted or stated.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// The entries together are larger than the limit.
    #[error("its MIDI files take {bytes} bytes unpacked, but at most {limit} are read; split it")]
    ArchiveTooLarge {
        /// Stated sizes of all MIDI entries.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// Unpacks to suspiciously much: a bomb.
    #[error(
        "unpacks to {times} times its size, but at most {limit} times are allowed (a zip bomb?)"
    )]
    Ratio {
        /// Unpacked size over packed size.
        times: u64,
        /// The limit.
        limit: u64,
    },
    /// Two entries share bytes: a bomb.
    #[error("entries {first} and {second} overlap, and no overlap is allowed (a zip bomb?)")]
    Overlap {
        /// The one that begins earlier, safe to show.
        first: String,
        /// The one that begins within it, safe to show.
        second: String,
    },
    /// The name would lead out of the archive.
    #[error("its name leaves the archive ({0})")]
    UnsafeName(&'static str),
    /// The name is too deep.
    #[error("its path is {depth} folders deep, but at most {limit} are allowed")]
    TooDeep {
        /// Folders in the name.
        depth: usize,
        /// The limit.
        limit: usize,
    },
    /// The name is too long.
    #[error("its name has {bytes} bytes, but at most {limit} are allowed")]
    NameTooLong {
        /// Bytes in the name.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A link in an archive.
    #[error("a link, not a file")]
    Link,
    /// Needs a password.
    #[error("encrypted; unpack it with its password first")]
    Encrypted,
    /// Packed in a way that is not supported.
    #[error("packed with {0}, but only stored and deflated entries can be read; pack it again")]
    Method(String),
    /// An archive within an archive.
    #[error("an archive inside an archive (1 level is read); unpack it first")]
    NestedArchive,
    /// The entry does not unpack to what the archive promises.
    #[error("damaged in the archive: {0}")]
    DamagedEntry(String),
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn name_duplicate(of: &str, semitones: i16) -> String {
    let plural = if semitones.abs() == 1 { "" } else { "s" };
    match semitones {
        0 => format!("a duplicate of {of}"),
        1.. => format!("a duplicate of {of}, {semitones} semitone{plural} higher"),
        _ => format!("a duplicate of {of}, {} semitone{plural} lower", -semitones),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicates_say_how_they_differ() {
        let say = |semitones| Reason::Duplicate { of: "a.mid".into(), semitones }.to_string();
        assert_eq!(say(0), "a duplicate of a.mid");
        assert_eq!(say(1), "a duplicate of a.mid, 1 semitone higher");
        assert_eq!(say(-5), "a duplicate of a.mid, 5 semitones lower");
    }
}
