//! A model of either kind, as whoever has a file in hand finds it.

use std::{fs, path::Path};

use crate::{
    ModelError,
    checkpoint::{Archive, kind_of},
    classic::{self, ClassicModel},
    events::{self, EventsModel},
};

/// A model of either kind.
#[derive(Clone, Debug)]
pub enum Model {
    /// The network of the project's seed.
    Classic(Box<ClassicModel>),
    /// Rhythm, chords, drums and dynamics.
    Events(Box<EventsModel>),
}

impl Model {
    /// What the kind is called.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Classic(_) => classic::KIND,
            Self::Events(_) => events::KIND,
        }
    }

    /// As the bytes of a model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Classic(model) => model.to_bytes(),
            Self::Events(model) => model.to_bytes(),
        }
    }

    /// As a safetensors archive, for other tools.
    pub fn to_safetensors(&self) -> Vec<u8> {
        match self {
            Self::Classic(model) => model.to_safetensors(),
            Self::Events(model) => model.to_safetensors(),
        }
    }

    /// Reads the bytes of a model file. The reason if they are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        Archive::from_bytes(bytes).and_then(Self::from_archive)
    }

    /// Reads a safetensors archive that [`Model::to_safetensors`] made. The reason if it is none.
    pub fn from_safetensors(bytes: &[u8]) -> Result<Self, String> {
        Archive::from_safetensors(bytes).and_then(Self::from_archive)
    }

    /// Reads a model file, once from its start to its end: it may be a pipe.
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        read_with(path, Self::from_bytes)
    }

    /// Reads a file with a safetensors archive that [`Model::to_safetensors`] made.
    pub fn load_safetensors(path: &Path) -> Result<Self, ModelError> {
        read_with(path, Self::from_safetensors)
    }

    fn from_archive(archive: Archive) -> Result<Self, String> {
        match kind_of(&archive.document)?.as_str() {
            classic::KIND => ClassicModel::from_archive(archive).map(|it| Self::Classic(it.into())),
            events::KIND => EventsModel::from_archive(archive).map(|it| Self::Events(it.into())),
            other => Err(format!(
                "it holds a {other:?}, which is no model that this program knows; update the \
                 program, or give another file"
            )),
        }
    }
}

fn read_with(
    path: &Path,
    read: impl FnOnce(&[u8]) -> Result<Model, String>,
) -> Result<Model, ModelError> {
    let bytes =
        fs::read(path).map_err(|source| ModelError::Read { path: path.to_owned(), source })?;
    read(&bytes).map_err(|reason| ModelError::Checkpoint { path: path.to_owned(), reason })
}
