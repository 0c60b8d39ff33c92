//! A pack: many records in one file, with an index at its end.
//!
//! ```text
//! "IRAMAPAK" version[32]  records…  (key[32] at:u64 head:u32 body:u32 head_sum:u64 body_sum:u64)…
//! n:u64 sum-of-version-and-index[32] "IRAMAEND"
//! ```

use std::{
    fs::File,
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use tempfile::NamedTempFile;

const MAGIC: [u8; 8] = *b"IRAMAPAK";
const END_MAGIC: [u8; 8] = *b"IRAMAEND";
const HEADER_BYTES: u64 = 40;
const ENTRY_BYTES: usize = 64;
const FOOTER_BYTES: u64 = 48;
/// Changes with the layout of packs and records.
const FORMAT: u32 = 1;
/// Changes with every change of the code that reads files, so that no cache outlives its reader.
pub(crate) const READER: &str = env!("IRAMA_READER_FINGERPRINT");
pub(super) const PART_EXTENSION: &str = "part";
/// How often another run may take the number of a pack while this one writes.
const MAX_TRIES: u64 = 1000;

/// The index of a pack: where the record of each key lies.
pub(super) type Index = Vec<([u8; 32], Location)>;

/// Where a record lies in its pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Location {
    at: u64,
    head_len: u32,
    body_len: u32,
    head_sum: u64,
    body_sum: u64,
}

impl Location {
    pub(super) fn len(&self) -> u64 {
        u64::from(self.head_len) + u64::from(self.body_len)
    }

    fn to_bytes(self, key: &[u8; 32]) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        bytes[..32].copy_from_slice(key);
        bytes[32..40].copy_from_slice(&self.at.to_le_bytes());
        bytes[40..44].copy_from_slice(&self.head_len.to_le_bytes());
        bytes[44..48].copy_from_slice(&self.body_len.to_le_bytes());
        bytes[48..56].copy_from_slice(&self.head_sum.to_le_bytes());
        bytes[56..].copy_from_slice(&self.body_sum.to_le_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<([u8; 32], Self)> {
        let u64_at = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
        let u32_at = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let location = Self {
            at: u64_at(32)?,
            head_len: u32_at(40)?,
            body_len: u32_at(44)?,
            head_sum: u64_at(48)?,
            body_sum: u64_at(56)?,
        };
        Some((bytes.get(..32)?.try_into().ok()?, location))
    }
}

/// A finished pack.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) path: PathBuf,
    pub(super) number: u64,
    pub(super) n_bytes: u64,
    file: Mutex<File>,
}

impl Pack {
    /// Opens a pack and reads its index; `None` if it is of another version or damaged.
    pub(super) fn open(path: &Path) -> Option<(Self, Index)> {
        let number = number_of(path)?;
        let mut file = File::open(path).ok()?;
        let n_bytes = file.metadata().ok()?.len();
        let header = read_at(&mut file, 0, HEADER_BYTES)?;
        if header[..8] != MAGIC || header[8..] != version() {
            return None;
        }
        let footer_at = n_bytes.checked_sub(FOOTER_BYTES)?;
        let footer = read_at(&mut file, footer_at, FOOTER_BYTES)?;
        let n_entries = u64::from_le_bytes(footer[..8].try_into().ok()?);
        let index_len = n_entries.checked_mul(ENTRY_BYTES as u64)?;
        let index_at = footer_at.checked_sub(index_len)?;
        let index = read_at(&mut file, index_at, index_len)?;
        if footer[40..] != END_MAGIC || footer[8..40] != index_sum(&index) {
            return None;
        }
        let entries = index.chunks_exact(ENTRY_BYTES).map(Location::from_bytes);
        let pack = Self { path: path.to_owned(), number, n_bytes, file: Mutex::new(file) };
        Some((pack, entries.collect::<Option<_>>()?))
    }

