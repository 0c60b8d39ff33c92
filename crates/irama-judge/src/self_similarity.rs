//! Bars that return: how much a bar of a part has in common with the one some bars ago.

use std::collections::{BTreeMap, BTreeSet};

use irama_score::{Part, Score, Tick};
use serde::Serialize;

use crate::bars::{self, by_bar};

/// How many bars ago.
pub const LAGS: [u64; 4] = [1, 2, 4, 8];

/// Onsets are compared in sixteenths: on a finer grid, human timing hides what returns.
const TICKS_PER_STEP: u64 = Tick::PER_QUARTER / 4;

/// Bars that return, at each of [`LAGS`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SelfSimilarity {
    /// Over all parts that have pitch.
    pub pitched: [Return; 4],
    /// Over all drum parts.
    pub drums: [Return; 4],
}

/// What bars have in common with those `bars_ago` in the same part, on average over all bars of all
/// parts that have one so far back and of which either holds a note.
///
/// A bar is the set of its notes, each an onset (in sixteenths from the bar line, rounded) and a
/// pitch; lengths and velocities do not count.
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
        let parts = score.parts.iter().filter(|it| it.is_drums == is_drums);
        let parts: Vec<PartBars> = parts.map(|it| part_bars(score, it)).collect();
        LAGS.map(|lag| {
            let mut tally = Tally::default();
            parts.iter().for_each(|it| tally.add(it, lag, n_bars));
            tally.mean(lag)
        })
    };
    SelfSimilarity { pitched: returns(false), drums: returns(true) }
}

/// The notes of a bar: step and pitch.
type BarSet = BTreeSet<(u64, u8)>;
/// The bars of a part that have notes, by their index.
type PartBars = BTreeMap<u64, BarSet>;

fn part_bars(score: &Score, part: &Part) -> PartBars {
    let bars = by_bar(score, part.notes.iter(), TICKS_PER_STEP).into_iter();
    let set = |bar: bars::BarNotes| bar.notes.into_iter().map(|it| (it.step, it.pitch)).collect();
    bars.map(|(bar_idx, bar)| (bar_idx, set(bar))).collect()
}

/// Sums over pairs of bars.
#[derive(Default)]
struct Tally {
    n: u64,
    n_equal: u64,
    jaccard: f64,
}

impl Tally {
    fn add(&mut self, bars: &PartBars, lag: u64, n_bars: u64) {
        // Only bars with a note, or with a note so far back: there may be any number of silent ones.
        let laters: BTreeSet<u64> =
            bars.keys().flat_map(|it| [*it, it.saturating_add(lag)]).collect();
        let silent = BarSet::new();
        let bar = |bar_idx: u64| bars.get(&bar_idx).unwrap_or(&silent);
        for later in laters.into_iter().filter(|it| (lag..n_bars).contains(it)) {
            let (now, then) = (bar(later), bar(later - lag));
            let shared = now.intersection(then).count();
            self.n += 1;
            self.n_equal += u64::from(now == then);
            self.jaccard += shared as f64 / (now.len() + then.len() - shared) as f64;
        }
    }

    fn mean(&self, bars_ago: u64) -> Return {
        let mean = |sum: f64| (self.n > 0).then(|| sum / self.n as f64);
        Return { bars_ago, equal: mean(self.n_equal as f64), jaccard: mean(self.jaccard) }
    }
}
