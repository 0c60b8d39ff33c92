//! The central directory of a zip archive: where its entries lie and what is said of them.
//!
//! Walked one header at a time, so that memory does not grow with what a stranger packed, and
//! without an index by name, so that entries that share one all come out. Reference: PKWARE's
//! APPNOTE.TXT 6.3, sections 4.3.12 to 4.3.16 and 4.5.3.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

const END_MAGIC: [u8; 4] = *b"PK\x05\x06";
const END64_MAGIC: [u8; 4] = *b"PK\x06\x06";
const LOCATOR64_MAGIC: [u8; 4] = *b"PK\x06\x07";
const HEADER_MAGIC: [u8; 4] = *b"PK\x01\x02";
const END_BYTES: usize = 22;
const END64_BYTES: usize = 56;
const LOCATOR64_BYTES: u64 = 20;
const HEADER_BYTES: usize = 46;
/// The end record stands before a comment of at most 65,535 bytes.
const MAX_TAIL: u64 = END_BYTES as u64 + 65_535;
const ZIP64_EXTRA: u16 = 1;

/// Where the directory of an archive lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Directory {
    /// Its first byte in the file.
    start: u64,
    /// The first byte after it.
    end: u64,
    /// Entries that it says it has; without zip64 only the last 16 bits of their number.
    pub(super) stated: u64,
    /// Bytes that stand before the archive, such as those of a program that unpacks it.
    shift: u64,
}

/// What the directory says of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) packed: u64,
    pub(super) size: u64,
    /// Where its local header lies in the file.
    pub(super) offset: u64,
    /// The kind and rights of the file if a Unix packed it, else 0.
    pub(super) unix_mode: u32,
}

/// Finds the directory; `None` if there is none, or none where its end record says.
pub(super) fn find_directory<R: Read + Seek>(
    file: &mut R,
    len: u64,
) -> io::Result<Option<Directory>> {
    let tail_start = len.saturating_sub(MAX_TAIL);
    let tail = read_at(file, tail_start, len - tail_start)?;
    // From the back: an end record may hold the bytes of another in its comment.
    for at in (0..tail.len().saturating_sub(END_BYTES - 1)).rev() {
        let record = &tail[at..];
        let fits = record.starts_with(&END_MAGIC)
            && record.len() - END_BYTES >= usize::from(u16_at(record, 20));
        if fits && let Some(directory) = locate(file, tail_start + at as u64, record)? {
            return Ok(Some(directory));
        }
    }
    Ok(None)
}

/// The directory that the end record at `end_at` speaks of.
fn locate<R: Read + Seek>(
    file: &mut R,
    end_at: u64,
    record: &[u8],
) -> io::Result<Option<Directory>> {
    let (mut end, mut stated) = (end_at, u64::from(u16_at(record, 10)));
    let (mut size, mut offset) = (u64::from(u32_at(record, 12)), u64::from(u32_at(record, 16)));
    let is_full = stated == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff;
    if is_full && let Some((at, record)) = find_end64(file, end_at)? {
        end = at;
        stated = u64_at(&record, 32);
        size = u64_at(&record, 40);
        offset = u64_at(&record, 48);
    }
    if stated == 0 && size == 0 {
        return Ok(Some(Directory { start: end, end, stated, shift: 0 }));
    }
    // The size is believed before the offset: bytes before the archive shift only the latter.
    if let Some(start) = end.checked_sub(size)
        && let Some(shift) = start.checked_sub(offset)
        && has_header(file, start)?
    {
        return Ok(Some(Directory { start, end, stated, shift }));
    }
    if offset < end && has_header(file, offset)? {
        return Ok(Some(Directory { start: offset, end, stated, shift: 0 }));
    }
    Ok(None)
}

fn find_end64<R: Read + Seek>(file: &mut R, end_at: u64) -> io::Result<Option<(u64, Vec<u8>)>> {
    let Some(locator_at) = end_at.checked_sub(LOCATOR64_BYTES) else { return Ok(None) };
    let locator = read_at(file, locator_at, LOCATOR64_BYTES)?;
    if !locator.starts_with(&LOCATOR64_MAGIC) {
        return Ok(None);
    }
    // Where it says, or right before the locator if something was put before the archive.
    for at in [Some(u64_at(&locator, 8)), locator_at.checked_sub(END64_BYTES as u64)] {
        let Some(at) = at.filter(|&at| at < locator_at) else { continue };
        let record = read_at(file, at, END64_BYTES as u64)?;
        if record.len() == END64_BYTES && record.starts_with(&END64_MAGIC) {
            return Ok(Some((at, record)));
        }
    }
    Ok(None)
}

fn has_header<R: Read + Seek>(file: &mut R, at: u64) -> io::Result<bool> {
    Ok(read_at(file, at, 4)? == HEADER_MAGIC)
}

/// Up to `len` bytes from `at` on, fewer at the end of the file.
fn read_at<R: Read + Seek>(file: &mut R, at: u64, len: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(len).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The headers of a directory in order. Ends where the directory ends or stops making sense.
pub(super) struct Headers<R> {
    bytes: io::Take<R>,
    shift: u64,
}

impl<R: BufRead + Seek> Headers<R> {
    pub(super) fn new(mut file: R, directory: Directory) -> io::Result<Self> {
        file.seek(SeekFrom::Start(directory.start))?;
        let bytes = file.take(directory.end.saturating_sub(directory.start));
        Ok(Self { bytes, shift: directory.shift })
    }

    fn read_exactly(&mut self, len: usize) -> io::Result<Option<Vec<u8>>> {
        let mut field = Vec::with_capacity(len);
        (&mut self.bytes).take(len as u64).read_to_end(&mut field)?;
        Ok((field.len() == len).then_some(field))
    }

    /// The next header, or `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Header>> {
        let Some(fixed) = self.read_exactly(HEADER_BYTES)? else { return Ok(None) };
        if !fixed.starts_with(&HEADER_MAGIC) {
            return Ok(None);
        }
        let length_at = |at| usize::from(u16_at(&fixed, at));
        let Some(name) = self.read_exactly(length_at(28))? else { return Ok(None) };
        let Some(extra) = self.read_exactly(length_at(30))? else { return Ok(None) };
        if self.read_exactly(length_at(32))?.is_none() {
            return Ok(None);
        }
        let is_unix = matches!(fixed[5], 3 | 19);
        let mut header = Header {
            name,
            flags: u16_at(&fixed, 8),
            method: u16_at(&fixed, 10),
            crc: u32_at(&fixed, 16),
            packed: u64::from(u32_at(&fixed, 20)),
            size: u64::from(u32_at(&fixed, 24)),
            offset: u64::from(u32_at(&fixed, 42)),
            unix_mode: if is_unix { u32_at(&fixed, 38) >> 16 } else { 0 },
        };
        widen(&mut header, &extra);
        header.offset = header.offset.saturating_add(self.shift);
        Ok(Some(header))
    }
}

/// Fills in the sizes that do not fit into 32 bits from the zip64 field, if there is one.
fn widen(header: &mut Header, mut extra: &[u8]) {
    while extra.len() >= 4 {
        let (id, len) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(field) = extra.get(4..4 + len) else { return };
        if id == ZIP64_EXTRA {
            let mut values = field.chunks_exact(8).map(|it| u64_at(it, 0));
            for slot in [&mut header.size, &mut header.packed, &mut header.offset] {
                if *slot == 0xffff_ffff
                    && let Some(value) = values.next()
                {
                    *slot = value;
                }
            }
            return;
        }
        extra = &extra[4 + len..];
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
