//! How much a stranger's file or archive may ask for.

/// What is refused, with a reason that names the limit. The defaults hold whole collections of a
/// hundred thousand songs and stop bombs before they are inflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in one MIDI file, inflated. A score takes about ten times as much while it is read.
    pub file_bytes: u64,
    /// Entries in one archive, music or not.
    pub entries: u64,
    /// Bytes of all MIDI files in one archive, inflated.
    pub archive_bytes: u64,
    /// How many times its packed size an entry or a whole archive may become.
    pub ratio: u64,
    /// Entries up to this size may have any ratio; for whole archives 64 times as much.
    pub ratio_free_bytes: u64,
    /// Folders above an entry of an archive.
    pub depth: usize,
    /// Bytes in the name of an entry of an archive.
    pub name_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 32 << 20,
            entries: 250_000,
            archive_bytes: 16 << 30,
            ratio: 100,
            ratio_free_bytes: 1 << 20,
            depth: 64,
            name_bytes: 4096,
        }
    }
}
