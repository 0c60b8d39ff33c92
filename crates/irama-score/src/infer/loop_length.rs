//! How long a loop is in whole bars.
//!
//! Few files end on the bar line: most stop with the last note's release, before or after it. So
//! the length follows from the onsets and the meter, unless the stated end is a bar line.

use std::collections::BTreeSet;

use super::{infer_meter, last_end};
use crate::{Known, Meter, Score, Tick};

/// A stated end this near to a bar line is meant to be on it: some programs end a tick early.
const END_SLACK: u64 = 12;
/// Releases may hang over the last bar line by this part of a beat before they ask for a bar.
const OVERHANG_BEATS: u64 = 1;
/// Bars count as equal if this share of their notes returns.
const RETURN_SHARE: f64 = 0.95;
/// Periods that loops have, in bars.
const PERIODS: [u64; 10] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
/// Onsets are compared on a grid of sixteenths, so that human timing does not hide a return.
const CELL: u64 = 120;

/// The length of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoopLength {
    /// Whole bars, at least 1.
    pub n_bars: u64,
    /// The same in ticks.
    pub ticks: Tick,
    /// After how many bars the music returns; `n_bars` if it does not.
    pub period_bars: u64,
}

/// The smallest whole number of bars that covers the last onset and, but for an overhang of a beat,
/// the last release. One silent bar is added where that makes 2, 4, 8 or 16 bars, and two where it
/// makes 16 or more: loops are cut so, and their last bar is often empty.
///
/// `Stated` if the score's end is a bar line after all onsets: the file says so. `Inferred`
/// otherwise, in 4/4 where the meter is unknown. `Unknown` if there are no notes.
pub fn infer_loop_length(score: &Score) -> Known<LoopLength> {
    let notes = || score.parts.iter().flat_map(|part| &part.notes);
    let Some(last_onset) = notes().map(|note| note.start).max() else { return Known::Unknown };
    let bars = Bars::of(score);
    let last_release = notes().map(crate::Note::end).max().unwrap_or(last_onset);

    let (n_stated, line) = bars.nearest_line(score.end);
    let is_line = line.0.abs_diff(score.end.0) <= END_SLACK;
    if n_stated > 0 && is_line && line > last_onset {
        return Known::Stated(bars.length(score, n_stated));
    }
    let overhang = bars.last_meter().beat().0 * OVERHANG_BEATS;
    let held = Tick(last_release.0.saturating_sub(overhang));
    let covered = bars.covering(last_onset + Tick(1)).max(bars.covering(held));
    Known::Inferred(bars.length(score, rounded(covered)))
}

/// Fills up to a power of two if one bar is missing, or two of sixteen or more.
fn rounded(n_bars: u64) -> u64 {
    let full = n_bars.checked_next_power_of_two().unwrap_or(n_bars);
    if full - n_bars <= (full / 8).clamp(1, 2) { full } else { n_bars }
}

/// From `start` on, bars of `meter`; `n_before` bars lie before.
#[derive(Clone, Copy)]
struct Stretch {
    start: Tick,
    meter: Meter,
    n_before: u64,
}

/// Where the bar lines are. Never empty, and the first stretch starts at zero.
struct Bars(Vec<Stretch>);

impl Bars {
    fn of(score: &Score) -> Self {
        // Before the first stated meter, MIDI means 4/4.
        let first = if score.meters.is_empty() { infer_meter(score).value() } else { None };
        let meter = first.unwrap_or(Meter::COMMON);
        let mut bars = Self(vec![Stretch { start: Tick::ZERO, meter, n_before: 0 }]);
        let end = last_end(score);
        for change in score.meters.iter().filter(|change| change.at < end) {
            // A change cuts the bar that it falls into; one at zero replaces what was assumed.
            let n_before = bars.covering(change.at);
            if bars.last().start == change.at {
                bars.0.pop();
            }
            bars.0.push(Stretch { start: change.at, meter: change.meter, n_before });
        }
        bars
    }

    fn last(&self) -> Stretch {
        *self.0.last().expect("a stretch is only taken away to be replaced")
    }

    fn last_meter(&self) -> Meter {
        self.last().meter
    }

    /// The stretch that holds just before `time`.
    fn stretch_before(&self, time: Tick) -> Stretch {
        let at = self.0.partition_point(|it| it.start < time).saturating_sub(1);
        self.0[at]
    }

    /// How many bars are needed to reach `time`.
    fn covering(&self, time: Tick) -> u64 {
        let stretch = self.stretch_before(time);
        let n_bars = time.since(stretch.start).0.div_ceil(stretch.meter.bar().0);
        stretch.n_before.saturating_add(n_bars)
    }

    /// Where bar `n_bars`, counted from zero, begins.
    fn line(&self, n_bars: u64) -> Tick {
        let at = self.0.partition_point(|it| it.n_before < n_bars).saturating_sub(1);
        let stretch = self.0[at];
        let ticks = (n_bars - stretch.n_before).saturating_mul(stretch.meter.bar().0);
        stretch.start + Tick(ticks)
    }

    /// The bar line nearest to `time`, and how many bars lie before it.
    fn nearest_line(&self, time: Tick) -> (u64, Tick) {
        let after = self.covering(time);
        let lines = [after.saturating_sub(1), after].map(|it| (it, self.line(it)));
        let [before, after] = lines;
        if after.1.0.abs_diff(time.0) <= before.1.0.abs_diff(time.0) { after } else { before }
    }

    fn length(&self, score: &Score, n_bars: u64) -> LoopLength {
        let period_bars = if self.0.len() == 1 { self.period(score, n_bars) } else { n_bars };
        LoopLength { n_bars, ticks: self.line(n_bars), period_bars }
    }

    /// The fewest bars after which nearly all notes return, at their place and in their part.
    fn period(&self, score: &Score, n_bars: u64) -> u64 {
        let n_cells = self.last_meter().bar().0.div_ceil(CELL);
        let mut places = BTreeSet::new();
        for (part_idx, part) in score.parts.iter().enumerate() {
            for note in &part.notes {
                let cell = note.start.0.saturating_add(CELL / 2) / CELL;
                places.insert((cell, part_idx, note.pitch));
            }
        }
        let end = n_bars.saturating_mul(n_cells);
        let returns_after = |period: u64| {
            let lag = period * n_cells;
            // A note of the first bars must come again, and one of the later ones have been there.
            let expected = places.iter().filter(|it| it.0.saturating_add(lag) < end);
            let (mut n_expected, mut n_there) = (0u64, 0u64);
            for &(cell, part_idx, pitch) in expected {
                n_expected += 1;
                n_there += u64::from(places.contains(&(cell + lag, part_idx, pitch)));
            }
            let n_later = places.iter().filter(|it| it.0 >= lag && it.0 < end).count() as u64;
            let n_wanted = n_expected.max(n_later);
            n_wanted > 0 && n_there as f64 >= RETURN_SHARE * n_wanted as f64
        };
        PERIODS
            .into_iter()
            .filter(|period| *period < n_bars && n_bars.is_multiple_of(*period))
            .find(|&period| returns_after(period))
            .unwrap_or(n_bars)
    }
}
