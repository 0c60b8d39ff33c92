//! The files of a collection. On disk each has a number and at most a plain form of its name, which
//! may tell its key and tempo.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Studio, clock,
    documents::{Collection, CollectionState, Model, ModelState},
    error::Refusal,
    id, names,
};

/// Files and bytes of a collection.
const MAX_FILES: u64 = 20_000;
const MAX_BYTES: u64 = 4 << 30;
/// Letters of a name that its file keeps.
const MAX_LETTERS: usize = 60;

/// A file that was sent and lies somewhere for the moment.
pub(crate) struct Sent {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) n_bytes: u64,
}

impl Studio {
    /// A new collection without files.
    pub(crate) fn new_collection(&self, name: &str) -> Result<Collection, Refusal> {
        let collection = Collection {
            id: id::fresh(),
            name: names::checked("name", name)?,
            created: clock::moment(),
            bytes: 0,
            n_files: 0,
            state: CollectionState::Empty,
            summary: None,
            error: None,
            files: Vec::new(),
        };
        fs::create_dir_all(self.places.collection(&collection.id)).map_err(Refusal::storage)?;
        self.shelf.put(collection)
    }

    /// Refuses changes of a collection that cannot be changed, or not now.
    pub(crate) fn check_changeable(&self, id: &str) -> Result<Collection, Refusal> {
        let collection: Collection = self.shelf.get(id)?;
        if id == Collection::BUILT_IN {
            let message = "the built-in collection stays as it is";
            return Err(Refusal::conflict("built_in", message, "make a collection of your own"));
        }
        let learns = |it: &Model| {
            it.collection.as_deref() == Some(id)
                && !matches!(it.state, ModelState::Ready | ModelState::Failed)
        };
        let learner = self.shelf.all::<Model>().into_iter().find(learns);
        if let Some(model) = learner {
            let message = format!("the model {:?} learns from this collection", model.name);
            let hint = "let it end, or delete the model, or make another collection";
            return Err(
                Refusal::conflict("collection_in_use", message, hint).value("name", model.name)
            );
        }
        if collection.state == CollectionState::Reading {
            let message = "this collection is being read";
            return Err(Refusal::conflict("collection_busy", message, "wait until it was read"));
        }
        Ok(collection)
    }

    /// Takes a file into a collection.
    pub(crate) fn add_file(&self, id: &str, sent: &Sent) -> Result<Collection, Refusal> {
        let collection = self.check_changeable(id)?;
        let refused = |code: &'static str, message: String| {
            Err(Refusal::unusable(code, message, "make another collection for the rest"))
        };
        if collection.n_files >= MAX_FILES {
            return refused("too_many_files", format!("it has {MAX_FILES} files, the most it can"));
        }
        if collection.bytes + sent.n_bytes > MAX_BYTES {
            return refused(
                "collection_full",
                format!("it would have more than {MAX_BYTES} bytes"),
            );
        }
        let ending = ending_of(sent)?;
        let number = collection.files.len() + 1;
        let name = format!("{number:05} {}.{ending}", plain(&sent.name));
        let folder = self.places.collection(id);
        fs::create_dir_all(&folder).map_err(Refusal::storage)?;
        fs::rename(&sent.path, folder.join(name)).map_err(Refusal::storage)?;
        self.shelf.change::<Collection>(id, |it| {
            it.files.push(shown(&sent.name));
            it.n_files = it.files.len() as u64;
            it.bytes += sent.n_bytes;
            (it.state, it.summary, it.error) = (CollectionState::Uploaded, None, None);
            Ok(())
        })
    }

    /// Deletes a collection and its files.
    pub(crate) fn delete_collection(&self, id: &str) -> Result<(), Refusal> {
        self.check_changeable(id)?;
        self.shelf.remove::<Collection>(id)?;
        // What is left on disk belongs to nothing any more.
        let _ = fs::remove_file(self.places.report(id));
        match fs::remove_dir_all(self.places.collection(id)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Refusal::storage(error))
            }
            _ => Ok(()),
        }
    }

    /// Where the files of a collection lie.
    pub(crate) fn inputs(&self, id: &str) -> Result<PathBuf, Refusal> {
        if id == Collection::BUILT_IN {
            self.write_built_in()?;
        } else {
            self.shelf.get::<Collection>(id)?;
        }
        Ok(self.places.collection(id))
    }
}

/// How a file ends, by what it holds or else by its name; an error if nobody would learn from it.
fn ending_of(sent: &Sent) -> Result<&'static str, Refusal> {
    let start = first_bytes(&sent.path).map_err(Refusal::storage)?;
    let lower = sent.name.to_ascii_lowercase();
    let is_called = |endings: &[&str]| endings.iter().any(|it| lower.ends_with(it));
    if start.starts_with(b"PK") || is_called(&[".zip"]) {
        return Ok("zip");
    }
    let is_midi = start.starts_with(b"MThd") || start.starts_with(b"RIFF");
    if is_midi || is_called(&[".mid", ".midi", ".kar", ".rmi"]) {
        return Ok("mid");
    }
    let message = format!("{:?} is neither a MIDI file nor a zip archive", shown(&sent.name));
    let hint = "send .mid files, or a .zip with .mid files in it";
    Err(Refusal::unusable("not_music", message, hint).value("name", shown(&sent.name)))
}

fn first_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut start = Vec::new();
    fs::File::open(path)?.take(4).read_to_end(&mut start)?;
    Ok(start)
}

/// A name as it is shown.
pub(super) fn shown(name: &str) -> String {
    irama_corpus::display_name(name.as_ref()).chars().take(200).collect()
}

/// The letters of a name that every system allows in a file's, without its ending.
fn plain(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |it| it.0);
    let is_allowed =
        |it: &char| it.is_ascii_alphanumeric() || matches!(it, ' ' | '-' | '_' | '(' | ')' | '#');
    stem.chars().filter(is_allowed).take(MAX_LETTERS).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_what_tells_a_key_and_lead_nowhere() {
        assert_eq!(plain("../a/Dm7 Loop F#m 78bpm.MID"), "Dm7 Loop F#m 78bpm");
        assert_eq!(plain("..\\..\\C:\\con.mid"), "con");
        assert_eq!(plain("\u{0}\u{202e}.zip"), "");
    }
}
