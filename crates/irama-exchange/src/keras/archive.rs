//! The archive of a `.keras` file: a zip of three small names.
//!
//! Read by hand, because what a stranger's archive says must cost nothing: there are at most three
//! entries, and none is unpacked to more than it may. Format: PKWARE's APPNOTE, sections 4.3.7,
//! 4.3.12 and 4.3.16.

use std::{io::Read, ops::Range};

use flate2::{Crc, read::DeflateDecoder};

pub(super) const METADATA: &str = "metadata.json";
pub(super) const CONFIG: &str = "config.json";
pub(super) const WEIGHTS: &str = "model.weights.h5";

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const LOCAL_LEN: usize = 30;
const CENTRAL_LEN: usize = 46;
const END_LEN: usize = 22;
/// The first of January 1980: a model is always the same bytes.
const DATE: u16 = 1 << 5 | 1;
/// The version that is needed to extract: 2.0.
const VERSION: u16 = 20;

/// Text that is unpacked, at most. That of sixteen layers has 60,000 bytes.
const MOST_TEXT: usize = 1 << 18;
/// Weights that are unpacked, at most, where they were packed: Keras does not pack them.
const MOST_PACKED: usize = 15 << 20;

/// The bytes of an archive and where its entries stand.
#[derive(Debug)]
pub(super) struct Archive {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    name: String,
    is_packed: bool,
    checksum: u32,
    n_unpacked: usize,
    data: Range<usize>,
}

impl Archive {
    /// Finds the entries. The reason if there are others than those of Keras.
    pub(super) fn new(bytes: Vec<u8>) -> Result<Self, String> {
        let entries = entries(&bytes)?;
        Ok(Self { bytes, entries })
    }

    /// The description of the layers.
    pub(super) fn config(&self) -> Result<Vec<u8>, String> {
        let entry = self.entry(CONFIG)?;
        if entry.n_unpacked > MOST_TEXT {
            return Err(format!(
                "its {CONFIG} has {} bytes, more than the {MOST_TEXT} that one can need",
                entry.n_unpacked
            ));
        }
        if entry.is_packed { self.unpacked(entry) } else { self.checked(entry).map(<[u8]>::to_vec) }
    }

    /// The weights; takes no more memory than the archive, unless they are packed.
    pub(super) fn into_weights(mut self) -> Result<Vec<u8>, String> {
        let entry = self.entry(WEIGHTS)?.clone();
        if entry.is_packed {
            if entry.n_unpacked > MOST_PACKED {
                return Err(format!(
                    "its {WEIGHTS} would be unpacked to {} bytes, more than {MOST_PACKED}; save it \
                     with Keras, which does not pack it",
                    entry.n_unpacked
                ));
            }
            return self.unpacked(&entry);
        }
        self.checked(&entry)?;
        self.bytes.truncate(entry.data.end);
        self.bytes.drain(..entry.data.start);
        Ok(self.bytes)
    }

    fn entry(&self, name: &str) -> Result<&Entry, String> {
        let entry = self.entries.iter().find(|it| it.name == name);
        entry.ok_or_else(|| format!("its {name} is missing; save it with Keras 3"))
    }

    fn checked(&self, entry: &Entry) -> Result<&[u8], String> {
        let data = &self.bytes[entry.data.clone()];
        if data.len() != entry.n_unpacked {
            return Err(format!("its {} has two sizes", entry.name));
        }
        check_sum(data, entry)?;
        Ok(data)
    }

    fn unpacked(&self, entry: &Entry) -> Result<Vec<u8>, String> {
        let mut data = Vec::with_capacity(entry.n_unpacked);
        let packed = &self.bytes[entry.data.clone()];
        let read = DeflateDecoder::new(packed).take(entry.n_unpacked as u64).read_to_end(&mut data);
        if read.is_err() || data.len() != entry.n_unpacked {
            return Err(format!("its {} cannot be unpacked; use a copy", entry.name));
        }
        check_sum(&data, entry)?;
        Ok(data)
    }
}

fn check_sum(data: &[u8], entry: &Entry) -> Result<(), String> {
    let mut found = Crc::new();
    found.update(data);
    if found.sum() == entry.checksum {
        return Ok(());
    }
    Err(format!("the checksum of its {} is wrong: it is damaged; use a copy", entry.name))
}

