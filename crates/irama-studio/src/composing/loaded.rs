//! Models in memory: the few that were used last.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use irama_model::{Model, ModelError};

/// Models that stay in memory.
const N_KEPT: usize = 3;

/// A model and the file that it was read from, as the file was then.
struct Kept {
    id: String,
    stamp: Option<(u64, SystemTime)>,
    model: Arc<Model>,
}

/// The models that were used last, the last one at the end.
#[derive(Default)]
pub(super) struct Loaded(Mutex<Vec<Kept>>);

impl Loaded {
    /// The model in a file, read again if the file has changed: one that learns gets better.
    pub(super) fn get(&self, id: &str, path: &Path) -> Result<Arc<Model>, ModelError> {
        let stamp = stamp_of(path);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(idx) = all.iter().position(|it| it.id == id && it.stamp == stamp) {
            let kept = all.remove(idx);
            let model = Arc::clone(&kept.model);
            all.push(kept);
            return Ok(model);
        }
        drop(all);
        let model = Arc::new(Model::load(path)?);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|it| it.id != id);
        all.push(Kept { id: id.to_owned(), stamp, model: Arc::clone(&model) });
        if all.len() > N_KEPT {
            all.remove(0);
        }
        Ok(model)
    }
}

fn stamp_of(path: &Path) -> Option<(u64, SystemTime)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}
