//! Inputs whose files are listed and not read yet.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use crate::{
    Corpus, CorpusConfig, CorpusError, Limits, Progress, Survey, Team, Watch, corpus,
    read::fetch,
    survey,
    walk::{Place, Plan, plan, require_music},
};

/// Files that are looked into to tell a collection from another one with the same names.
const N_TOLD: usize = 16;

/// The files of some inputs, in the order of their paths.
#[derive(Debug)]
pub struct Found {
    pub(crate) plan: Plan,
    pub(crate) inputs: Vec<PathBuf>,
    limits: Limits,
}

/// Lists folders, archives and single files. An error if an input is missing or nothing in all of them
/// is MIDI.
pub fn find(
    inputs: &[PathBuf],
    limits: &Limits,
    progress: &Watch<'_>,
) -> Result<Found, CorpusError> {
    let watch = |done| -> ControlFlow<()> { progress(Progress { done, total: None, bytes: 0 }) };
    let plan = plan(inputs, limits, &watch)?;
    require_music(&plan, inputs)?;
    Ok(Found { plan, inputs: inputs.to_vec(), limits: *limits })
}

impl Found {
    /// How many files there are, damaged ones included.
    pub fn n_files(&self) -> usize {
        self.plan.items.len()
    }

    /// Tells other files from these: their names, what archives say of theirs, and the bytes of some.
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let items = &self.plan.items;
        for item in items {
            hasher.update(item.path.as_os_str().as_encoded_bytes()).update(&[0]);
            if let Place::Entry(_, entry) = &item.place {
                hasher.update(format!("{entry:?}").as_bytes());
            }
        }
        for item in items.iter().step_by(items.len().div_ceil(N_TOLD).max(1)) {
            let bytes = fetch(item, &self.limits).unwrap_or_default();
            hasher.update(blake3::hash(&bytes).as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Reads all, as [`read_corpus`](crate::read_corpus) does.
    pub fn read(&self, config: &CorpusConfig, progress: &Watch<'_>) -> Result<Corpus, CorpusError> {
        corpus::read_found(self, config, progress)
    }

    /// Reads all together with others, and keeps no music: it is read again when it is asked for.
    pub fn survey(
        self,
        config: &CorpusConfig,
        team: &Team<'_>,
        progress: &Watch<'_>,
    ) -> Result<Survey, CorpusError> {
        survey::survey(self, config, team, progress)
    }

    /// The path of the first file.
    pub(crate) fn path(&self, idx: usize) -> &Path {
        &self.plan.items[idx].path
    }
}
