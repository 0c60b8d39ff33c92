//! Bars that return: how much a bar has in common with the one some bars ago.

use std::collections::{BTreeMap, BTreeSet};

use irama_score::{Note, Part, Score, Tick};
use serde::Serialize;

use crate::bars::{self, Placed, by_bar};

/// How many bars ago.
pub const LAGS: [u64; 4] = [1, 2, 4, 8];

/// Onsets are compared on the grid of events, 24 steps a quarter.
const TICKS_PER_STEP: u64 = Tick::PER_QUARTER / 24;

/// Bars that return, at each of [`LAGS`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SelfSimilarity {
    /// Of all parts that have pitch together.
    pub pitched: [Return; 4],
    /// Of all drum parts together.
    pub drums: [Return; 4],
}

/// What bars have in common with those `bars_ago`, on average over the bars that have one so far
/// back and of which either holds a note.
///
/// A bar is the set of its notes, each an onset in the bar (24 steps a quarter) and a pitch; lengths
/// and velocities do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Return {
    /// The lag.
    pub bars_ago: u64,
    /// The share of bars that have the same notes, 0 to 1. `None` if no bars can be compared.
    pub equal: Option<f64>,
    /// `|a ∩ b| / |a ∪ b|` (Jaccard 1901), the mean of it, 0 to 1. `None` as above.
    pub jaccard: Option<f64>,
}

/// Compares the bars of a score's first `n_bars` bars; `u64::MAX` takes all.
pub fn self_similarity(score: &Score, n_bars: u64) -> SelfSimilarity {
    let n_bars = n_bars.min(bars::n_bars(score));
    let returns = |is_drums: bool| {
        let parts = score.parts.iter().filter(|it: &&Part| it.is_drums == is_drums);
        let bars = sets(score, parts.flat_map(|it| &it.notes));
        LAGS.map(|lag| compare(&bars, lag, n_bars))
    };
    SelfSimilarity { pitched: returns(false), drums: returns(true) }
}

/// The notes of a bar: step and pitch.
type BarSet = BTreeSet<(u64, u8)>;

fn sets<'a>(score: &Score, notes: impl Iterator<Item = &'a Note>) -> BTreeMap<u64, BarSet> {
    let bars = by_bar(score, notes, TICKS_PER_STEP).into_iter();
    let set = |notes: Vec<Placed>| notes.into_iter().map(|it| (it.step, it.pitch));
    bars.map(|(bar_idx, bar)| (bar_idx, set(bar.notes).collect())).collect()
}

fn compare(bars: &BTreeMap<u64, BarSet>, bars_ago: u64, n_bars: u64) -> Return {
    // Only bars with a note, or with a note so far back: there may be any number of silent ones.
    let laters: BTreeSet<u64> =
        bars.keys().flat_map(|it| [*it, it.saturating_add(bars_ago)]).collect();
    let silent = BarSet::new();
    let bar = |bar_idx: u64| bars.get(&bar_idx).unwrap_or(&silent);
    let (mut n, mut n_equal, mut sum) = (0_u64, 0_u64, 0.0);
    for later in laters.into_iter().filter(|it| (bars_ago..n_bars).contains(it)) {
        let (now, then) = (bar(later), bar(later - bars_ago));
        n += 1;
        n_equal += u64::from(now == then);
        sum += now.intersection(then).count() as f64 / now.union(then).count() as f64;
    }
    let mean = |sum: f64| (n > 0).then(|| sum / n as f64);
    Return { bars_ago, equal: mean(n_equal as f64), jaccard: mean(sum) }
}
