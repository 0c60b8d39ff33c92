//! What survives: one file of `redb`, which a crash leaves as it was after the last commit.

use std::{
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use redb::{Database, DatabaseError, ReadableDatabase, TableDefinition};

use crate::error::Refusal;

/// Documents as JSON, by kind and id.
const DOCUMENTS: TableDefinition<&str, &[u8]> = TableDefinition::new("documents");
/// Songs as MIDI files, by id.
const MIDI: TableDefinition<&str, &[u8]> = TableDefinition::new("midi");
/// Memory for pages; what is kept is small.
const CACHE_BYTES: usize = 16 << 20;

/// Why the store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// Another studio has it.
    #[error("another studio uses this data folder; stop it, or give another folder with --data")]
    Taken,
    /// Anything else.
    #[error(transparent)]
    Other(Box<redb::Error>),
}

/// The store. After a failure of the disk it is opened anew, as `redb` asks for.
pub(crate) struct Store {
    path: PathBuf,
    /// `None` between a failure and the next try.
    database: RwLock<Option<Database>>,
}

/// What changes together.
#[derive(Clone, Default)]
pub(crate) struct Change {
    /// Keys and what they hold from now on; `None` for nothing.
    documents: Vec<(String, Option<Vec<u8>>)>,
    midi: Vec<(String, Option<Vec<u8>>)>,
}

impl Change {
    pub(crate) fn put(&mut self, kind: &str, id: &str, json: Vec<u8>) {
        self.documents.push((key(kind, id), Some(json)));
    }

    pub(crate) fn remove(&mut self, kind: &str, id: &str) {
        self.documents.push((key(kind, id), None));
    }

    pub(crate) fn put_midi(&mut self, id: &str, bytes: Vec<u8>) {
        self.midi.push((id.to_owned(), Some(bytes)));
    }

    pub(crate) fn remove_midi(&mut self, id: &str) {
        self.midi.push((id.to_owned(), None));
    }
}

impl Store {
    /// Opens the store, or makes it.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let database = open(path).map_err(|it| match it {
            DatabaseError::DatabaseAlreadyOpen => StoreError::Taken,
            other => StoreError::Other(Box::new(other.into())),
        })?;
        let store = Self { path: path.to_owned(), database: RwLock::new(Some(database)) };
        // Both tables are there from the first start on, so that reading them cannot fail.
        let made = store.with(|it| commit(it, Change::default()));
        made.map_err(|it| StoreError::Other(Box::new(it)))?;
        Ok(store)
    }

    /// Makes a change, whole or not at all; it is on disk when this returns.
    pub(crate) fn commit(&self, change: Change) -> Result<(), Refusal> {
        let first = self.with(|it| commit(it, change.clone()));
        // The disk may have room again by now.
        let done = first.or_else(|_| self.with(|it| commit(it, change)));
        done.map_err(Refusal::storage)
    }

    /// All documents of a kind.
    pub(crate) fn all(&self, kind: &str) -> Result<Vec<Vec<u8>>, Refusal> {
        let read = |database: &Database| -> Result<Vec<Vec<u8>>, redb::Error> {
            let table = database.begin_read()?.open_table(DOCUMENTS)?;
            let (from, to) = (key(kind, ""), format!("{kind}0"));
            let mut all = Vec::new();
            for entry in table.range(from.as_str()..to.as_str())? {
                all.push(entry?.1.value().to_vec());
            }
            Ok(all)
        };
        self.with(read).map_err(Refusal::storage)
    }

    /// The MIDI file of a song.
    pub(crate) fn midi(&self, id: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let read = |database: &Database| -> Result<Option<Vec<u8>>, redb::Error> {
            let table = database.begin_read()?.open_table(MIDI)?;
            Ok(table.get(id)?.map(|it| it.value().to_vec()))
        };
        self.with(read).map_err(Refusal::storage)
    }

    /// Works with the database; one that failed is closed, and opened anew for the next.
    fn with<T>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, redb::Error>,
    ) -> Result<T, redb::Error> {
        let is_closed = self.database.read().unwrap_or_else(PoisonError::into_inner).is_none();
        if is_closed {
            let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
            if database.is_none() {
                *database = Some(open(&self.path)?);
            }
        }
        let database = self.database.read().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = &*database else { return Err(redb::Error::PreviousIo) };
        let done = work(open);
        drop(database);
        if done.is_err() {
            *self.database.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
        done
    }
}

fn open(path: &Path) -> Result<Database, DatabaseError> {
    redb::Builder::new().set_cache_size(CACHE_BYTES).create(path)
}

fn commit(database: &Database, change: Change) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        let mut documents = transaction.open_table(DOCUMENTS)?;
        for (key, value) in change.documents {
            match value {
                Some(value) => documents.insert(key.as_str(), value.as_slice())?,
                None => documents.remove(key.as_str())?,
            };
        }
        let mut midi = transaction.open_table(MIDI)?;
        for (key, value) in change.midi {
            match value {
                Some(value) => midi.insert(key.as_str(), value.as_slice())?,
                None => midi.remove(key.as_str())?,
            };
        }
    }
    transaction.commit()?;
    Ok(())
}

/// `/` sorts just before `0`, so all keys of a kind stand together.
fn key(kind: &str, id: &str) -> String {
    format!("{kind}/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_committed_is_there_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("studio.redb");
        {
            let store = Store::open(&path).unwrap();
            let mut change = Change::default();
            change.put("song", "a", b"1".to_vec());
            change.put("song2", "b", b"2".to_vec());
            change.put_midi("a", b"MThd".to_vec());
            store.commit(change).unwrap();
            assert!(matches!(Store::open(&path), Err(StoreError::Taken)));
        }
        let store = Store::open(&path).unwrap();
        assert_eq!(store.all("song").unwrap(), [b"1".to_vec()]);
        assert_eq!(store.midi("a").unwrap().as_deref(), Some(&b"MThd"[..]));
        let mut change = Change::default();
        change.remove("song", "a");
        change.remove_midi("a");
        store.commit(change).unwrap();
        assert_eq!((store.all("song").unwrap().len(), store.midi("a").unwrap()), (0, None));
    }
}
