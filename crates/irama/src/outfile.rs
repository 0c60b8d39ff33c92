//! A file that is written bit by bit and takes its name only when it is whole.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use anyhow::Context;
use irama_corpus::display_name;

use crate::failure::Failure;

/// Lets `work` write what `path` is to hold. If it fails or the program dies, what was there before
/// is still there.
pub(crate) fn write_through<T>(
    path: &Path,
    work: impl FnOnce(&mut BufWriter<File>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".partial");
    let partial = path.with_file_name(name);
    let done = fill(&partial, path, work);
    if done.is_err() {
        // What cannot be written may not be removable either; the first failure is the one to tell.
        let _ = fs::remove_file(&partial);
    }
    done
}

fn fill<T>(
    partial: &Path,
    path: &Path,
    work: impl FnOnce(&mut BufWriter<File>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let shown = display_name(path);
    let told = |done: io::Result<()>| {
        let what = format!("could not write {shown}; what was there is unchanged");
        done.context(what).map_err(Failure::Failed)
    };
    let file = File::create(partial)
        .with_context(|| format!("could not write {shown}; choose another place"))
        .map_err(Failure::Failed)?;
    let mut out = BufWriter::with_capacity(1 << 18, file);
    let result = work(&mut out)?;
    told(out.flush())?;
    told(out.get_ref().sync_all())?;
    drop(out);
    told(fs::rename(partial, path))?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    match File::open(folder.unwrap_or(Path::new("."))) {
        // Systems that cannot open folders need no flush of them.
        Ok(folder) if cfg!(unix) => told(folder.sync_all())?,
        _ => (),
    }
    Ok(result)
}
