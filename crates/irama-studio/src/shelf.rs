//! Everything that the studio keeps: in memory to read, in the store to survive, and told to those
//! who listen. All three change together.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{
    clock,
    documents::{Collection, Job, Model, Project, Song},
    error::Refusal,
    log::Log,
    store::{Change, Store},
};

/// Ids of events that are promised to the store at a time.
const BLOCK: u64 = 1_000_000;
const META: &str = "meta";

/// A kind of thing that is kept.
pub(crate) trait Document: Clone + Serialize + DeserializeOwned {
    /// What it is called in events and in the store.
    const KIND: &'static str;

    fn id(&self) -> &str;

    /// Where all of its kind are.
    fn all(contents: &Contents) -> &BTreeMap<String, Self>;

    fn all_mut(contents: &mut Contents) -> &mut BTreeMap<String, Self>;
}

macro_rules! document {
    ($type:ty, $kind:literal, $field:ident) => {
        impl Document for $type {
            const KIND: &'static str = $kind;

            fn id(&self) -> &str {
                &self.id
            }

            fn all(contents: &Contents) -> &BTreeMap<String, Self> {
                &contents.$field
            }

            fn all_mut(contents: &mut Contents) -> &mut BTreeMap<String, Self> {
                &mut contents.$field
            }
        }
    };
}

document!(Collection, "collection", collections);
document!(Model, "model", models);
document!(Song, "song", songs);
document!(Project, "project", projects);
document!(Job, "job", jobs);

/// All that is kept, by id.
#[derive(Default)]
pub(crate) struct Contents {
    pub(crate) collections: BTreeMap<String, Collection>,
    pub(crate) models: BTreeMap<String, Model>,
    pub(crate) songs: BTreeMap<String, Song>,
    pub(crate) projects: BTreeMap<String, Project>,
    pub(crate) jobs: BTreeMap<String, Job>,
    pub(crate) settings: Map<String, Value>,
}

/// The shelf.
pub(crate) struct Shelf {
    contents: Mutex<Contents>,
    store: Store,
    pub(crate) log: Log,
}

impl Shelf {
    /// Takes what the store has.
    pub(crate) fn new(store: Store) -> Result<Self, Refusal> {
        let mut contents = Contents::default();
        load::<Collection>(&store, &mut contents)?;
        load::<Model>(&store, &mut contents)?;
        load::<Song>(&store, &mut contents)?;
        load::<Project>(&store, &mut contents)?;
        load::<Job>(&store, &mut contents)?;
        let meta: Vec<Value> = read_all(&store, META)?;
        let settings = meta.iter().find_map(|it| it["settings"].as_object());
        contents.settings = settings.cloned().unwrap_or_default();
        // The clock may have gone back; the promise in the store has not.
        let promised = meta.iter().find_map(|it| it["promised"].as_u64()).unwrap_or(0);
        let base = promised.max(clock::now_millis().saturating_mul(1000));
        let mut change = Change::default();
        change.put(META, "events", json(&json!({ "promised": base + BLOCK })));
        store.commit(change)?;
        Ok(Self { contents: Mutex::new(contents), store, log: Log::new(base) })
    }

    /// Looks at what is kept.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&Contents) -> R) -> R {
        look(&self.lock())
    }

    /// A document; an error if there is none of that id.
    pub(crate) fn get<D: Document>(&self, id: &str) -> Result<D, Refusal> {
        D::all(&self.lock()).get(id).cloned().ok_or_else(|| Refusal::unknown(D::KIND))
    }

    /// All documents of a kind, in the order in which they are kept.
    pub(crate) fn all<D: Document>(&self) -> Vec<D> {
        D::all(&self.lock()).values().cloned().collect()
    }

    /// Keeps a document, new or changed.
    pub(crate) fn put<D: Document>(&self, document: D) -> Result<D, Refusal> {
        let mut contents = self.lock();
        let mut change = Change::default();
        change.put(D::KIND, document.id(), json(&document));
        self.store.commit(change)?;
        self.place(&mut contents, document.clone());
        Ok(document)
    }

    /// Keeps a new song and its MIDI file.
    pub(crate) fn put_song(&self, song: Song, midi: Vec<u8>) -> Result<Song, Refusal> {
        let mut contents = self.lock();
        let mut change = Change::default();
        change.put(Song::KIND, &song.id, json(&song));
        change.put_midi(&song.id, midi);
        self.store.commit(change)?;
        self.place(&mut contents, song.clone());
        Ok(song)
    }

    /// Changes a document; nothing is changed if `work` fails.
    pub(crate) fn change<D: Document>(
        &self,
        id: &str,
        work: impl FnOnce(&mut D) -> Result<(), Refusal>,
    ) -> Result<D, Refusal> {
        let mut contents = self.lock();
        let mut document =
            D::all(&contents).get(id).cloned().ok_or_else(|| Refusal::unknown(D::KIND))?;
        work(&mut document)?;
        let mut change = Change::default();
        change.put(D::KIND, id, json(&document));
        self.store.commit(change)?;
        self.place(&mut contents, document.clone());
        Ok(document)
    }

    /// Changes what need not survive, such as progress: nothing is written to disk.
    pub(crate) fn touch<D: Document>(&self, id: &str, work: impl FnOnce(&mut D)) {
        let mut contents = self.lock();
        let Some(mut document) = D::all(&contents).get(id).cloned() else { return };
        work(&mut document);
        self.place(&mut contents, document);
    }

    /// Lets a document go, and tells of it; nothing happens if there is none.
    pub(crate) fn remove<D: Document>(&self, id: &str) -> Result<(), Refusal> {
        let mut contents = self.lock();
        if !D::all(&contents).contains_key(id) {
            return Ok(());
        }
        let mut change = Change::default();
        change.remove(D::KIND, id);
        if D::KIND == Song::KIND {
            change.remove_midi(id);
        }
        self.store.commit(change)?;
        D::all_mut(&mut contents).remove(id);
        self.log.add("removed", subject(D::KIND, id), &json!({ "kind": D::KIND, "id": id }));
        Ok(())
    }

    /// The MIDI file of a song.
    pub(crate) fn midi(&self, id: &str) -> Result<Vec<u8>, Refusal> {
        self.get::<Song>(id)?;
        self.store.midi(id)?.ok_or_else(|| Refusal::unknown(Song::KIND))
    }

    /// Keeps what the page wants to remember.
    pub(crate) fn put_settings(&self, settings: Map<String, Value>) -> Result<(), Refusal> {
        let mut contents = self.lock();
        let mut change = Change::default();
        change.put(META, "settings", json(&json!({ "settings": settings })));
        self.store.commit(change)?;
        contents.settings = settings;
        Ok(())
    }

    fn place<D: Document>(&self, contents: &mut Contents, document: D) {
        self.log.add(D::KIND, subject(D::KIND, document.id()), &document);
        D::all_mut(contents).insert(document.id().to_owned(), document);
    }

    fn lock(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn subject(kind: &str, id: &str) -> String {
    format!("{kind}/{id}")
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain data has a JSON form")
}

fn load<D: Document>(store: &Store, contents: &mut Contents) -> Result<(), Refusal> {
    let all = read_all::<D>(store, D::KIND)?.into_iter().map(|it| (it.id().to_owned(), it));
    *D::all_mut(contents) = all.collect();
    Ok(())
}

fn read_all<T: DeserializeOwned>(store: &Store, kind: &str) -> Result<Vec<T>, Refusal> {
    let parse = |it: Vec<u8>| serde_json::from_slice(&it).map_err(Refusal::storage);
    store.all(kind)?.into_iter().map(parse).collect()
}
