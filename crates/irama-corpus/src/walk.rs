//! From inputs to a list of files: folders are walked, archives listed, nothing is read yet.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    CorpusError, Limits, Reason,
    archive::{Entry, Listing, list_archive},
    display_name,
    kind::{Kind, extension_of, is_licence, is_shadow, kind_of, kind_of_bytes},
    read::say_io,
};

/// Everything that claims to be MIDI, sorted by path, folder by folder.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) items: Vec<Item>,
    /// Files that do not claim to be MIDI, by extension.
    pub(crate) others: BTreeMap<String, usize>,
    /// The licence file of each input, in the order of the inputs.
    pub(crate) licences: Vec<Option<Item>>,
}

/// One file.
#[derive(Debug)]
pub(crate) struct Item {
    /// Where it is; for what is no file of its own only to sort and to show, since an archive may put
    /// anything here.
    pub(crate) path: PathBuf,
    /// Which input it came with.
    pub(crate) input_idx: usize,
    pub(crate) place: Place,
}

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// In the file at the item's path.
    File,
    /// In an archive.
    Entry(Arc<Path>, Entry),
    /// Nowhere: refused before it was opened.
    Refused(Reason),
    /// Nowhere: an archive of which nothing is read.
    RefusedArchive(Reason),
}

/// Told how many files were found so far; may say stop.
pub(crate) type Watch<'a> = dyn Fn(usize) -> ControlFlow<()> + 'a;

/// Lists what the inputs hold. Every input is opened before any is walked, so that a wrong path is
/// an error before any work.
pub(crate) fn plan(
    inputs: &[PathBuf],
    limits: &Limits,
    watch: &Watch<'_>,
) -> Result<Plan, CorpusError> {
    if inputs.is_empty() {
        return Err(CorpusError::NoInputs);
    }
    for input in inputs {
        check_input(input).map_err(|source| CorpusError::from_io(input, source))?;
    }
    let mut walk = Walk { limits, watch, plan: Plan::default(), input_idx: 0 };
    for (input_idx, input) in inputs.iter().enumerate() {
        walk.input_idx = input_idx;
        walk.plan.licences.push(None);
        if input.is_dir() {
            walk.add_folder(input)?;
        } else {
            walk.add_named_file(input)?;
        }
    }
    let mut plan = walk.plan;
    // `Path` compares folder by folder. The sort is stable: entries of one name keep their order.
    plan.items.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(plan)
}

fn check_input(input: &Path) -> io::Result<()> {
    let metadata = fs::metadata(input)?;
    if metadata.is_dir() {
        fs::read_dir(input).map(|_| ())
    } else if metadata.is_file() {
        File::open(input).map(|_| ())
    } else {
        // Opening a pipe would wait for its other end.
        Err(io::Error::new(io::ErrorKind::InvalidInput, "neither a file nor a folder"))
    }
}

struct Walk<'a> {
    limits: &'a Limits,
    watch: &'a Watch<'a>,
    plan: Plan,
    input_idx: usize,
}

