//! Reading pieces from shards.

use std::{
    fmt,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use irama_events::Piece;

use super::{FOOTER, MAGIC, Place, checksum, name_of, stored::Stored};
use crate::{ModelError, events::music::Song};

/// Is told of a piece that cannot be read any more, and ends the program as it sees fit.
type Failed = Arc<dyn Fn(&ModelError) + Send + Sync>;

/// Files that stay open, at most: systems allow a process a thousand or so. Others are opened for each piece.
const KEPT_OPEN: usize = if cfg!(test) { 1 } else { 512 };

/// The shards of a collection, open for reading.
pub struct Shards {
    files: Vec<(PathBuf, Option<Mutex<File>>)>,
    /// The shard of each piece, and its place there.
    places: Vec<(u32, Place)>,
    failed: Option<Failed>,
}

impl Shards {
    /// Opens all shards in a folder that were made from `origin`. An error if one is missing before the
    /// last, damaged, or of another origin.
    pub fn open(folder: &Path, origin: u64) -> Result<Self, ModelError> {
        let (mut files, mut places) = (Vec::new(), Vec::new());
        loop {
            let path = folder.join(name_of(files.len()));
            if !path.exists() {
                break;
            }
            let index = Self::index_of(&path, origin)
                .map_err(|reason| ModelError::Shards { path: path.clone(), reason })?;
            places.extend(index.into_iter().map(|it| (files.len() as u32, it)));
            let stays_open = files.len() < KEPT_OPEN;
            let file = stays_open.then(|| File::open(&path)).transpose();
            let file = file.map_err(|source| ModelError::Read { path: path.clone(), source })?;
            files.push((path, file.map(Mutex::new)));
        }
        Ok(Self { files, places, failed: None })
    }

    /// Who is told of a piece that cannot be read any more, as when a shared folder is gone.
    pub fn when_failed(self, failed: impl Fn(&ModelError) + Send + Sync + 'static) -> Self {
        Self { failed: Some(Arc::new(failed)), ..self }
    }

    /// Pieces in all.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// All pieces, which are read when they are played.
    pub fn pieces(self: &Arc<Self>) -> Vec<Stored> {
        (0..self.len()).map(|idx| Stored::filed(Arc::clone(self), idx)).collect()
    }

    /// What is known of a piece without reading it.
    pub(super) fn place(&self, idx: usize) -> &Place {
        &self.places[idx].1
    }

    /// Reads a piece.
    pub fn read(&self, idx: usize) -> Result<Song, ModelError> {
        let (shard, place) = self.places[idx];
        let (path, file) = &self.files[shard as usize];
        let mut bytes = vec![0; place.len as usize];
        let mut read = |file: &mut File| {
            file.seek(SeekFrom::Start(place.start)).and_then(|_| file.read_exact(&mut bytes))
        };
        let read = match file {
            Some(file) => read(&mut file.lock().unwrap_or_else(PoisonError::into_inner)),
            None => File::open(path).and_then(|mut it| read(&mut it)),
        };
        read.map_err(|source| ModelError::Read { path: path.clone(), source })?;
        let damaged = || ModelError::Shards {
            path: path.clone(),
            reason: format!("piece {idx} is damaged; remove the file and it is built anew"),
        };
        if checksum(&bytes) != place.checksum {
            return Err(damaged());
        }
        let (piece, style): (Piece, Option<u8>) =
            postcard::from_bytes(&bytes).map_err(|_| damaged())?;
        let mut song = Song::new(piece);
        song.given.style = style;
        Ok(song)
    }

    /// The same where there is no way to go on without it.
    pub(super) fn take(&self, idx: usize) -> Song {
        match self.read(idx) {
            Ok(song) => song,
            Err(error) => {
                self.failed.iter().for_each(|it| it(&error));
                panic!("{error}");
            }
        }
    }

    /// The places of the pieces of a shard; the reason if it is none.
    pub(super) fn index_of(path: &Path, origin: u64) -> Result<Vec<Place>, String> {
        let read = |file: &mut File, from: SeekFrom, n: usize| -> std::io::Result<Vec<u8>> {
            let mut bytes = vec![0; n];
            file.seek(from)?;
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        let said = |it: std::io::Error| it.to_string();
        let mut file = File::open(path).map_err(said)?;
        let len = file.metadata().map_err(said)?.len();
        if read(&mut file, SeekFrom::Start(0), MAGIC.len()).map_err(said)? != MAGIC {
            return Err("it is no shard".into());
        }
        let footer = read(&mut file, SeekFrom::End(-(FOOTER as i64)), FOOTER).map_err(said)?;
        let (head, hash) = footer.split_at(16);
        let number = |at: usize| {
            head[at..at + 8].iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        };
        let n = number(0);
        // What a stranger's file says is no reason to ask for memory.
        let index_len = n.checked_mul(Place::BYTES as u64).filter(|it| *it < len);
        let index_len = index_len.ok_or("its index is longer than it is")?;
        let from = SeekFrom::End(-((FOOTER as u64 + index_len) as i64));
        let index = read(&mut file, from, index_len as usize).map_err(said)?;
        let mut hasher = blake3::Hasher::new();
        if hasher.update(&index).update(head).finalize().as_bytes()[..] != *hash {
            return Err("its index is damaged; remove the file and it is built anew".into());
        }
        if number(8) != origin {
            return Err("it was made from another collection".into());
        }
        let places: Option<Vec<Place>> =
            index.chunks_exact(Place::BYTES).map(Place::from_bytes).collect();
        let is_inside = |it: &Place| it.start + u64::from(it.len) <= len;
        places.filter(|it| it.iter().all(is_inside)).ok_or("its places are outside".into())
    }
}

impl fmt::Debug for Shards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} pieces in {} shards", self.places.len(), self.files.len())
    }
}