fn entries(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let end = bytes.len().checked_sub(END_LEN).filter(|it| long(bytes, *it) == Some(END));
    let end = end.ok_or(
        "it does not end like a .keras file: it is cut short, or none; give a file that Keras 3 \
         saved",
    )?;
    let n = usize::from(short(bytes, end + 10).unwrap_or(0));
    if n > 3 {
        return Err(format!("it holds {n} files, where Keras has three"));
    }
    let mut at = long(bytes, end + 16).unwrap_or(0) as usize;
    let mut entries: Vec<Entry> = Vec::new();
    for _ in 0..n {
        let (entry, next) =
            entry(bytes, at).ok_or("the list of its files is broken; use a copy")??;
        if entries.iter().any(|it| it.name == entry.name) {
            return Err(format!("it holds {} twice", entry.name));
        }
        entries.push(entry);
        at = next;
    }
    Ok(entries)
}

/// The entry whose central header stands at `at`, and where the next one stands. `None` if there is
/// no such header.
fn entry(bytes: &[u8], at: usize) -> Option<Result<(Entry, usize), String>> {
    if long(bytes, at)? != CENTRAL {
        return None;
    }
    let (flags, method) = (short(bytes, at + 8)?, short(bytes, at + 10)?);
    let n_name = usize::from(short(bytes, at + 28)?);
    let n_more = usize::from(short(bytes, at + 30)?) + usize::from(short(bytes, at + 32)?);
    let name = bytes.get(at + CENTRAL_LEN..)?.get(..n_name)?;
    let Some(known) = [METADATA, CONFIG, WEIGHTS].into_iter().find(|it| it.as_bytes() == name)
    else {
        let shown: String = String::from_utf8_lossy(name).chars().take(60).collect();
        return Some(Err(format!("it holds a file {shown:?}, which Keras does not put there")));
    };
    if flags & 1 == 1 || !matches!(method, 0 | 8) {
        return Some(Err(format!("its {known} is encrypted or packed in an unusual way")));
    }
    let (n_packed, n_unpacked) = (long(bytes, at + 20)? as usize, long(bytes, at + 24)? as usize);
    let local = long(bytes, at + 42)? as usize;
    let n_local = usize::from(short(bytes, local + 26)?);
    let is_same = bytes.get(local + LOCAL_LEN..)?.get(..n_local)? == name;
    if long(bytes, local)? != LOCAL || !is_same {
        return None;
    }
    let start = local + LOCAL_LEN + n_local + usize::from(short(bytes, local + 28)?);
    let data = start..start.checked_add(n_packed)?;
    bytes.get(data.clone())?;
    let checksum = long(bytes, at + 16)?;
    let entry = Entry { name: known.into(), is_packed: method == 8, checksum, n_unpacked, data };
    Some(Ok((entry, at + CENTRAL_LEN + n_name + n_more)))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|it| u16::from_le_bytes(*it))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|it| u32::from_le_bytes(*it))
}

/// An archive of these files, not packed. `None` if it would have 4 GB or more.
pub(super) fn write(files: &[(&str, Vec<u8>)]) -> Option<Vec<u8>> {
    let (mut bytes, mut central) = (Vec::new(), Vec::new());
    for (name, data) in files {
        let mut checksum = Crc::new();
        checksum.update(data);
        // Shared by both headers: version, flags, method, time, date, checksum, sizes, lengths.
        let mut header = Vec::new();
        for it in [VERSION, 0, 0, 0, DATE] {
            header.extend(it.to_le_bytes());
        }
        for it in [checksum.sum(), size(data)?, size(data)?] {
            header.extend(it.to_le_bytes());
        }
        header.extend((name.len() as u16).to_le_bytes());
        header.extend([0; 2]);

        central.extend(CENTRAL.to_le_bytes());
        central.extend(VERSION.to_le_bytes());
        central.extend(&header);
        central.extend([0; 10]);
        central.extend(size(&bytes)?.to_le_bytes());
        central.extend(name.as_bytes());

        bytes.extend(LOCAL.to_le_bytes());
        bytes.extend(header);
        bytes.extend(name.as_bytes());
        bytes.extend(data);
    }
    let (n, start) = (files.len() as u16, size(&bytes)?);
    bytes.extend(&central);
    bytes.extend(END.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend([n.to_le_bytes(), n.to_le_bytes()].concat());
    bytes.extend(size(&central)?.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0; 2]);
    Some(bytes)
}

fn size(data: &[u8]) -> Option<u32> {
    data.len().try_into().ok()
}
