//! Small made-up pieces to learn from.

use std::sync::Arc;

use irama_events::encode;
use irama_model::events::{Pieces, music::Song};
use irama_score::{Note, Part, Pitch, Program, Score, Tick, Velocity};

/// A piece of four bars: chords, a line above them, and drums.
pub(crate) fn score(idx: u8) -> Score {
    let note = |step: u64, pitch: u8, duration: u64, level: u8| Note {
        start: Tick(step * 120),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(duration * 120),
        velocity: Velocity::new(level).unwrap(),
    };
    let root = |bar: u64| 48 + (idx + [0, 5, 7, 0][bar as usize % 4]) % 12;
    let chords = (0..4).flat_map(|bar| [0, 4, 7].map(|up| note(bar * 16, root(bar) + up, 14, 70)));
    let line =
        (0..32).map(|it| note(it * 2, root(it / 8) + 12 + [0, 4, 7, 4][it as usize % 4], 2, 90));
    let drums = (0..64).step_by(4).map(|it| note(it, if it % 8 == 0 { 36 } else { 38 }, 1, 100));
    let part = |program: u8, is_drums: bool, notes: Vec<Note>| Part {
        program: Program::new(program),
        is_drums,
        notes,
        ..Part::default()
    };
    let parts = vec![
        part(0, false, chords.collect()),
        part(26, false, line.collect()),
        part(0, true, drums.collect()),
    ];
    Score { parts, end: Tick(64 * 120), ..Score::default() }
}

/// Nine of them, of which two are held out.
pub(crate) fn pieces() -> Arc<Pieces<Song>> {
    let songs = |idxs: std::ops::Range<u8>| idxs.map(|it| Song::new(encode(&score(it)))).collect();
    Arc::new(Pieces { train: songs(0..7), held_out: songs(7..9) })
}
