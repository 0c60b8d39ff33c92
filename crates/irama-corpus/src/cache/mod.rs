//! What was read before, so that a second run only has to compare.
//!
//! Records lie in a few packs instead of a file each: a hundred thousand songs are a handful of
//! files. Packs are written beside, flushed and renamed, and never changed; whatever is damaged, cut
//! or of another version counts as unknown. A cache that cannot be written is worth a warning.

mod pack;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use etcetera::BaseStrategy;

pub(crate) use self::pack::READER;
use self::pack::{Location, Pack, PackWriter};
use crate::facts::Outcome;

/// All packs together; beyond it the oldest go.
const MAX_BYTES: u64 = 512 << 20;
/// A pack is closed beyond this size, so that a run that breaks off keeps most of its work.
const PACK_BYTES: u64 = 64 << 20;
/// This many small packs are merged into the next.
const MAX_SMALL_PACKS: usize = 16;
const SMALL_BYTES: u64 = 4 << 20;
/// What a crashed run left behind goes after this time.
const MAX_AGE_OF_PARTS: Duration = Duration::from_secs(24 * 60 * 60);

/// The folder where this program keeps what it can make again; `None` if the user has no home.
pub fn default_cache_dir() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.cache_dir().join("irama").join("corpus"))
}

/// What is known of one file, ready to be written.
#[derive(Debug)]
pub(crate) struct Record {
    key: [u8; 32],
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Record {
    pub(crate) fn new(key: [u8; 32], outcome: &Outcome, packed: Option<&[u8]>) -> Self {
        let head = postcard::to_stdvec(outcome)
            .expect("an outcome packs because it holds lists of known length only");
        Self { key, head, body: packed.unwrap_or_default().to_vec() }
    }
}

/// The packs of a folder, opened for reading and for one run of writing.
#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
    packs: Vec<Pack>,
    /// Packs of other versions or without a sound index.
    stale: Vec<PathBuf>,
    places: BTreeMap<[u8; 32], (usize, Location)>,
    /// Bytes that this run took from each pack.
    n_used: Vec<AtomicU64>,
}

/// Writes what a run learnt.
#[derive(Debug)]
pub(crate) struct CacheWriter {
    folder: PathBuf,
    next_number: u64,
    pack: Option<PackWriter>,
    n_written: u64,
    /// Once writing failed the rest of the run goes without.
    failure: Option<io::Error>,
}

impl Cache {
    /// Opens what is there, which may be nothing.
    pub(crate) fn open(folder: &Path) -> Self {
        let mut cache = Self {
            folder: folder.to_owned(),
            packs: Vec::new(),
            stale: Vec::new(),
            places: BTreeMap::new(),
            n_used: Vec::new(),
        };
        for path in list_packs(folder) {
            let Some((pack, entries)) = Pack::open(&path) else {
                cache.stale.push(path);
                continue;
            };
            let pack_idx = cache.packs.len();
            cache.packs.push(pack);
            cache.n_used.push(AtomicU64::new(0));
            cache.places.extend(entries.into_iter().map(|(key, at)| (key, (pack_idx, at))));
        }
        cache
    }

    /// Head and body of a record; the body is empty unless it is wanted.
    pub(crate) fn get(&self, key: &[u8; 32], wants_body: bool) -> Option<(Vec<u8>, Vec<u8>)> {
        let (pack_idx, at) = self.places.get(key)?;
        let found = self.packs[*pack_idx].read(at, wants_body)?;
        self.n_used[*pack_idx].fetch_add(at.len(), Ordering::Relaxed);
        Some(found)
    }

    pub(crate) fn writer(&self) -> CacheWriter {
        let last = self.packs.iter().map(|pack| pack.number).chain(self.stale_numbers()).max();
        CacheWriter {
            folder: self.folder.clone(),
            next_number: last.map_or(0, |it| it.saturating_add(1)),
            pack: None,
            n_written: 0,
            failure: None,
        }
    }

    fn stale_numbers(&self) -> impl Iterator<Item = u64> {
        self.stale.iter().filter_map(|path| pack::number_of(path))
    }

