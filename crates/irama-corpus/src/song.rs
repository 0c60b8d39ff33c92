//! A file that was kept.

use std::ops::Range;

use irama_score::{Key, Known, Meter, Score, TempoChange};

use crate::Kin;

/// A song of the corpus. Its notes are packed, so that a hundred thousand songs fit into memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Song {
    /// Where it comes from, safe to show.
    pub path: String,
    /// BLAKE3 of its bytes.
    pub hash: [u8; 32],
    /// Notes in all parts.
    pub n_notes: u64,
    /// Bars, at least 1.
    pub n_bars: u64,
    /// The tempo that holds longest.
    pub tempo: Known<TempoChange>,
    /// The key that holds longest.
    pub key: Known<Key>,
    /// The meter that holds longest.
    pub meter: Known<Meter>,
    /// Its part of [`Corpus::note_ons`](crate::Corpus::note_ons); empty where those were not kept.
    pub note_ons: Range<usize>,
    /// Equal for songs with the same notes at other times, such as at half the tempo: they stay on
    /// one side of a [`split`](crate::split).
    pub family: [u8; 16],
    /// The score, packed; `None` where scores were not kept.
    pub(crate) packed: Option<Box<[u8]>>,
}

impl Song {
    /// What decides on which side of a split it is.
    pub fn kin(&self) -> Kin {
        Kin { hash: self.hash, family: self.family }
    }

    /// The music, unpacked anew each time; `None` unless the corpus was read with
    /// [`Keep::Scores`](crate::Keep::Scores).
    pub fn score(&self) -> Option<Score> {
        let packed = self.packed.as_deref()?;
        Some(unpack(packed).expect("a packed score unpacks because it was tried when it was read"))
    }
}

/// The score as compact bytes.
pub(crate) fn pack(score: &Score) -> Box<[u8]> {
    let packed = postcard::to_stdvec(score);
    packed.expect("a score packs because it holds lists of known length only").into_boxed_slice()
}

/// `None` if the bytes are not a packed score.
pub(crate) fn unpack(packed: &[u8]) -> Option<Score> {
    let (score, rest) = postcard::take_from_bytes(packed).ok()?;
    rest.is_empty().then_some(score)
}
