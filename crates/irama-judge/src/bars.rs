//! The notes of a score, and the bars in which they begin.

use std::collections::BTreeMap;

use irama_score::{Bar, Note, Part, Score, Tick};

/// The notes of all parts, drums included.
pub(crate) fn all_notes(score: &Score) -> impl Iterator<Item = &Note> {
    score.parts.iter().flat_map(|it| &it.notes)
}

/// The parts that have pitch.
pub(crate) fn pitched_parts(score: &Score) -> impl Iterator<Item = &Part> {
    score.parts.iter().filter(|it| !it.is_drums)
}

/// The notes that have pitch.
pub(crate) fn pitched_notes(score: &Score) -> impl Iterator<Item = &Note> {
    pitched_parts(score).flat_map(|it| &it.notes)
}

/// When the last note ends; zero without notes.
pub(crate) fn last_end(score: &Score) -> Tick {
    all_notes(score).map(Note::end).max().unwrap_or(Tick::ZERO)
}

/// Bars up to the end of the last note.
pub(crate) fn n_bars(score: &Score) -> u64 {
    score.bar_grid().n_bars_until(last_end(score))
}

/// The notes that begin in one bar.
pub(crate) struct BarNotes {
    pub(crate) bar: Bar,
    pub(crate) notes: Vec<Placed>,
}

/// A note in its bar.
#[derive(Clone, Copy)]
pub(crate) struct Placed {
    /// Steps from the bar line.
    pub(crate) step: u64,
    pub(crate) pitch: u8,
}

/// The bars in which one of these notes begins, by their index, on a grid of `ticks_per_step`. What
/// is nearest to the next bar line belongs to the next bar.
pub(crate) fn by_bar<'a>(
    score: &Score,
    notes: impl Iterator<Item = &'a Note>,
    ticks_per_step: u64,
) -> BTreeMap<u64, BarNotes> {
    let grid = score.bar_grid();
    let mut bars: BTreeMap<u64, BarNotes> = BTreeMap::new();
    for note in notes {
        let steps = note.start.0.saturating_add(ticks_per_step / 2) / ticks_per_step;
        let at = Tick(steps * ticks_per_step);
        let bar = grid.bar_at(at);
        let step = at.since(bar.start).0 / ticks_per_step;
        let here = bars.entry(bar.bar_idx).or_insert(BarNotes { bar, notes: Vec::new() });
        here.notes.push(Placed { step, pitch: note.pitch.number() });
    }
    bars
}
