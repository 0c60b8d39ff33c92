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

/// What is remembered of a file takes about its size; twice that holds it with all that is small.
const TIMES: u64 = 2;
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

/// How large things may become.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    /// All packs together, unless the music itself is large: then [`TIMES`] the bytes of the files that
    /// a run has read. Beyond it the oldest go.
    all_bytes: u64,
    /// A pack is closed beyond this size, so that a run that breaks off keeps most of its work.
    pack_bytes: u64,
}

const BOUNDS: Bounds = Bounds { all_bytes: 512 << 20, pack_bytes: 64 << 20 };

/// The packs of a folder, opened for reading and for one run of writing.
#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
    bounds: Bounds,
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
    bounds: Bounds,
    next_number: u64,
    pack: Option<PackWriter>,
    n_written: u64,
    /// Bytes of the files that this run has read, known before or not.
    n_read: u64,
    /// Once writing failed the rest of the run goes without.
    failure: Option<io::Error>,
}

impl Cache {
    /// Opens what is there, which may be nothing. `keeps_on` is asked before each pack; once it says
    /// no, there is no cache.
    pub(crate) fn open(folder: &Path, keeps_on: impl Fn() -> bool) -> Option<Self> {
        let mut cache = Self {
            folder: folder.to_owned(),
            bounds: BOUNDS,
            packs: Vec::new(),
            stale: Vec::new(),
            places: BTreeMap::new(),
            n_used: Vec::new(),
        };
        for path in list_packs(folder) {
            if !keeps_on() {
                return None;
            }
            let Some((pack, entries)) = Pack::open(&path) else {
                cache.stale.push(path);
                continue;
            };
            let pack_idx = cache.packs.len();
            cache.packs.push(pack);
            cache.n_used.push(AtomicU64::new(0));
            cache.places.extend(entries.into_iter().map(|(key, at)| (key, (pack_idx, at))));
        }
        Some(cache)
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
            bounds: self.bounds,
            next_number: last.map_or(0, |it| it.saturating_add(1)),
            pack: None,
            n_written: 0,
            n_read: 0,
            failure: None,
        }
    }

    fn stale_numbers(&self) -> impl Iterator<Item = u64> {
        self.stale.iter().filter_map(|path| pack::number_of(path))
    }

    /// Finishes a run: closes the last pack. A run that was not stopped, so that it knows what the
    /// collection needs, also merges small packs and throws out what is too much.
    pub(crate) fn finish(self, mut writer: CacheWriter, is_stopped: bool) -> io::Result<()> {
        let tidies = writer.n_written > 0 && !is_stopped;
        let merged = if tidies { self.merge_small(&mut writer) } else { Vec::new() };
        writer.close();
        if let Some(error) = writer.failure {
            return Err(error);
        }
        if tidies {
            self.trim(writer.n_written, writer.limit(), &merged);
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
    fn trim(mut self, n_written: u64, limit: u64, merged: &[usize]) {
        let stale = std::mem::take(&mut self.stale);
        stale.iter().for_each(|path| drop(fs::remove_file(path)));
        drop(remove_old_parts(&self.folder));
        let is_used = |idx: usize| self.n_used[idx].load(Ordering::Relaxed) > 0;
        let mut by_worth: Vec<usize> = (0..self.packs.len()).collect();
        by_worth.sort_by_key(|&idx| (!merged.contains(&idx), is_used(idx), self.packs[idx].number));
        let mut n_bytes =
            n_written.saturating_add(self.packs.iter().map(|pack| pack.n_bytes).sum());
        for idx in by_worth {
            if n_bytes > limit || merged.contains(&idx) {
                n_bytes = n_bytes.saturating_sub(self.packs[idx].n_bytes);
                drop(fs::remove_file(&self.packs[idx].path));
            }
        }
    }
}

impl CacheWriter {
    /// Counts a file that this run has read.
    pub(crate) fn saw(&mut self, n_bytes: u64) {
        self.n_read = self.n_read.saturating_add(n_bytes);
    }

    /// How many bytes all packs may have: a run that is stopped and begun again must find what it read,
    /// however large the collection is.
    fn limit(&self) -> u64 {
        self.n_read.saturating_mul(TIMES).max(self.bounds.all_bytes)
    }

    pub(crate) fn add(&mut self, record: &Record) {
        // More than fits would only throw out what this run has just written.
        if self.failure.is_some() || self.n_written > self.limit() - self.bounds.pack_bytes {
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
        let is_full = pack.n_bytes() > self.bounds.pack_bytes;
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

#[cfg(test)]
mod tests {
    use tempfile::{TempDir, tempdir};

    use super::*;

    const BYTES: usize = 100;

    fn key(number: usize) -> [u8; 32] {
        *blake3::hash(&number.to_le_bytes()).as_bytes()
    }

    fn open(folder: &TempDir) -> Cache {
        let mut cache = Cache::open(folder.path(), || true).unwrap();
        cache.bounds = Bounds { all_bytes: 4096, pack_bytes: 512 };
        cache
    }

    /// Reads files as a run does; how many of them were known.
    fn run(folder: &TempDir, files: std::ops::Range<usize>, is_stopped: bool) -> usize {
        let cache = open(folder);
        let (mut writer, mut n_known) = (cache.writer(), 0);
        for number in files {
            writer.saw(BYTES as u64);
            match cache.get(&key(number), true) {
                Some((head, body)) => {
                    assert_eq!((head.len(), body.len()), (20, BYTES - 64));
                    n_known += 1;
                }
                None => {
                    let (head, body) = (vec![1; 20], vec![2; BYTES - 64]);
                    writer.add(&Record { key: key(number), head, body });
                }
            }
        }
        cache.finish(writer, is_stopped).unwrap();
        n_known
    }

    fn n_bytes(folder: &TempDir) -> u64 {
        open(folder).packs.iter().map(|it| it.n_bytes).sum()
    }

    #[test]
    fn a_large_collection_is_remembered_as_a_whole() {
        let folder = tempdir().unwrap();
        assert_eq!(run(&folder, 0..1000, false), 0);
        assert!(n_bytes(&folder) > 100_000);
        assert_eq!(run(&folder, 0..1000, false), 1000);
    }

    #[test]
    fn whatever_was_read_before_stops_is_known_afterwards() {
        let folder = tempdir().unwrap();
        for (end, n_known) in [(300, 0), (500, 300), (510, 500), (1000, 510)] {
            assert_eq!(run(&folder, 0..end, end < 1000), n_known);
        }
        // A file is new, and the run is stopped soon: it does not know yet what the rest needs.
        assert_eq!(run(&folder, 999..1001, true), 1);
        assert_eq!(run(&folder, 0..1001, false), 1001);
    }

    #[test]
    fn the_cache_of_what_is_no_longer_read_shrinks() {
        let folder = tempdir().unwrap();
        run(&folder, 0..1000, false);
        run(&folder, 5000..5010, false);
        assert!(n_bytes(&folder) <= 4096, "{}", n_bytes(&folder));
        assert_eq!(run(&folder, 5000..5010, false), 10);
    }

    #[test]
    fn whoever_says_stop_gets_no_cache() {
        let folder = tempdir().unwrap();
        run(&folder, 0..10, false);
        assert!(Cache::open(folder.path(), || false).is_none());
    }
}
