//! A disk that forgets what was not flushed: the calls of a run in their order, and what stands in the
//! folder if the power goes after any of them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// One call that changes a disk.
#[derive(Debug, PartialEq)]
pub(super) enum Call {
    /// Opens a file for writing and empties it.
    Create(PathBuf),
    Write(PathBuf, Vec<u8>),
    /// Flushes a file, or a folder's names.
    Sync(PathBuf),
    Rename(PathBuf, PathBuf),
    Unlink(PathBuf),
    MakeFolder(PathBuf),
    RemoveFolder(PathBuf),
}

/// What happened to what was not flushed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Loss {
    /// Everything reached the disk.
    Nothing,
    /// Names did, and half of what was written last.
    HalfOfData,
    /// Names did, and nothing of what was written last.
    Data,
    /// Nothing did.
    NamesAndData,
}

pub(super) const LOSSES: [Loss; 4] =
    [Loss::Nothing, Loss::HalfOfData, Loss::Data, Loss::NamesAndData];

#[derive(Clone, Debug, Default)]
struct Data {
    flushed: Vec<u8>,
    written: Vec<u8>,
}

/// What a name stands for: a file by its number, or a folder.
type Names = BTreeMap<PathBuf, Option<usize>>;

/// Files and folders below one folder.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    files: Vec<Data>,
    names: Names,
    flushed_names: Names,
}

impl Disk {
    /// Puts a file on the disk that was there before.
    pub(super) fn put(&mut self, path: &Path, bytes: Vec<u8>) {
        self.files.push(Data { flushed: bytes.clone(), written: bytes });
        for names in [&mut self.names, &mut self.flushed_names] {
            names.insert(path.to_owned(), Some(self.files.len() - 1));
        }
    }

    pub(super) fn run(&mut self, call: &Call) {
        match call {
            Call::Create(path) => {
                let idx = self.files.len();
                match self.names.get(path).copied().flatten() {
                    Some(old) => self.files[old].written.clear(),
                    None => {
                        self.files.push(Data::default());
                        self.names.insert(path.clone(), Some(idx));
                    }
                }
            }
            Call::Write(path, bytes) => {
                if let Some(file) = self.names.get(path).copied().flatten() {
                    self.files[file].written.extend_from_slice(bytes);
                }
            }
            Call::Sync(path) => match self.names.get(path).copied().flatten() {
                Some(file) => {
                    let Data { flushed, written } = &mut self.files[file];
                    flushed.clone_from(written);
                }
                None => self.flush_names(path),
            },
            Call::Rename(from, to) => {
                if let Some(it) = self.names.remove(from) {
                    self.names.insert(to.clone(), it);
                }
            }
            Call::Unlink(path) | Call::RemoveFolder(path) => drop(self.names.remove(path)),
            Call::MakeFolder(path) => drop(self.names.insert(path.clone(), None)),
        }
    }

    fn flush_names(&mut self, folder: &Path) {
        let is_here = |path: &Path| path.parent() == Some(folder);
        self.flushed_names.retain(|path, _| !is_here(path));
        let here = self.names.iter().filter(|(path, _)| is_here(path));
        self.flushed_names.extend(here.map(|(path, it)| (path.clone(), *it)));
    }

    /// Writes what a crash leaves of the disk below `from` into the empty folder `to`.
    pub(super) fn leave(&self, loss: Loss, from: &Path, to: &Path) {
        let names = match loss {
            Loss::NamesAndData => &self.flushed_names,
            _ => &self.names,
        };
        // In the order of paths a folder comes before what stands in it.
        for (path, it) in names {
            let target = to.join(path.strip_prefix(from).unwrap());
            // What stands in a folder whose own name was lost is lost with it.
            if !target.parent().is_some_and(Path::exists) {
                continue;
            }
            let Some(file) = it else {
                fs::create_dir(target).unwrap();
                continue;
            };
            let Data { flushed, written } = &self.files[*file];
            let is_behind = flushed != written;
            let bytes = match loss {
                Loss::Nothing => written.as_slice(),
                Loss::HalfOfData if is_behind => &written[..written.len() / 2],
                _ => flushed,
            };
            fs::write(target, bytes).unwrap();
        }
    }
}

/// The call in a line of `strace -y -xx`, if it succeeded and concerns what stands below `folder`.
pub(super) fn parse(line: &str, folder: &Path) -> Option<Call> {
    let (name, rest) = line.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(" = ")?;
    if result.starts_with('-') {
        return None;
    }
    let texts: Vec<Vec<u8>> = quoted(arguments);
    let path = |it: usize| {
        let path = PathBuf::from(String::from_utf8(texts.get(it)?.clone()).ok()?);
        let path = if path.is_absolute() { path } else { folder.join(path) };
        path.starts_with(folder).then_some(path)
    };
    // A descriptor stands as a number with its path in angle brackets.
    let described = || {
        let path = arguments.split_once('<')?.1.split_once('>')?.0;
        let path = PathBuf::from(String::from_utf8(unescaped(path)).ok()?);
        path.starts_with(folder).then_some(path)
    };
    match name {
        // The folder that a relative path starts from may stand before it, as a descriptor does.
        "openat" if arguments.contains("O_CREAT") || arguments.contains("O_TRUNC") => {
            Some(Call::Create(path(0)?))
        }
        "write" => Some(Call::Write(described()?, texts.first()?.clone())),
        "fsync" | "fdatasync" => Some(Call::Sync(described()?)),
        "rename" | "renameat" | "renameat2" => Some(Call::Rename(path(0)?, path(1)?)),
        "unlinkat" if arguments.contains("AT_REMOVEDIR") => {
            Some(Call::RemoveFolder(below(arguments, path(0), &texts, folder)?))
        }
        "unlink" | "unlinkat" => Some(Call::Unlink(below(arguments, path(0), &texts, folder)?)),
        "mkdir" | "mkdirat" => Some(Call::MakeFolder(path(0)?)),
        "rmdir" => Some(Call::RemoveFolder(path(0)?)),
        _ => None,
    }
}

/// The path of an `unlinkat`: below the folder of its descriptor, if it has one.
fn below(
    arguments: &str,
    plain: Option<PathBuf>,
    texts: &[Vec<u8>],
    folder: &Path,
) -> Option<PathBuf> {
    let Some((_, rest)) = arguments.split_once('<') else { return plain };
    let base = PathBuf::from(String::from_utf8(unescaped(rest.split_once('>')?.0)).ok()?);
    let path = base.join(String::from_utf8(texts.first()?.clone()).ok()?);
    path.starts_with(folder).then_some(path)
}

/// The strings of a call's arguments.
fn quoted(arguments: &str) -> Vec<Vec<u8>> {
    arguments.split('"').skip(1).step_by(2).map(unescaped).collect()
}

/// Bytes that stand as `\x2f`; others stand for themselves.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4);
    let mut rest = text.as_bytes();
    while let Some(first) = rest.first() {
        let hex = rest.strip_prefix(b"\\x").and_then(|it| it.get(..2));
        let byte = hex.and_then(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = &rest[if byte.is_some() { 4 } else { 1 }..];
    }
    bytes
}