    /// Finishes a run: merges small packs, closes the last one and throws out what is too much.
    pub(crate) fn finish(self, mut writer: CacheWriter) -> io::Result<()> {
        let mut merged = Vec::new();
        if writer.n_written > 0 {
            merged = self.merge_small(&mut writer);
        }
        writer.close();
        if let Some(error) = writer.failure {
            return Err(error);
        }
        if writer.n_written > 0 {
            self.trim(writer.n_written, &merged);
        }
        Ok(())
    }

    /// Copies the records of small packs into the new one if there are many; which packs they were.
    fn merge_small(&self, writer: &mut CacheWriter) -> Vec<usize> {
        let is_small = |idx: &usize| self.packs[*idx].n_bytes < SMALL_BYTES;
        let small: Vec<usize> = (0..self.packs.len()).filter(is_small).collect();
        if small.len() < MAX_SMALL_PACKS {
            return Vec::new();
        }
        for (key, (pack_idx, at)) in &self.places {
            if small.contains(pack_idx)
                && let Some((head, body)) = self.packs[*pack_idx].read(at, true)
            {
                writer.add(&Record { key: *key, head, body });
            }
        }
        small
    }

    /// Deletes merged and stale packs, then the least useful until the rest fits: those that this
    /// run did not use before those that it did, older before newer. What cannot be deleted stays.
    fn trim(mut self, n_written: u64, merged: &[usize]) {
        let stale = std::mem::take(&mut self.stale);
        stale.iter().for_each(|path| drop(fs::remove_file(path)));
        drop(remove_old_parts(&self.folder));
        let is_used = |idx: usize| self.n_used[idx].load(Ordering::Relaxed) > 0;
        let mut by_worth: Vec<usize> = (0..self.packs.len()).collect();
        by_worth.sort_by_key(|&idx| (!merged.contains(&idx), is_used(idx), self.packs[idx].number));
        let mut n_bytes =
            n_written.saturating_add(self.packs.iter().map(|pack| pack.n_bytes).sum());
        for idx in by_worth {
            if n_bytes > MAX_BYTES || merged.contains(&idx) {
                n_bytes = n_bytes.saturating_sub(self.packs[idx].n_bytes);
                drop(fs::remove_file(&self.packs[idx].path));
            }
        }
    }
}

impl CacheWriter {
    pub(crate) fn add(&mut self, record: &Record) {
        // More than fits would only throw out what this run has just written.
        if self.failure.is_some() || self.n_written > MAX_BYTES - PACK_BYTES {
            return;
        }
        match self.try_add(record) {
            Ok(is_full) if is_full => self.close(),
            Ok(_) => {}
            Err(error) => {
                self.pack = None;
                self.failure = Some(error);
            }
        }
    }

    fn try_add(&mut self, record: &Record) -> io::Result<bool> {
        let mut pack = match self.pack.take() {
            Some(pack) => pack,
            None => {
                fs::create_dir_all(&self.folder)?;
                PackWriter::create(&self.folder)?
            }
        };
        let Record { key, head, body } = record;
        let n_bytes = pack.add(*key, head, body)?;
        self.n_written = self.n_written.saturating_add(n_bytes);
        let is_full = pack.n_bytes() > PACK_BYTES;
        self.pack = Some(pack);
        Ok(is_full)
    }

    fn close(&mut self) {
        let Some(pack) = self.pack.take() else { return };
        match pack.finish(&self.folder, self.next_number) {
            Ok(number) => self.next_number = number.saturating_add(1),
            Err(error) => self.failure = Some(error),
        }
    }
}

/// Packs by number; later ones win over earlier ones.
fn list_packs(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut numbered: Vec<(u64, PathBuf)> =
        paths.filter_map(|path| Some((pack::number_of(&path)?, path))).collect();
    numbered.sort();
    numbered.into_iter().map(|(_, path)| path).collect()
}

/// Removes temporary files that a crashed run left. Another run may be writing right now, so only
/// those go that are a day older than the newest file; no clock is needed for that.
fn remove_old_parts(folder: &Path) -> io::Result<()> {
    let mut parts = Vec::new();
    let mut newest = None;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let modified = entry.metadata()?.modified()?;
        newest = newest.max(Some(modified));
        if entry.path().extension().is_some_and(|it| it == pack::PART_EXTENSION) {
            parts.push((modified, entry.path()));
        }
    }
    for (modified, path) in parts {
        let age = newest.and_then(|newest| newest.duration_since(modified).ok());
        if age.is_some_and(|age| age > MAX_AGE_OF_PARTS) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
