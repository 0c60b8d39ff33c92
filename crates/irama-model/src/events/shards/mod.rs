//! Encoded pieces on disk, for collections that are larger than the memory.
//!
//! A folder holds shards of [`PIECES`] pieces each, the last one fewer, so that what stands in which
//! shard follows from the collection alone. Ranks build them together, each some of them; a shard is
//! there whole or not at all, and one that is there is not built again. Of each piece only its place
//! stays in memory. Files are read and not mapped: a mapped file that another host cuts short would end
//! the process without a word, and mapping is `unsafe`.
//!
//! | bytes of a shard | what |
//! |---|---|
//! | 0 to 7 | `SHARD 2` and a line feed |
//! | | the pieces, one after another, each a `postcard` of its frame, events and style |
//! | | for each piece 26 bytes: where it begins, its length, its rows, a checksum, its style |
//! | the last 48 | how many pieces there are, what they were made from, BLAKE3 of the index and both |

mod reading;
mod stored;
mod writing;

pub use reading::Shards;
pub use stored::{Stored, StoredMusic};
pub use writing::{Building, build};

use super::music::Song;

/// Pieces of a shard.
pub const PIECES: usize = 4_096;

const MAGIC: &[u8; 8] = b"SHARD 2\n";
/// The number of pieces, the origin, and the checksum of the index.
const FOOTER: usize = 48;

/// A piece within its shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    start: u64,
    len: u32,
    n_rows: u32,
    /// The first bytes of its BLAKE3.
    checksum: u64,
    style: Option<u8>,
}

impl Place {
    const BYTES: usize = 26;

    fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..8].copy_from_slice(&self.start.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.len.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.n_rows.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.checksum.to_le_bytes());
        bytes[24..].copy_from_slice(&[u8::from(self.style.is_some()), self.style.unwrap_or(0)]);
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let long = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
        let short = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let style = (*bytes.get(24)? == 1).then_some(*bytes.get(25)?);
        let (len, n_rows) = (short(8)?, short(12)?);
        Some(Self { start: long(0)?, len, n_rows, checksum: long(16)?, style })
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    hash.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// A piece and its style as bytes, behind those of `before`.
fn to_bytes(song: &Song, before: Vec<u8>) -> Vec<u8> {
    postcard::to_extend(&(&song.piece, song.given.style), before)
        .expect("plain values have a form in bytes")
}

fn name_of(shard: usize) -> String {
    format!("{shard:06}.shard")
}

#[cfg(test)]
mod tests;
