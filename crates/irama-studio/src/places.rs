//! Where things lie in the data folder. Every name below it is one that the server gave.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The data folder.
#[derive(Clone, Debug)]
pub(crate) struct Places(PathBuf);

impl Places {
    /// Makes the folder, which nobody else may look into.
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        let places = Self(root.to_owned());
        make_private(root)?;
        for name in ["collections", "models", "passing"] {
            fs::create_dir_all(root.join(name))?;
        }
        // What was under way when the program ended is of no use to anybody.
        for entry in fs::read_dir(places.passing())? {
            let _ = fs::remove_file(entry?.path());
        }
        Ok(places)
    }

    /// The store.
    pub(crate) fn store(&self) -> PathBuf {
        self.0.join("studio.redb")
    }

    /// Files that are needed for a moment.
    pub(crate) fn passing(&self) -> PathBuf {
        self.0.join("passing")
    }

    /// What belongs to a model.
    pub(crate) fn model_folder(&self, id: &str) -> PathBuf {
        self.0.join("models").join(id)
    }

    /// The model itself.
    pub(crate) fn model(&self, id: &str) -> PathBuf {
        self.model_folder(id).join("model.irama")
    }

    /// The rows of its learning curve.
    pub(crate) fn looks(&self, id: &str) -> PathBuf {
        self.model_folder(id).join("looks.jsonl")
    }

    /// The files of a collection.
    pub(crate) fn collection(&self, id: &str) -> PathBuf {
        self.0.join("collections").join(id)
    }

    /// What was found in a collection; beside its files, so that it is not taken for one.
    pub(crate) fn report(&self, id: &str) -> PathBuf {
        self.0.join("collections").join(format!("{id}.json"))
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};

    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    // The user's own folders are private where there are no modes.
    fs::create_dir_all(folder)
}