    /// Head and, if wanted, body of a record; `None` if they are not what was written.
    pub(super) fn read(&self, at: &Location, wants_body: bool) -> Option<(Vec<u8>, Vec<u8>)> {
        let len = if wants_body { at.len() } else { u64::from(at.head_len) };
        if at.at.checked_add(at.len())? > self.n_bytes {
            return None;
        }
        let mut head = read_at(&mut *self.file.lock().ok()?, at.at, len)?;
        let body = head.split_off(usize::try_from(at.head_len).ok()?);
        let is_sound = sum(&head) == at.head_sum && (!wants_body || sum(&body) == at.body_sum);
        is_sound.then_some((head, body))
    }
}

/// A pack that is being written beside its place.
#[derive(Debug)]
pub(super) struct PackWriter {
    file: BufWriter<NamedTempFile>,
    at: u64,
    index: Vec<u8>,
}

impl PackWriter {
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        let file = tempfile::Builder::new()
            .prefix("irama-")
            .suffix(&format!(".{PART_EXTENSION}"))
            .tempfile_in(folder)?;
        let mut file = BufWriter::new(file);
        file.write_all(&MAGIC)?;
        file.write_all(&version())?;
        Ok(Self { file, at: HEADER_BYTES, index: Vec::new() })
    }

    pub(super) fn n_bytes(&self) -> u64 {
        self.at
    }

    /// How many bytes the record takes, its place in the index included.
    pub(super) fn add(&mut self, key: [u8; 32], head: &[u8], body: &[u8]) -> io::Result<u64> {
        let too_long = |_| io::Error::new(io::ErrorKind::InvalidInput, "a record beyond 4 GiB");
        let location = Location {
            at: self.at,
            head_len: u32::try_from(head.len()).map_err(too_long)?,
            body_len: u32::try_from(body.len()).map_err(too_long)?,
            head_sum: sum(head),
            body_sum: sum(body),
        };
        self.file.write_all(head)?;
        self.file.write_all(body)?;
        self.index.extend_from_slice(&location.to_bytes(&key));
        self.at = self.at.saturating_add(location.len());
        Ok(location.len().saturating_add(ENTRY_BYTES as u64))
    }

    /// Puts the pack into its place under `number` or the next free one, and says which.
    pub(super) fn finish(mut self, folder: &Path, number: u64) -> io::Result<u64> {
        let n_entries = (self.index.len() / ENTRY_BYTES) as u64;
        self.file.write_all(&self.index)?;
        self.file.write_all(&n_entries.to_le_bytes())?;
        self.file.write_all(&index_sum(&self.index))?;
        self.file.write_all(&END_MAGIC)?;
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        for number in number..number.saturating_add(MAX_TRIES) {
            match file.persist_noclobber(folder.join(format!("{number:08}.pack"))) {
                Ok(_) => return Ok(number),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                    file = error.file;
                }
                Err(error) => return Err(error.error),
            }
        }
        Err(io::Error::new(io::ErrorKind::AlreadyExists, "no free number for a pack"))
    }
}

/// The number in the name of a pack; `None` if the name is not that of a pack.
pub(super) fn number_of(path: &Path) -> Option<u64> {
    let is_pack = path.extension().is_some_and(|it| it == "pack");
    if is_pack { path.file_stem()?.to_str()?.parse().ok() } else { None }
}

fn read_at(file: &mut File, at: u64, len: u64) -> Option<Vec<u8>> {
    file.seek(SeekFrom::Start(at)).ok()?;
    let mut bytes = Vec::new();
    file.take(len).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 == len).then_some(bytes)
}

fn version() -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&FORMAT.to_le_bytes()).update(READER.as_bytes());
    *hasher.finalize().as_bytes()
}

fn index_sum(index: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&version()).update(index);
    *hasher.finalize().as_bytes()
}

fn sum(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    hash.as_bytes()[..8].iter().fold(0, |sum, &it| sum << 8 | u64::from(it))
}
