//! Building shards: all ranks together, each some of them.

use std::{fs, io, path::Path};

use irama_ranks::Ranks;
use rayon::prelude::*;

use super::{MAGIC, PIECES, Place, Shards, checksum, name_of, to_bytes};
use crate::{
    ModelError,
    checkpoint::write_among_others,
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
    /// Is told about how many pieces are there by now.
    pub done: &'a (dyn Fn(usize) + Sync),
}

/// Builds the shards that are not there yet, and opens all.
///
/// Ranks that see one folder share the work; hosts with a folder of their own build all in it. Each rank
/// calls this. What a rank holds in memory is a shard for each of its threads.
pub fn build(folder: &Path, building: &Building<'_>, ranks: &Ranks) -> Result<Shards, ModelError> {
    let write = |source| ModelError::Write { path: folder.to_owned(), source };
    let made = fs::create_dir_all(folder).map_err(write);
    let made = agree(made, folder, ranks).and_then(|()| {
        let (idx, n) = neighbours(folder, ranks).map_err(write)?;
        let n_shards = building.n_pieces.div_ceil(PIECES);
        let own: Vec<usize> = (0..n_shards).filter(|it| it % n == idx).collect();
        let mut n_done = 0;
        // Groups as large as there are threads, so that an end in between is noticed.
        for group in own.chunks(rayon::current_num_threads().max(1)) {
            let built = group.par_iter().map(|shard| one(folder, *shard, building));
            let counts: Result<Vec<usize>, ModelError> = built.collect();
            n_done += counts?.into_iter().sum::<usize>();
            (building.done)(n_done * n);
        }
        Ok(())
    });
    agree(made, folder, ranks)?;
    Shards::open(folder, building.origin)
}

/// Waits for all ranks; an error if one of them failed.
fn agree<T>(own: Result<T, ModelError>, folder: &Path, ranks: &Ranks) -> Result<T, ModelError> {
    let failed = own.as_ref().err().map(ToString::to_string).unwrap_or_default();
    let all = ranks.gather_bytes(failed.as_bytes());
    let own = own?;
    let Some(rank) = all.iter().position(|it| !it.is_empty()) else { return Ok(own) };
    let reason = format!("rank {rank}: {}", String::from_utf8_lossy(&all[rank]));
    Err(ModelError::Shards { path: folder.to_owned(), reason })
}

/// Which of the ranks that see this folder this one is, and how many they are. Each leaves a file there
/// and looks for those of the others.
fn neighbours(folder: &Path, ranks: &Ranks) -> io::Result<(usize, usize)> {
    let run = ranks.first_says(|| std::process::id().to_le_bytes().to_vec());
    let run = run.iter().fold(0, |run, it| run << 8 | u64::from(*it));
    let mark = |rank: usize| folder.join(format!(".{run}.{rank}"));
    let left = fs::write(mark(ranks.rank()), b"");
    ranks.gather(&[]);
    let seen: Vec<usize> = (0..ranks.size()).filter(|it| mark(*it).exists()).collect();
    ranks.gather(&[]);
    left.and_then(|()| fs::remove_file(mark(ranks.rank())))?;
    let idx = seen.iter().position(|it| *it == ranks.rank());
    idx.map(|it| (it, seen.len())).ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// Builds a shard unless it is there; returns its pieces.
fn one(folder: &Path, shard: usize, building: &Building<'_>) -> Result<usize, ModelError> {
    let path = folder.join(name_of(shard));
    let idxs = shard * PIECES..((shard + 1) * PIECES).min(building.n_pieces);
    if let Ok(index) = Shards::index_of(&path, building.origin)
        && index.len() == idxs.len()
        && is_current(&index, idxs.start, building)?
    {
        return Ok(idxs.len());
    }
    let (mut bytes, mut index) = (MAGIC.to_vec(), Vec::with_capacity(idxs.len() * Place::BYTES));
    let n = idxs.len();
    for idx in idxs {
        let song = (building.piece)(idx).ok_or(ModelError::Stopped)?;
        let start = bytes.len();
        bytes = to_bytes(&song, bytes);
        let place = Place {
            start: start as u64,
            len: (bytes.len() - start) as u32,
            n_rows: Music::n_rows(&song) as u32,
            checksum: checksum(&bytes[start..]),
            style: song.given.style,
        };
        index.extend(place.to_bytes());
    }
    index.extend((n as u64).to_le_bytes());
    index.extend(building.origin.to_le_bytes());
    bytes.extend(&index);
    bytes.extend(blake3::hash(&index).as_bytes());
    write_among_others(&path, &bytes).map(|()| n)
}

/// Whether what was built is what would be built now: another version of the program may encode
/// otherwise, and the first piece stands for all.
fn is_current(index: &[Place], first: usize, building: &Building<'_>) -> Result<bool, ModelError> {
    let Some(place) = index.first() else { return Ok(true) };
    let song = (building.piece)(first).ok_or(ModelError::Stopped)?;
    Ok(checksum(&to_bytes(&song, Vec::new())) == place.checksum)
}
