//! Files that are there whole or not at all, and the folder of a run that can be resumed.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::ModelError;

/// States of a run that are kept: the newest, and one in case that is damaged.
const KEPT_RUNS: usize = 2;
const RUN_ENDING: &str = "run";
const PARTIAL_ENDING: &str = ".partial";

/// Writes `bytes` beside `path`, flushes them to disk and renames: a crash leaves the old file or
/// the new one. A partial file of an earlier crash is written over.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), ModelError> {
    write_beside(path, PARTIAL_ENDING, bytes)
}

/// The same where other processes may be writing the same file.
pub(crate) fn write_among_others(path: &Path, bytes: &[u8]) -> Result<(), ModelError> {
    write_beside(path, &format!(".{}{PARTIAL_ENDING}", std::process::id()), bytes)
}

fn write_beside(path: &Path, ending: &str, bytes: &[u8]) -> Result<(), ModelError> {
    let failed = |source| ModelError::Write { path: path.to_owned(), source };
    let name = path.file_name().ok_or_else(|| failed(io::ErrorKind::IsADirectory.into()))?;
    let mut partial = OsString::from(".");
    partial.push(name);
    partial.push(ending);
    let partial = path.with_file_name(partial);
    let written = write_and_rename(&partial, path, bytes);
    if written.is_err() {
        // What cannot be written may not be removable either; the first failure is the one to tell.
        let _ = fs::remove_file(&partial);
    }
    written.map_err(failed)
}

fn write_and_rename(partial: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(partial, path)?;
    flush_names(path)
}

/// Flushes the names in the folder of `path`: a new name must reach the disk too.
fn flush_names(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    // Systems that cannot open folders need no flush.
    match File::open(folder.unwrap_or(Path::new("."))) {
        Ok(folder) if cfg!(unix) => folder.sync_all(),
        _ => Ok(()),
    }
}

/// The folder that holds what only resuming needs: `MODEL.irama.run` beside `MODEL.irama`.
pub fn run_folder(model: &Path) -> PathBuf {
    let mut name = model.as_os_str().to_owned();
    name.push(".run");
    name.into()
}

/// Saves the state of a run after `n_steps` steps and drops all but the last two.
pub fn write_run(model: &Path, n_steps: u64, bytes: &[u8]) -> Result<(), ModelError> {
    let folder = run_folder(model);
    // Folders above it are not made: what vanished may be a disk, and its place is another one.
    let made = fs::create_dir(&folder).and_then(|()| flush_names(&folder));
    match made {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            return Err(ModelError::Write { path: folder, source });
        }
        _ => (),
    }
    remove_partials(&folder);
    write_atomically(&folder.join(format!("{n_steps:012}.{RUN_ENDING}")), bytes)?;
    for old in recent_runs(model).into_iter().skip(KEPT_RUNS) {
        // An old state that stays does no harm; it is tried again at the next save.
        let _ = fs::remove_file(old);
    }
    Ok(())
}

/// Removes what crashes left of states that were being written.
fn remove_partials(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().as_encoded_bytes().ends_with(PARTIAL_ENDING.as_bytes()) {
            // One that stays does no harm; it is tried again at the next save.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The saved states of a model's run, the newest first.
pub fn recent_runs(model: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(run_folder(model)) else { return Vec::new() };
    let mut runs: Vec<PathBuf> = entries
        .flatten()
        .map(|it| it.path())
        .filter(|it| it.extension().is_some_and(|it| it == RUN_ENDING))
        .collect();
    runs.sort_unstable();
    runs.reverse();
    runs
}

/// Removes the folder of a run that is done.
pub fn remove_runs(model: &Path) -> Result<(), ModelError> {
    let folder = run_folder(model);
    match fs::remove_dir_all(&folder) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(ModelError::Write { path: folder, source })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.irama");
        write_atomically(&path, b"old").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none/a.irama");
        let message = write_atomically(&path, b"new").unwrap_err().to_string();
        assert!(message.contains("none/a.irama"), "{message}");
    }

    #[test]
    fn what_crashes_left_is_removed_at_the_next_save() {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("a.irama");
        write_run(&model, 5, b"state").unwrap();
        fs::write(run_folder(&model).join(".000000000007.run.partial"), b"sta").unwrap();
        write_run(&model, 9, b"state").unwrap();
        assert_eq!(fs::read_dir(run_folder(&model)).unwrap().count(), 2);
    }

    #[test]
    fn the_last_two_states_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("a.irama");
        for n_steps in [5, 90, 100, 1_000] {
            write_run(&model, n_steps, b"state").unwrap();
        }
        let names: Vec<_> =
            recent_runs(&model).iter().map(|it| it.file_stem().unwrap().to_owned()).collect();
        assert_eq!(names, ["000000001000", "000000000100"]);
        remove_runs(&model).unwrap();
        remove_runs(&model).unwrap();
        assert!(recent_runs(&model).is_empty());
    }
}
