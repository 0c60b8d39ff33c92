//! Pieces that are in memory only while a lane plays them.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use irama_neural::{BagRow, HeadRow};

use super::Shards;
use crate::events::{
    Kept, Memory, Plan, Row, Variation,
    music::{Music, Song},
};

/// A piece of some shards.
pub struct Filed {
    shards: Arc<Shards>,
    idx: u32,
    n_rows: u32,
    /// The piece as long as anyone plays it.
    open: Mutex<Weak<Song>>,
}

impl Filed {
    pub(super) fn new(shards: Arc<Shards>, idx: usize, n_rows: u32) -> Self {
        Self { shards, idx: idx as u32, n_rows, open: Mutex::new(Weak::new()) }
    }

    /// The piece, which is read if nobody plays it.
    pub fn song(&self) -> Arc<Song> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.upgrade().unwrap_or_else(|| {
            let song = Arc::new(self.shards.take(self.idx as usize));
            *open = Arc::downgrade(&song);
            song
        })
    }
}

impl Clone for Filed {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.shards), self.idx as usize, self.n_rows)
    }
}

impl fmt::Debug for Filed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "piece {} of {} rows", self.idx, self.n_rows)
    }
}

/// The walk through a filed piece, which keeps it open.
#[derive(Clone, Debug)]
pub struct FiledMusic {
    music: Music,
    _open: Arc<Song>,
}

impl Memory for FiledMusic {
    type Piece = Filed;

    fn plan() -> Plan {
        Music::plan()
    }

    fn n_rows(piece: &Filed) -> usize {
        piece.n_rows as usize
    }

    fn row(piece: &Filed, idx: usize, variation: Variation) -> Row {
        Music::row(&piece.song(), idx, variation)
    }

    fn begin(piece: &Filed, variation: Variation) -> Self {
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

    fn transpositions(piece: &Filed) -> Vec<i8> {
        Music::transpositions(&piece.song())
    }

    fn has_dynamics(piece: &Filed) -> bool {
        Music::has_dynamics(&piece.song())
    }

    fn push(&mut self, row: &Row) {
        self.music.push(row);
    }
}

impl Kept for FiledMusic {
    fn add_to(piece: &Filed, hasher: &mut blake3::Hasher) {
        hasher.update(&piece.shards.checksum_of(piece.idx as usize).to_le_bytes());
    }
}
