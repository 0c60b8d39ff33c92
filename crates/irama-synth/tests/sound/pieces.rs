//! Pieces to play.

use irama_score::{Note, Part, Pitch, Program, Score, TempoChange, Tick, Velocity};

/// A note by start and length in ticks.
pub(crate) fn note(start: u64, duration: u64, pitch: u8, velocity: u8) -> Note {
    Note {
        start: Tick(start),
        duration: Tick(duration),
        pitch: Pitch::new(pitch).unwrap(),
        velocity: Velocity::new(velocity).unwrap(),
    }
}

pub(crate) fn part(program: u8, notes: Vec<Note>) -> Part {
    Part { program: Program::new(program), notes, ..Part::default() }
}

/// A score that ends with its last note, at 120 a minute.
pub(crate) fn score(parts: Vec<Part>) -> Score {
    let ends = parts.iter().flat_map(|it| &it.notes).map(Note::end);
    let end = ends.max().unwrap_or_default();
    Score { parts, end, ..Score::default() }
}

/// One note of one program.
pub(crate) fn single(program: u8, pitch: u8, duration: u64) -> Score {
    score(vec![part(program, vec![note(0, duration, pitch, 100)])])
}

/// Four parts over so many bars of 4/4 at 100 a minute: chords, bass, melody and drums.
pub(crate) fn band(n_bars: u64) -> Score {
    let (mut keys, mut bass, mut lead, mut drums) = (vec![], vec![], vec![], vec![]);
    for bar in 0..n_bars {
        let (start, root) = (1920 * bar, [0, 9, 5, 7][(bar % 4) as usize]);
        for step in [0, 4, 7, 11] {
            keys.push(note(start, 1800, 48 + root + step, 70));
        }
        for beat in 0..4 {
            bass.push(note(start + 480 * beat, 400, 36 + root, 95));
            lead.push(note(start + 480 * beat, 440, 67 + (root + 3 * beat as u8) % 12, 85));
            let drum = if beat % 2 == 0 { 36 } else { 38 };
            drums.push(note(start + 480 * beat, 100, drum, 100));
            drums.push(note(start + 480 * beat, 100, 42, 70));
            drums.push(note(start + 480 * beat + 240, 100, 42, 55));
        }
    }
    drums.sort();
    let drums = Part { is_drums: true, notes: drums, ..Part::default() };
    let parts = vec![part(4, keys), part(33, bass), part(73, lead), drums];
    let tempos = vec![TempoChange { at: Tick::ZERO, micros_per_quarter: 600_000 }];
    Score { tempos, end: Tick(1920 * n_bars), ..score(parts) }
}