impl Walk<'_> {
    fn item(&self, path: PathBuf, place: Place) -> Item {
        Item { path, input_idx: self.input_idx, place }
    }

    fn push(&mut self, path: PathBuf, place: Place) {
        self.plan.items.push(self.item(path, place));
    }

    /// Tells how many files were found, `n_more` beside those that are listed; an error to stop.
    fn tell(&self, n_more: usize) -> Result<(), CorpusError> {
        match (self.watch)(self.plan.items.len() + n_more) {
            ControlFlow::Break(()) => Err(CorpusError::Stopped),
            ControlFlow::Continue(()) => Ok(()),
        }
    }

    /// A file that somebody named is what its first bytes are, whatever it is called.
    fn add_named_file(&mut self, path: &Path) -> Result<(), CorpusError> {
        let mut start = [0; 12];
        let n_read = File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
        let name = path.to_string_lossy();
        match (kind_of_bytes(&start[..n_read]), kind_of(&name)) {
            (Kind::Archive, _) | (Kind::Other, Kind::Archive) => self.add_archive(path)?,
            (Kind::Music, _) | (Kind::Other, Kind::Music) => {
                self.push(path.to_owned(), Place::File);
            }
            (Kind::Other, Kind::Other) => self.count_other(&name),
        }
        Ok(())
    }

    fn count_other(&mut self, name: &str) {
        *self.plan.others.entry(extension_of(name)).or_default() += 1;
    }

    /// Walks a folder without recursion and with one folder open at a time. Each real folder is
    /// entered once, real ones before those behind links, so that no knot of links ever loops.
    fn add_folder(&mut self, root: &Path) -> Result<(), CorpusError> {
        let mut entered = BTreeSet::new();
        let mut folders = vec![root.to_owned()];
        let mut linked = Vec::new();
        while let Some(folder) = folders.pop().or_else(|| linked.pop()) {
            self.tell(0)?;
            let is_new = fs::canonicalize(&folder).map(|real| entered.insert(real));
            let entries = match is_new {
                Ok(true) => self.read_folder(&folder)?,
                Ok(false) => continue,
                Err(error) => Err(error),
            };
            match entries {
                Ok(entries) => {
                    self.add_entries(entries, folder == root, &mut folders, &mut linked)?;
                }
                Err(error) => {
                    self.push(folder, Place::Refused(Reason::Unreadable(say_io(&error))));
                }
            }
        }
        Ok(())
    }

    /// What a folder holds, sorted; it may be a million files, so that stopping is heard within.
    fn read_folder(
        &self,
        folder: &Path,
    ) -> Result<io::Result<Vec<(PathBuf, fs::FileType)>>, CorpusError> {
        let listing = match fs::read_dir(folder) {
            Ok(listing) => listing,
            Err(error) => return Ok(Err(error)),
        };
        let (mut entries, mut n_found) = (Vec::new(), 0);
        for entry in listing {
            match entry.and_then(|it| Ok((it.path(), it.file_type()?))) {
                Ok((path, kind)) => {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    n_found += usize::from(!kind.is_dir() && kind_of(&name) != Kind::Other);
                    entries.push((path, kind));
                }
                Err(error) => return Ok(Err(error)),
            }
            self.tell(n_found)?;
        }
        entries.sort_by(|a, b| a.0.file_name().cmp(&b.0.file_name()));
        Ok(Ok(entries))
    }

    fn add_entries(
        &mut self,
        entries: Vec<(PathBuf, fs::FileType)>,
        is_root: bool,
        folders: &mut Vec<PathBuf>,
        linked: &mut Vec<PathBuf>,
    ) -> Result<(), CorpusError> {
        // What is pushed last is walked first.
        for (path, kind) in entries.into_iter().rev() {
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() && path.is_dir() {
                linked.push(path);
            } else {
                let is_file = kind.is_file() || kind.is_symlink() && path.is_file();
                self.add_file(path, is_file, is_root)?;
            }
        }
        Ok(())
    }

    fn add_file(&mut self, path: PathBuf, is_file: bool, is_root: bool) -> Result<(), CorpusError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Only the name counts here: a whole folder under `__MACOSX` is dropped by its files' names.
        let is_shadow =
            is_shadow(&name) || path.components().any(|it| it.as_os_str() == "__MACOSX");
        match kind_of(&name) {
            Kind::Music | Kind::Archive if is_shadow => {
                self.push(path, Place::Refused(Reason::Shadow));
            }
            Kind::Music | Kind::Archive if !is_file => {
                self.push(path, Place::Refused(Reason::NotAFile));
            }
            Kind::Music => self.push(path, Place::File),
            Kind::Archive => self.add_archive(&path)?,
            Kind::Other => {
                self.count_other(&name);
                let has_none = self.plan.licences[self.input_idx].is_none();
                if is_root && is_file && is_licence(&name) && has_none {
                    self.plan.licences[self.input_idx] = Some(self.item(path, Place::File));
                }
            }
        }
        Ok(())
    }

    fn add_archive(&mut self, path: &Path) -> Result<(), CorpusError> {
        self.tell(0)?;
        let listing = match list_archive(path, self.limits) {
            Ok(listing) => listing,
            Err(reason) => {
                self.push(path.to_owned(), Place::RefusedArchive(reason));
                return Ok(());
            }
        };
        let Listing { entries, others, licence, fault, .. } = listing;
        let archive: Arc<Path> = path.into();
        for (name, verdict) in entries {
            let place = match verdict {
                Ok(entry) => Place::Entry(Arc::clone(&archive), entry),
                Err(reason) => Place::Refused(reason),
            };
            // Not `join`: an absolute name would replace the archive's own path.
            let mut shown = path.as_os_str().to_owned();
            shown.push("/");
            shown.push(&name);
            self.push(shown.into(), place);
        }
        if let Some(reason) = fault {
            self.push(path.to_owned(), Place::RefusedArchive(reason));
        }
        for (extension, count) in others {
            *self.plan.others.entry(extension).or_default() += count;
        }
        if let (None, Some(entry)) = (&self.plan.licences[self.input_idx], licence) {
            let licence = self.item(path.to_owned(), Place::Entry(archive, entry));
            self.plan.licences[self.input_idx] = Some(licence);
        }
        Ok(())
    }
}

/// An error unless something in the plan can be read: it names what was found instead.
pub(crate) fn require_music(plan: &Plan, inputs: &[PathBuf]) -> Result<(), CorpusError> {
    let mut refused = None;
    for item in &plan.items {
        match &item.place {
            Place::RefusedArchive(reason) => refused = refused.or(Some((item, reason))),
            _ => return Ok(()),
        }
    }
    if let Some((item, reason)) = refused {
        let (path, reason) = (display_name(&item.path), reason.to_string());
        return Err(CorpusError::Refused { path, reason });
    }
    let (inputs, found) = (CorpusError::name_inputs(inputs), name_others(&plan.others));
    Err(CorpusError::NoMusic { inputs, found })
}

/// `3 files, none of them MIDI (.wav 2, .txt 1)`: the most frequent first.
fn name_others(others: &BTreeMap<String, usize>) -> String {
    const MAX_SHOWN: usize = 5;
    let total: usize = others.values().sum();
    if total == 0 {
        return "there are no files".to_owned();
    }
    let mut counts: Vec<(&str, usize)> = others.iter().map(|(it, n)| (it.as_str(), *n)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let mut shown: Vec<String> = counts
        .iter()
        .take(MAX_SHOWN)
        .map(|(it, n)| format!("{} {n}", if it.is_empty() { "no extension" } else { it }))
        .collect();
    if counts.len() > MAX_SHOWN {
        shown.push("…".to_owned());
    }
    let files = if total == 1 { "1 file, which is not MIDI" } else { "files, none of them MIDI" };
    let count = if total == 1 { String::new() } else { format!("{total} ") };
    format!("{count}{files} ({})", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(others: &[(&str, usize)], expected: &str) {
        let others = others.iter().map(|(it, n)| ((*it).to_owned(), *n)).collect();
        assert_eq!(name_others(&others), expected);
    }

    #[test]
    fn what_was_found_instead_is_named_by_frequency() {
        check(&[], "there are no files");
        check(&[(".txt", 1), (".wav", 2)], "3 files, none of them MIDI (.wav 2, .txt 1)");
        check(&[("", 1)], "1 file, which is not MIDI (no extension 1)");
    }
}
