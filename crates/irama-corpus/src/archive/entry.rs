//! One entry of an archive, unpacked in memory.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use zip::{
    read::{ZipReadOptions, read_zipfile_from_stream_with_options},
    result::ZipError,
};

use super::directory::Header;
use crate::Reason;

/// A local header has 30 bytes, a name and an extra field.
const LOCAL_BYTES: u64 = 30;
const MAX_LOCAL_BYTES: u64 = LOCAL_BYTES + 2 * 65_535;

/// Where an entry lies, and what it must unpack to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Where its local header lies.
    pub(super) offset: u64,
    /// Bytes in the archive.
    pub(super) packed: u64,
    /// Bytes unpacked.
    pub(crate) size: u64,
    crc: u32,
}

impl Entry {
    pub(super) fn new(header: &Header) -> Self {
        let Header { offset, packed, size, crc, .. } = *header;
        Self { offset, packed, size, crc }
    }

    /// The first byte that may belong to another entry.
    pub(super) fn end(&self) -> u64 {
        self.offset.saturating_add(LOCAL_BYTES).saturating_add(self.packed)
    }
}

/// Unpacks an entry: exactly as many bytes as stated and with the stated checksum, or a reason.
///
/// Opens the archive anew, so that any number of threads may read at once with a file each.
pub(crate) fn read_entry(archive: &Path, entry: &Entry) -> Result<Vec<u8>, Reason> {
    let unreadable = |error: io::Error| Reason::Unreadable(crate::read::say_io(&error));
    let mut file = File::open(archive).map_err(unreadable)?;
    file.seek(SeekFrom::Start(entry.offset)).map_err(unreadable)?;
    // The local header may lie about its length: no more than the directory says is consumed.
    let span = MAX_LOCAL_BYTES.saturating_add(entry.packed);
    let mut reader = BufReader::with_capacity(1 << 14, file).take(span);
    let options = ZipReadOptions::new()
        .override_compressed_size(entry.packed)
        .override_uncompressed_size(entry.size)
        .override_crc(entry.crc);
    let mut unpacked = read_zipfile_from_stream_with_options(&mut reader, options)
        .map_err(explain)?
        .ok_or_else(|| Reason::DamagedEntry("its data is not where the directory says".into()))?;
    let mut bytes = Vec::new();
    unpacked.read_to_end(&mut bytes).map_err(|error| explain(ZipError::Io(error)))?;
    if bytes.len() as u64 != entry.size {
        let text = format!("{} bytes instead of the {} stated", bytes.len(), entry.size);
        return Err(Reason::DamagedEntry(text));
    }
    Ok(bytes)
}

fn explain(error: ZipError) -> Reason {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Reason::DamagedEntry("the archive ends before it does".into())
        }
        ZipError::Io(error) => Reason::DamagedEntry(say_lower(&error.to_string())),
        ZipError::UnsupportedArchive(text) if text == ZipError::PASSWORD_REQUIRED => {
            Reason::Encrypted
        }
        other => Reason::DamagedEntry(say_lower(&other.to_string())),
    }
}

/// Messages of this house begin in lower case.
fn say_lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
