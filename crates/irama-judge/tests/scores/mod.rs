//! Small scores to measure.

#![allow(dead_code, reason = "each test binary uses its share")]
#![allow(clippy::unwrap_used, reason = "a test that cannot make its notes should fail loudly")]

use irama_score::{Meter, MeterChange, Note, Part, Pitch, Score, Tick, Velocity};

/// Start, pitch, duration.
pub(crate) fn part(notes: &[(u64, u8, u64)]) -> Part {
    let note = |&(start, pitch, duration): &(u64, u8, u64)| Note {
        start: Tick(start),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(duration),
        velocity: Velocity::clamped(80),
    };
    Part { notes: notes.iter().map(note).collect(), ..Part::default() }
}

pub(crate) fn drums(notes: &[(u64, u8, u64)]) -> Part {
    Part { is_drums: true, ..part(notes) }
}

/// Its end is that of its last note.
pub(crate) fn score<const N: usize>(parts: [Part; N]) -> Score {
    let end = parts.iter().flat_map(|it| &it.notes).map(Note::end).max().unwrap_or_default();
    Score { parts: parts.to_vec(), end, ..Score::default() }
}

pub(crate) fn in_meter(score: Score, numerator: u8, denominator: u8) -> Score {
    let meter = Meter { numerator, denominator };
    Score { meters: vec![MeterChange { at: Tick::ZERO, meter }], ..score }
}
