//! Groove consistency: how much neighbouring bars have the same onsets.
//!
//! `1 - 1/(T-1) Σ_i d(g_i, g_{i+1}) / Q`, where T bars reach to the end of the last note, g_i holds
//! for each of Q positions whether a note of any part begins there, and d counts where two bars
//! differ (Wu and Yang 2020). Q is 64 for a bar of 4/4, as there: a position is a 64th note. Where
//! two bars are not equally long, Q is that of the longer one in which a note begins.

use std::collections::{BTreeMap, BTreeSet};

use irama_score::{Score, Tick};

use crate::bars::{BarNotes, all_notes, by_bar, n_bars};

/// A 64th note.
const TICKS_PER_POSITION: u64 = Tick::PER_QUARTER / 16;

/// The positions of a bar at which a note begins, and how many there are.
#[derive(Default)]
struct Groove {
    onsets: BTreeSet<u64>,
    n_positions: u64,
}

impl Groove {
    fn new(BarNotes { bar, notes }: BarNotes) -> Self {
        Self {
            onsets: notes.into_iter().map(|it| it.step).collect(),
            n_positions: bar.end.since(bar.start).0.div_ceil(TICKS_PER_POSITION),
        }
    }

    fn distance(&self, next: &Self) -> f64 {
        let n_different = self.onsets.symmetric_difference(&next.onsets).count();
        n_different as f64 / self.n_positions.max(next.n_positions).max(1) as f64
    }
}

/// `None` below two bars.
pub(crate) fn groove_consistency(score: &Score) -> Option<f64> {
    let n_pairs = n_bars(score).checked_sub(1).filter(|it| *it > 0)?;
    let bars = by_bar(score, all_notes(score), TICKS_PER_POSITION);
    let grooves: BTreeMap<u64, Groove> =
        bars.into_iter().map(|(bar_idx, bar)| (bar_idx, Groove::new(bar))).collect();
    // Pairs of silent bars do not differ, and there may be any number of them.
    let firsts: BTreeSet<u64> =
        grooves.keys().flat_map(|it| [it.checked_sub(1), Some(*it)]).flatten().collect();
    let silent = Groove::default();
    let groove = |bar_idx: u64| grooves.get(&bar_idx).unwrap_or(&silent);
    let within = firsts.into_iter().filter(|it| *it < n_pairs);
    let sum: f64 = within.map(|it| groove(it).distance(groove(it + 1))).sum();
    Some(1.0 - sum / n_pairs as f64)
}
