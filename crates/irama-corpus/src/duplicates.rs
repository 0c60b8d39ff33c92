//! When two files are the same song.
//!
//! The notes of all parts are laid on the grid, counted from the first onset, and merged; drums keep
//! their pitches, all others are counted from the lowest. Velocity, length, instruments and the
//! order of parts do not matter, so a song saved by another program is still the same song, and so
//! is one in another key.

use std::collections::BTreeMap;

use irama_score::{Score, Tick};
use serde::{Deserialize, Serialize};

use crate::Reason;

/// Ticks of the grid on which onsets are compared, 24 to a quarter note.
const GRID: u64 = Tick::PER_QUARTER / 24;

/// What two copies of a song have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    /// Equal for the same notes in any key.
    shape: [u8; 16],
    /// The lowest pitch that is not a drum: it tells the keys apart.
    lowest: Option<u8>,
    /// Equal for the same notes in any key and at any time: other tempos, other timing.
    pub(crate) family: [u8; 16],
}

impl Fingerprint {
    pub(crate) fn of(score: &Score) -> Self {
        let rows = rows(score);
        let lowest = rows.iter().filter(|row| !row.1).map(|row| row.2).min();
        // Drums stay where they are; 255 keeps them apart from every pitch.
        let relative = |&(at, is_drums, pitch): &(u64, bool, u8)| {
            let level = if is_drums { [255, pitch] } else { [0, pitch - lowest.unwrap_or(0)] };
            (at, level)
        };
        let mut shape = blake3::Hasher::new();
        let mut levels = BTreeMap::<[u8; 2], u64>::new();
        for (at, level) in rows.iter().map(relative) {
            shape.update(&at.to_le_bytes()).update(&level);
            *levels.entry(level).or_default() += 1;
        }
        let mut family = blake3::Hasher::new();
        for (level, count) in levels {
            family.update(&level).update(&count.to_le_bytes());
        }
        Self { shape: half(&shape), lowest, family: half(&family) }
    }
}

/// Onset on the grid, whether it is a drum, and pitch: sorted, each once.
fn rows(score: &Score) -> Vec<(u64, bool, u8)> {
    let first = score.parts.iter().flat_map(|part| &part.notes).map(|note| note.start).min();
    let first = first.unwrap_or_default();
    let mut rows: Vec<(u64, bool, u8)> = Vec::with_capacity(score.n_notes());
    for part in &score.parts {
        rows.extend(part.notes.iter().map(|note| {
            let at = note.start.since(first).0.saturating_add(GRID / 2) / GRID;
            (at, part.is_drums, note.pitch.number())
        }));
    }
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn half(hasher: &blake3::Hasher) -> [u8; 16] {
    let hash = hasher.finalize();
    std::array::from_fn(|at| hash.as_bytes()[at])
}

/// The songs so far, by shape.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    first: BTreeMap<[u8; 16], (usize, Option<u8>)>,
}

impl Duplicates {
    /// Adds the file `file_idx`, unless an earlier one has its notes: then which, and how many
    /// semitones this one is higher.
    pub(crate) fn add(&mut self, file_idx: usize, print: &Fingerprint) -> Option<(usize, i16)> {
        let Some(&(of, lowest)) = self.first.get(&print.shape) else {
            self.first.insert(print.shape, (file_idx, print.lowest));
            return None;
        };
        let level = |pitch: Option<u8>| i16::from(pitch.unwrap_or(0));
        Some((of, level(print.lowest) - level(lowest)))
    }

    /// Why the file `file_idx` with so many notes is no song, if it is none; `name` tells names of files.
    pub(crate) fn reason(
        &mut self,
        file_idx: usize,
        (n_notes, print): (u64, &Fingerprint),
        name: impl FnOnce(usize) -> String,
    ) -> Option<Reason> {
        if n_notes == 0 {
            return Some(Reason::NoNotes);
        }
        let (of, semitones) = self.add(file_idx, print)?;
        Some(Reason::Duplicate { of: name(of), semitones })
    }
}

#[cfg(test)]
mod tests {
    use irama_score::{Note, Part, Pitch, Velocity};

    use super::*;

    const TUNE: [(u64, i32); 4] = [(0, 60), (480, 64), (480, 67), (960, 59)];
    const BEAT: [(u64, i32); 2] = [(0, 36), (480, 38)];

    fn part(notes: &[(u64, i32)], is_drums: bool) -> Part {
        let notes = notes.iter().map(|&(start, pitch)| Note {
            start: Tick(start),
            pitch: Pitch::clamped(pitch),
            duration: Tick(240),
            velocity: Velocity::clamped(80),
        });
        Part { notes: notes.collect(), is_drums, ..Part::default() }
    }

    fn song(tune: &[(u64, i32)], beat: &[(u64, i32)]) -> Fingerprint {
        let parts = vec![part(tune, false), part(beat, true)];
        Fingerprint::of(&Score { parts, ..Score::default() })
    }

    fn shifted(by: u64, up: i32) -> Vec<(u64, i32)> {
        TUNE.iter().map(|&(at, pitch)| (at + by, pitch + up)).collect()
    }

    #[track_caller]
    fn check(copy: Fingerprint, expected: Option<i16>) {
        let mut duplicates = Duplicates::default();
        assert_eq!(duplicates.add(7, &song(&TUNE, &BEAT)), None);
        assert_eq!(duplicates.add(8, &copy), expected.map(|up| (7, up)));
    }

    #[test]
    fn the_same_song_is_found_in_every_key() {
        for up in [-20, -1, 0, 1, 6, 11] {
            check(song(&shifted(0, up), &BEAT), Some(i16::try_from(up).unwrap()));
        }
    }

    #[test]
    fn small_differences_of_timing_and_the_order_of_parts_do_not_hide_a_copy() {
        check(song(&[(0, 60), (487, 64), (474, 67), (965, 59)], &BEAT), Some(0));
        let parts = vec![part(&BEAT, true), part(&TUNE[2..], false), part(&TUNE[..2], false)];
        check(Fingerprint::of(&Score { parts, ..Score::default() }), Some(0));
    }

    #[test]
    fn drums_are_not_transposed_and_other_notes_are_another_song() {
        check(song(&TUNE, &[(0, 37), (480, 39)]), None);
        check(song(&TUNE[..3], &BEAT), None);
        check(song(&[(0, 60), (480, 64), (480, 67), (960, 58)], &BEAT), None);
        check(song(&[(0, 60), (480, 64), (480, 67), (1200, 59)], &BEAT), None);
    }

    #[test]
    fn a_silent_start_does_not_hide_a_copy() {
        let late: Vec<_> = BEAT.iter().map(|&(at, pitch)| (at + 1927, pitch)).collect();
        check(song(&shifted(1927, 3), &late), Some(3));
    }

    #[test]
    fn the_family_stays_the_same_at_half_the_speed() {
        let slow = |notes: &[(u64, i32)]| -> Vec<_> {
            notes.iter().map(|&(at, pitch)| (at * 2, pitch)).collect()
        };
        let (original, copy) = (song(&TUNE, &BEAT), song(&slow(&TUNE), &slow(&BEAT)));
        assert_eq!(original.family, copy.family);
        assert_ne!(original.shape, copy.shape);
    }
}
