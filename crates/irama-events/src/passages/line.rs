//! The notes of one part as a row of hashes, one for each eight notes.

use irama_score::{Note, Pitch, Tick};

/// Notes in the shortest passage that is looked for.
pub const SHORTEST_PASSAGE: usize = 8;

/// Gaps are counted in sixteenths.
const SIXTEENTH: u64 = Tick::PER_QUARTER / 4;
/// Longer gaps, above four bars of 4/4, count as equal.
const MAX_GAP: u64 = 64;

/// The notes of one part in the order in which passages are read, with the time of their chord.
///
/// A chord is what begins less than half a sixteenth after its first note, as no hand strikes all
/// keys at once; its notes stand by rising pitch.
pub(super) struct Line {
    /// Each note and when its chord begins.
    pub(super) notes: Vec<(Tick, Note)>,
    pub(super) is_drums: bool,
}

impl Line {
    /// From notes in any order.
    pub(super) fn new(notes: &[Note], is_drums: bool) -> Self {
        let mut notes: Vec<(Tick, Note)> = notes.iter().map(|it| (it.start, *it)).collect();
        notes.sort_unstable_by_key(|(_, note)| *note);
        let mut chord = Tick::ZERO;
        for (nth, (at, note)) in notes.iter_mut().enumerate() {
            if nth == 0 || note.start.since(chord).0 >= SIXTEENTH / 2 {
                chord = note.start;
            }
            *at = chord;
        }
        notes.sort_by_key(|(at, note)| (*at, note.pitch));
        Self { notes, is_drums }
    }
}

/// A hash for each eight consecutive notes; none for fewer. Never 0.
pub(super) fn windows(line: &Line) -> Vec<u32> {
    windows_of(&line.notes, line.is_drums)
}

/// The same of a stretch of a line.
pub(super) fn windows_of(notes: &[(Tick, Note)], is_drums: bool) -> Vec<u32> {
    let steps: Vec<u64> = notes.windows(2).map(|pair| step(pair[0], pair[1], is_drums)).collect();
    steps.windows(SHORTEST_PASSAGE - 1).map(hash).collect()
}

/// From one note to the next: the gap in sixteenths, and the interval or, for drums, both
/// instruments.
fn step((from, first): (Tick, Note), (to, second): (Tick, Note), is_drums: bool) -> u64 {
    let gap = (to.since(from).0.saturating_add(SIXTEENTH / 2) / SIXTEENTH).min(MAX_GAP);
    let number = |pitch: Pitch| u64::from(pitch.number());
    let (first, second) = (number(first.pitch), number(second.pitch));
    let pitches = if is_drums { 1 << 16 | first << 8 | second } else { 128 + second - first };
    gap << 32 | pitches
}

/// The mixing steps of SplitMix64 (Steele, Lea and Flood 2014) chained over the window: integers
/// alone, so the same everywhere.
fn hash(window: &[u64]) -> u32 {
    let mixed = window.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, step| {
        let it = (hash ^ step).wrapping_add(0x9e37_79b9_7f4a_7c15);
        let it = (it ^ it >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let it = (it ^ it >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ it >> 31
    });
    ((mixed >> 32) as u32).max(1)
}
