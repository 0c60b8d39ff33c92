//! One file: its bytes, what they say, and whether the cache knew.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::{Mutex, PoisonError},
};

use irama_score::read_midi;

use crate::{
    Limits, Reason,
    archive::read_entry,
    cache::{Cache, Record},
    facts::{Facts, Outcome},
    song::{pack, unpack},
    walk::{Item, Place},
};

/// Files above this size are read one at a time: a score takes up to twenty times as much memory.
const HEAVY_BYTES: usize = 1 << 20;

/// What became of one file, before it is compared with the others.
#[derive(Debug)]
pub(crate) struct Finding {
    /// BLAKE3 of its bytes, if it has any that may be read.
    pub(crate) hash: Option<[u8; 32]>,
    pub(crate) n_bytes: u64,
    pub(crate) outcome: Result<Facts, Reason>,
    /// The packed score, if scores are kept.
    pub(crate) packed: Option<Box<[u8]>>,
    /// What the cache did not know yet.
    pub(crate) fresh: Option<Record>,
}

/// How files are read.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) limits: &'a Limits,
    pub(crate) cache: Option<&'a Cache>,
    pub(crate) keeps_scores: bool,
    /// Held by whoever reads a heavy file.
    pub(crate) heavy: &'a Mutex<()>,
}

impl Reader<'_> {
    pub(crate) fn read(&self, item: &Item) -> Finding {
        let bytes = match fetch(item, self.limits) {
            Ok(bytes) => bytes,
            Err(reason) => {
                let outcome = Err(reason);
                return Finding { hash: None, n_bytes: 0, outcome, packed: None, fresh: None };
            }
        };
        let hash = *blake3::hash(&bytes).as_bytes();
        let stem = item.path.file_stem().unwrap_or_default().to_string_lossy();
        let key = cache_key(&hash, &stem);
        let (outcome, packed, fresh) = match self.recall(&key) {
            Some((outcome, packed)) => (outcome, packed, None),
            None => {
                let is_heavy = bytes.len() > HEAVY_BYTES;
                let _turn =
                    is_heavy.then(|| self.heavy.lock().unwrap_or_else(PoisonError::into_inner));
                let (outcome, packed) = understand(&bytes, &stem);
                let fresh = self.cache.map(|_| Record::new(key, &outcome, packed.as_deref()));
                (outcome, packed.filter(|_| self.keeps_scores), fresh)
            }
        };
        let outcome = match outcome {
            Outcome::Read(facts) => Ok(facts),
            Outcome::Refused(text) => Err(Reason::NotMidi(text)),
        };
        Finding { hash: Some(hash), n_bytes: bytes.len() as u64, outcome, packed, fresh }
    }

    /// What the cache knows of a file. Whatever is damaged there is not known.
    fn recall(&self, key: &[u8; 32]) -> Option<(Outcome, Option<Box<[u8]>>)> {
        let (head, body) = self.cache?.get(key, self.keeps_scores)?;
        let outcome: Outcome = postcard::from_bytes(&head).ok()?;
        let packed = match (&outcome, self.keeps_scores) {
            (Outcome::Read(_), true) => {
                unpack(&body)?;
                Some(body.into_boxed_slice())
            }
            _ => None,
        };
        Some((outcome, packed))
    }
}

/// Key and tempo may follow from the name of a file, so its name belongs to what is cached.
fn cache_key(hash: &[u8; 32], stem: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(hash).update(stem.as_bytes());
    *hasher.finalize().as_bytes()
}

fn understand(bytes: &[u8], stem: &str) -> (Outcome, Option<Box<[u8]>>) {
    match read_midi(bytes) {
        Ok(reading) => (Outcome::Read(Facts::of(&reading, stem)), Some(pack(&reading.score))),
        Err(error) => (Outcome::Refused(crate::display::clean(&error.to_string())), None),
    }
}

/// The bytes of a file, within the limits.
pub(crate) fn fetch(item: &Item, limits: &Limits) -> Result<Vec<u8>, Reason> {
    match &item.place {
        Place::Refused(reason) | Place::RefusedArchive(reason) => Err(reason.clone()),
        Place::Entry(archive, entry) => read_entry(archive, entry),
        Place::File => read_file(&item.path, limits.file_bytes),
    }
}

fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, Reason> {
    let unreadable = |error: io::Error| Reason::Unreadable(say_io(&error));
    let file = File::open(path).map_err(unreadable)?;
    let len = file.metadata().map_err(unreadable)?.len();
    if len > limit {
        return Err(Reason::TooLarge { bytes: len, limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0));
    // The file may grow while it is read.
    file.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// What the system says, in the words of this house: lower case, without its number.
pub(crate) fn say_io(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.to_lowercase()
}
