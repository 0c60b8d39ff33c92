//! Zip archives: their MIDI entries, listed within limits and read in memory.
//!
//! Nothing is written to disk. What an archive states about itself is checked before anything is
//! unpacked, and what it unpacks to is checked against what it stated.

mod directory;
mod entry;
mod name;

pub(crate) use entry::{Entry, read_entry};

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader},
    path::Path,
};

use self::{
    directory::{Directory, Header, Headers, find_directory},
    name::{check_name, decode_name, is_device},
};
use crate::{
    Limits, Reason,
    kind::{Kind, extension_of, is_licence, is_shadow, kind_of},
};

const LINK: u32 = 0o120_000;
const KIND_OF_FILE: u32 = 0o170_000;
const IS_ENCRYPTED: u16 = 1;
const IS_STRONGLY_ENCRYPTED: u16 = 1 << 6;

/// What an archive holds.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// MIDI files, and whatever is refused by name or kind.
    pub(crate) entries: Vec<(String, Result<Entry, Reason>)>,
    /// Everything else by extension.
    pub(crate) others: BTreeMap<String, usize>,
    /// The licence nearest to the root.
    pub(crate) licence: Option<Entry>,
    licence_depth: usize,
    /// What is wrong with the archive as a whole although its entries can be read.
    pub(crate) fault: Option<Reason>,
}

/// Lists an archive, or refuses it as a whole.
pub(crate) fn list_archive(path: &Path, limits: &Limits) -> Result<Listing, Reason> {
    let unreadable = |error: io::Error| Reason::Unreadable(crate::read::say_io(&error));
    let mut file = File::open(path).map_err(unreadable)?;
    let len = file.metadata().map_err(unreadable)?.len();
    let Some(directory) = find_directory(&mut file, len).map_err(unreadable)? else {
        let text = "no directory at its end; it was cut off, download or pack it again";
        return Err(Reason::BrokenArchive(text.into()));
    };
    if directory.stated > limits.entries {
        return Err(Reason::TooManyEntries { found: directory.stated, limit: limits.entries });
    }
    let listing = list_headers(file, directory, limits)?;
    check_sizes(&listing, len, limits)?;
    check_overlaps(&listing)?;
    Ok(listing)
}

fn list_headers(file: File, directory: Directory, limits: &Limits) -> Result<Listing, Reason> {
    let unreadable = |error: io::Error| Reason::Unreadable(crate::read::say_io(&error));
    let reader = BufReader::with_capacity(1 << 16, file);
    let mut headers = Headers::new(reader, directory).map_err(unreadable)?;
    let mut listing = Listing::default();
    let mut found = 0;
    while let Some(header) = headers.next().map_err(unreadable)? {
        found += 1;
        if found > limits.entries {
            return Err(Reason::TooManyEntries { found, limit: limits.entries });
        }
        listing.add(header, limits);
    }
    // Without zip64 only the last 16 bits of a count are stated, so more than stated is no fault.
    if found < directory.stated {
        listing.fault = Some(Reason::CutDirectory { found, stated: directory.stated });
    }
    Ok(listing)
}

impl Listing {
    fn add(&mut self, header: Header, limits: &Limits) {
        let name = decode_name(&header.name);
        if let Err(reason) = check_name(&name, limits) {
            self.entries.push((name, Err(reason)));
            return;
        }
        if name.ends_with('/') {
            return;
        }
        if header.unix_mode & KIND_OF_FILE == LINK {
            self.entries.push((name, Err(Reason::Link)));
            return;
        }
        match kind_of(&name) {
            Kind::Music if is_shadow(&name) => self.entries.push((name, Err(Reason::Shadow))),
            Kind::Music => {
                let verdict = check_entry(&header, limits);
                self.entries.push((name, verdict.map(|()| Entry::new(&header))));
            }
            Kind::Archive => self.entries.push((name, Err(Reason::NestedArchive))),
            Kind::Other if is_device(&name) => {
                let reason = Reason::UnsafeName("a device of Windows has it");
                self.entries.push((name, Err(reason)));
            }
            Kind::Other => self.add_other(&name, &header),
        }
    }

    fn add_other(&mut self, name: &str, header: &Header) {
        *self.others.entry(extension_of(name)).or_default() += 1;
        let depth = name.matches('/').count();
        if is_licence(name) && depth <= 1 && (self.licence.is_none() || depth < self.licence_depth)
        {
            self.licence = Some(Entry::new(header));
            self.licence_depth = depth;
        }
    }
}

/// What the directory says of a MIDI entry, held against the limits.
fn check_entry(header: &Header, limits: &Limits) -> Result<(), Reason> {
    if header.flags & (IS_ENCRYPTED | IS_STRONGLY_ENCRYPTED) != 0 || header.method == 99 {
        return Err(Reason::Encrypted);
    }
    if !matches!(header.method, 0 | 8) {
        return Err(Reason::Method(name_method(header.method)));
    }
    if header.size > limits.ratio_free_bytes {
        check_ratio(header.size, header.packed, limits)?;
    }
    if header.size > limits.file_bytes {
        return Err(Reason::TooLarge { bytes: header.size, limit: limits.file_bytes });
    }
    Ok(())
}

fn check_ratio(size: u64, packed: u64, limits: &Limits) -> Result<(), Reason> {
    let times = size / packed.max(1);
    if times > limits.ratio {
        return Err(Reason::Ratio { times, limit: limits.ratio });
    }
    Ok(())
}

/// The stated sizes of all MIDI entries together. They bind: no entry unpacks to more than stated.
fn check_sizes(listing: &Listing, archive_len: u64, limits: &Limits) -> Result<(), Reason> {
    let sizes = listing.entries.iter().filter_map(|(_, entry)| Some(entry.as_ref().ok()?.size));
    let bytes = sizes.fold(0, u64::saturating_add);
    if bytes > limits.archive_bytes {
        return Err(Reason::ArchiveTooLarge { bytes, limit: limits.archive_bytes });
    }
    if bytes > limits.ratio_free_bytes.saturating_mul(64) {
        check_ratio(bytes, archive_len, limits)?;
    }
    Ok(())
}

/// Entries that share bytes are how a small archive unpacks to a huge one within every ratio
/// (D. Fifield, "A better zip bomb", 2019).
fn check_overlaps(listing: &Listing) -> Result<(), Reason> {
    let mut extents: Vec<(u64, u64, &str)> = listing
        .entries
        .iter()
        .filter_map(|(name, entry)| {
            let entry = entry.as_ref().ok()?;
            Some((entry.offset, entry.end(), name.as_str()))
        })
        .collect();
    extents.sort_unstable();
    for pair in extents.windows(2) {
        let [(_, end, first), (start, _, second)] = pair else { continue };
        if start < end {
            let shown = |name: &str| crate::display_name(Path::new(name));
            return Err(Reason::Overlap { first: shown(first), second: shown(second) });
        }
    }
    Ok(())
}

fn name_method(method: u16) -> String {
    let name = match method {
        1 => "Shrink",
        2..=5 => "Reduce",
        6 => "Implode",
        9 => "Deflate64",
        12 => "bzip2",
        14 => "LZMA",
        20 | 93 => "Zstandard",
        94 => "MP3",
        95 => "XZ",
        96 => "JPEG",
        97 => "WavPack",
        98 => "PPMd",
        _ => return format!("method {method}"),
    };
    name.to_owned()
}
