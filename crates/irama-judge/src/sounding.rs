//! When something sounds: polyphony, and beats in which nothing does.

use std::ops::Range;

use irama_score::{Note, Score, Tick};

use crate::bars::{all_notes, last_end, pitched_notes};

/// `Σ_t n(t) / #{t : n(t) > 0}` with n(t) the number of different pitches that sound at tick t,
/// drums left out (muspy's `polyphony`). `None` if nothing sounds.
pub(crate) fn polyphony(score: &Score) -> Option<f64> {
    let mut by_pitch: [Vec<Range<u64>>; 128] = std::array::from_fn(|_| Vec::new());
    for note in pitched_notes(score) {
        by_pitch[usize::from(note.pitch.number())].push(sounding(note));
    }
    let all = pitched_notes(score).map(sounding).collect();
    let pitches: u128 = by_pitch.into_iter().map(covered).sum();
    let time = covered(all);
    (time > 0).then(|| pitches as f64 / time as f64)
}

/// `#{empty quarters} / #{quarters}` up to the end of the last note (Dong, Hsiao and Yang 2018). A
/// note that ends on a beat does not sound in it; in muspy it does. `None` without notes.
pub(crate) fn empty_beat_rate(score: &Score) -> Option<f64> {
    let n_beats = last_end(score).0.div_ceil(Tick::PER_QUARTER);
    let beats = |note: &Note| {
        let Range { start, end } = sounding(note);
        start / Tick::PER_QUARTER..end.div_ceil(Tick::PER_QUARTER)
    };
    let n_played = covered(all_notes(score).map(beats).collect());
    (n_beats > 0).then(|| 1.0 - n_played as f64 / n_beats as f64)
}

fn sounding(note: &Note) -> Range<u64> {
    note.start.0..note.end().0
}

/// How much lies in at least one of the ranges.
fn covered(mut ranges: Vec<Range<u64>>) -> u128 {
    ranges.sort_unstable_by_key(|it| it.start);
    let mut sum = 0;
    let mut covered_to = 0;
    for Range { start, end } in ranges {
        sum += u128::from(end.saturating_sub(start.max(covered_to)));
        covered_to = end.max(covered_to);
    }
    sum
}
