//! Passages as few bytes, for a model file.
//!
//! One byte of version, then blocks. A block is a count and as many hashes (four bytes each, the
//! lowest first), then a length and, unless that is 0, a distance: so many hashes again from so far
//! back. Counts and lengths are one byte, distances seven bits a byte with the lowest first. So
//! what repeats in music is stored once, and what is unpacked has at most 340 times the size.

use std::collections::BTreeMap;

use super::{Passages, suffixes::Suffixes};

const VERSION: u8 = 1;
/// Shorter repeats take no less room than the hashes themselves.
const SHORTEST_REPEAT: usize = 3;
const MAX: usize = u8::MAX as usize;

impl Passages {
    /// As few bytes, the same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let rows = self.suffixes.rows();
        let mut bytes = vec![VERSION];
        let mut last_seen = BTreeMap::new();
        let (mut done, mut at) = (0, 0);
        while at < rows.len() {
            let earlier = last_seen.get(&rows[at]).copied();
            let n = earlier.map_or(0, |it| repeated(rows, it, at)).min(MAX);
            let is_repeat = n >= SHORTEST_REPEAT;
            let next = at + if is_repeat { n } else { 1 };
            last_seen.extend((at..next).map(|it| (rows[it], it)));
            match earlier {
                Some(earlier) if is_repeat => {
                    push_block(&mut bytes, &rows[done..at], n, at - earlier);
                    done = next;
                }
                _ if next - done == MAX || next == rows.len() => {
                    push_block(&mut bytes, &rows[done..next], 0, 0);
                    done = next;
                }
                _ => (),
            }
            at = next;
        }
        bytes
    }

    /// `None` if these are not the bytes of passages.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&VERSION, mut rest) = bytes.split_first()? else { return None };
        let mut rows: Vec<u32> = Vec::new();
        while !rest.is_empty() {
            let hashes = usize::from(take_byte(&mut rest)?) * 4;
            let (hashes, after) = rest.split_at_checked(hashes)?;
            rest = after;
            rows.extend(hashes.as_chunks().0.iter().map(|it| u32::from_le_bytes(*it)));
            let n = usize::from(take_byte(&mut rest)?);
            if n > 0 {
                let distance = take_number(&mut rest)?;
                let first = rows.len().checked_sub(distance).filter(|_| distance > 0)?;
                for at in first..first + n {
                    rows.push(rows[at]);
                }
            }
        }
        u32::try_from(rows.len()).ok()?;
        Some(Self { suffixes: Suffixes::new(rows) })
    }
}

impl From<Passages> for Vec<u8> {
    fn from(passages: Passages) -> Self {
        passages.to_bytes()
    }
}

impl TryFrom<Vec<u8>> for Passages {
    type Error = &'static str;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Self::Error> {
        Self::from_bytes(&bytes).ok_or("these are not the bytes of passages")
    }
}

/// How far what begins at `earlier` is repeated at `at`.
fn repeated(rows: &[u32], earlier: usize, at: usize) -> usize {
    rows[earlier..].iter().zip(&rows[at..]).take_while(|(a, b)| a == b).count()
}

fn push_block(bytes: &mut Vec<u8>, hashes: &[u32], n_repeated: usize, mut distance: usize) {
    let count = |n: usize| u8::try_from(n).expect("fits because blocks end before it does not");
    bytes.push(count(hashes.len()));
    bytes.extend(hashes.iter().flat_map(|it| it.to_le_bytes()));
    bytes.push(count(n_repeated));
    if n_repeated > 0 {
        while distance > 0x7f {
            bytes.push(distance as u8 | 0x80);
            distance >>= 7;
        }
        bytes.push(distance as u8);
    }
}

fn take_byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in (0..35).step_by(7) {
        let byte = take_byte(rest)?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return usize::try_from(number).ok();
        }
    }
    None
}
