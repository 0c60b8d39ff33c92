//! Building shards: all ranks together, each some of them.

use std::{fs, path::Path};

use irama_ranks::Ranks;
use rayon::prelude::*;

use super::{MAGIC, PIECES, Place, Shards, checksum, name_of};
use crate::{
    ModelError,
    checkpoint::write_atomically,
    events::{
        Memory,
        music::{Music, Song},
    },
};

/// What shards are built from.
pub struct Building<'a> {
    /// Pieces of the collection.
    pub n_pieces: usize,
    /// What tells the collection from others: shards of another one are built anew.
    pub origin: u64,
    /// The pieces, by their numbers. `None` ends the work, which goes on at the next call.
    pub piece: &'a (dyn Fn(usize) -> Option<Song> + Sync),
    /// Is told how many pieces are there by now on this rank.
    pub done: &'a (dyn Fn(usize) + Sync),
}

/// Builds the shards that are not there yet, and opens all.
///
/// Ranks that see one folder share the work; each calls this. What a rank holds in memory is a shard
/// for each of its threads.
pub fn build(folder: &Path, building: &Building<'_>, ranks: &Ranks) -> Result<Shards, ModelError> {
    let write = |source| ModelError::Write { path: folder.to_owned(), source };
    let n_shards = building.n_pieces.div_ceil(PIECES);
    let own: Vec<usize> = (0..n_shards).filter(|it| it % ranks.size() == ranks.rank()).collect();
    let made = fs::create_dir_all(folder).map_err(write).and_then(|()| {
        let mut n_done = 0;
        // Groups as large as there are threads, so that an end in between is noticed.
        for group in own.chunks(rayon::current_num_threads().max(1)) {
            let built = group.par_iter().map(|shard| one(folder, *shard, building));
            let counts: Result<Vec<usize>, ModelError> = built.collect();
            n_done += counts?.into_iter().sum::<usize>();
            (building.done)(n_done);
        }
        Ok(())
    });
    // All wait for all, also for one that failed.
    let failed = made.as_ref().err().map(ToString::to_string).unwrap_or_default();
    let all = ranks.gather_bytes(failed.as_bytes());
    made?;
    if let Some(rank) = all.iter().position(|it| !it.is_empty()) {
        let reason = format!("rank {rank}: {}", String::from_utf8_lossy(&all[rank]));
        return Err(ModelError::Checkpoint { path: folder.to_owned(), reason });
    }
    Shards::open(folder, building.origin)
}

/// Builds a shard unless it is there; returns its pieces.
fn one(folder: &Path, shard: usize, building: &Building<'_>) -> Result<usize, ModelError> {
    let path = folder.join(name_of(shard));
    let idxs = shard * PIECES..((shard + 1) * PIECES).min(building.n_pieces);
    if let Ok(index) = Shards::index_of(&path, building.origin)
        && index.len() == idxs.len()
    {
        return Ok(idxs.len());
    }
    let (mut bytes, mut index) = (MAGIC.to_vec(), Vec::with_capacity(idxs.len() * Place::BYTES));
    let n = idxs.len();
    for idx in idxs {
        let song = (building.piece)(idx).ok_or(ModelError::Stopped)?;
        let start = bytes.len();
        bytes = postcard::to_extend(&(&song.piece, song.given.style), bytes)
            .expect("plain values have a form in bytes");
        let place = Place {
            start: start as u64,
            len: (bytes.len() - start) as u32,
            n_rows: Music::n_rows(&song) as u32,
            checksum: checksum(&bytes[start..]),
        };
        index.extend(place.to_bytes());
    }
    index.extend((n as u64).to_le_bytes());
    index.extend(building.origin.to_le_bytes());
    bytes.extend(&index);
    bytes.extend(blake3::hash(&index).as_bytes());
    write_atomically(&path, &bytes).map(|()| n)
}
