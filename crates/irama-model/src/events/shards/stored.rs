//! Pieces wherever they are: in memory, or in shards and in memory only while a lane plays them.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use irama_neural::{BagRow, HeadRow};

use super::{Shards, checksum, to_bytes};
use crate::events::{
    Kept, Memory, Plan, Row, Variation,
    music::{Music, Song},
};

/// A piece of music, wherever it is.
pub struct Stored(Place);

enum Place {
    Memory(Arc<Song>),
    Shards {
        shards: Arc<Shards>,
        idx: u32,
        /// The piece as long as anyone plays it.
        open: Mutex<Weak<Song>>,
    },
}

impl Stored {
    pub(super) fn filed(shards: Arc<Shards>, idx: usize) -> Self {
        Self(Place::Shards { shards, idx: idx as u32, open: Mutex::new(Weak::new()) })
    }

    /// The piece, which is read if it is in no memory.
    pub fn song(&self) -> Arc<Song> {
        match &self.0 {
            Place::Memory(song) => Arc::clone(song),
            Place::Shards { shards, idx, open } => {
                let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
                open.upgrade().unwrap_or_else(|| {
                    let song = Arc::new(shards.take(*idx as usize));
                    *open = Arc::downgrade(&song);
                    song
                })
            }
        }
    }

    /// Its rows, the end included.
    pub fn n_rows(&self) -> usize {
        match &self.0 {
            Place::Memory(song) => Music::n_rows(song),
            Place::Shards { shards, idx, .. } => shards.place(*idx as usize).n_rows as usize,
        }
    }

    /// Its style, as a number among those of the model.
    pub fn style(&self) -> Option<u8> {
        match &self.0 {
            Place::Memory(song) => song.given.style,
            Place::Shards { shards, idx, .. } => shards.place(*idx as usize).style,
        }
    }

    /// What tells it from others, the same wherever it is.
    fn checksum(&self) -> u64 {
        match &self.0 {
            Place::Memory(song) => checksum(&to_bytes(song, Vec::new())),
            Place::Shards { shards, idx, .. } => shards.place(*idx as usize).checksum,
        }
    }
}

impl From<Song> for Stored {
    fn from(song: Song) -> Self {
        Self(Place::Memory(Arc::new(song)))
    }
}

impl Clone for Stored {
    fn clone(&self) -> Self {
        match &self.0 {
            Place::Memory(song) => Self(Place::Memory(Arc::clone(song))),
            Place::Shards { shards, idx, .. } => Self::filed(Arc::clone(shards), *idx as usize),
        }
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a piece of {} rows", self.n_rows())
    }
}

/// The walk through a stored piece, which keeps it in memory.
#[derive(Clone, Debug)]
pub struct StoredMusic {
    music: Music,
    _open: Arc<Song>,
}

impl Memory for StoredMusic {
    type Piece = Stored;

    fn plan() -> Plan {
        Music::plan()
    }

    fn n_rows(piece: &Stored) -> usize {
        piece.n_rows()
    }

    fn row(piece: &Stored, idx: usize, variation: Variation) -> Row {
        Music::row(&piece.song(), idx, variation)
    }

    fn begin(piece: &Stored, variation: Variation) -> Self {
        let song = piece.song();
        Self { music: Music::begin(&song, variation), _open: song }
    }

    fn input(&self, bag: &mut BagRow) {
        self.music.input(bag);
    }

    fn known(&mut self, field: usize, row: &Row, known: &mut HeadRow) -> u128 {
        self.music.known(field, row, known)
    }

    fn n_fields(row: &Row) -> usize {
        Music::n_fields(row)
    }

    fn is_counted(row: &Row) -> bool {
        Music::is_counted(row)
    }

    fn transpositions(piece: &Stored) -> Vec<i8> {
        Music::transpositions(&piece.song())
    }

    fn has_dynamics(piece: &Stored) -> bool {
        Music::has_dynamics(&piece.song())
    }

    fn push(&mut self, row: &Row) {
        self.music.push(row);
    }
}

impl Kept for StoredMusic {
    fn add_to(piece: &Stored, hasher: &mut blake3::Hasher) {
        hasher.update(&piece.checksum().to_le_bytes());
    }
}
