//! How much a stranger's file or archive may ask for.

/// What is refused, with a reason that names the limit. The defaults hold whole collections of a
/// hundred thousand songs and stop bombs before they are unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in one MIDI file, unpacked. Reading takes up to twenty times as much memory, so files
    /// above 1 MiB are read one at a time.
    pub file_bytes: u64,
    /// Entries in one archive, music or not.
    pub entries: u64,
    /// Bytes of all MIDI files in one archive, unpacked.
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
            file_bytes: 8 << 20,
            entries: 250_000,
            archive_bytes: 16 << 30,
            ratio: 100,
            ratio_free_bytes: 1 << 20,
            depth: 64,
            name_bytes: 4096,
        }
    }
}
