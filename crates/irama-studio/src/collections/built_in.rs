//! The collection that is always there: Irama's own loops, as files.

use std::fs;

use irama_corpus::house_loops;
use irama_score::write_midi;

use crate::{
    Studio, clock,
    documents::{Collection, CollectionState, Summary},
    error::Refusal,
    id,
};

impl Studio {
    /// Sees to it that the collection is there. Its files are written when they are needed.
    pub(crate) fn keep_built_in(&self) -> Result<(), Refusal> {
        if self.shelf.get::<Collection>(Collection::BUILT_IN).is_ok() {
            return Ok(());
        }
        let loops = house_loops();
        let n = loops.len() as u64;
        let summary = Summary {
            files_found: n,
            files_kept: n,
            notes: loops.iter().map(|it| it.score.n_notes() as u64).sum(),
            bars: loops.iter().map(|it| it.score.n_bars()).sum(),
            ..Summary::default()
        };
        self.shelf.put(Collection {
            id: Collection::BUILT_IN.into(),
            name: "Irama".into(),
            created: clock::moment(),
            bytes: 0,
            n_files: n,
            state: CollectionState::Ready,
            summary: Some(summary),
            error: None,
            files: Vec::new(),
        })?;
        Ok(())
    }

    /// Writes the files of the collection if they are not there: all of them or none.
    pub(crate) fn write_built_in(&self) -> Result<(), Refusal> {
        let folder = self.places.collection(Collection::BUILT_IN);
        if folder.exists() {
            return Ok(());
        }
        let passing = folder.with_file_name(format!("{}.passing", id::fresh()));
        fs::create_dir_all(&passing).map_err(Refusal::storage)?;
        let written = house_loops().iter().try_for_each(|it| {
            let midi = write_midi(&it.score).map_err(Refusal::failed)?;
            fs::write(passing.join(format!("{}.mid", it.name)), midi).map_err(Refusal::storage)
        });
        let placed = written.and_then(|()| fs::rename(&passing, &folder).map_err(Refusal::storage));
        if placed.is_err() {
            // Another one may have been quicker; then its files are the same.
            let _ = fs::remove_dir_all(&passing);
        }
        if folder.exists() { Ok(()) } else { placed }
    }
}
