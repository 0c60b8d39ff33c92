//! Material that returns, by plan or as it did in songs that were learned from: which steps are
//! copied, and whether they can be.

use irama_events::Seat;
use irama_score::Bar;

use super::{
    brief::Brief,
    ground::step_from,
    orders::Returning,
    part_order::PartOrder,
    plan::{Plan, Return},
    unmet::Unmet,
};
use crate::events::Band;

impl Return {
    /// The bars in which something returns.
    pub(super) fn bars(&self) -> std::ops::Range<u64> {
        self.to..self.to + (self.from.end - self.from.start)
    }

    /// The same in grid steps.
    pub(super) fn steps(&self, bars: &[Bar]) -> Returning {
        let start = |idx: u64| step_from(bars[idx as usize].start.0);
        let end = step_from(bars[self.from.end as usize - 1].end.0);
        let from = start(self.from.start)..end;
        Returning { later: start(self.to) - from.start, from, seats: self.seats }
    }

    /// Whether a part's bar is brought back rather than written.
    pub(super) fn covers(&self, bar: u64, seat: Seat) -> bool {
        self.bars().contains(&bar) && self.seats >> seat.0 & 1 == 1
    }
}

/// Bars from which on a song tells what returns in songs.
const TELLING_BARS: usize = 8;

/// Whether one bar can stand for another: as long, on the same places of the grid, under the same
/// chords.
fn can_return(brief: &Brief, bars: &[Bar], (from, to): (u64, u64)) -> bool {
    let shape = |bar: u64| {
        let bar = bars[bar as usize];
        // Grid steps must fall on the same places.
        let offset = bar.start.0 % irama_events::TICKS_PER_STEP;
        (bar.meter, bar.end.since(bar.start), offset)
    };
    let chords = |bar: u64| brief.chords.as_ref().map(|it| it.slots(bar));
    shape(from) == shape(to) && chords(from) == chords(to)
}

/// What returns in the bars of a new piece as it did in a song: each part brings back whole bars as
/// long after as the band's part of its seat did. A song that is shorter begins anew.
pub(super) fn learned(
    (bands, chosen): (&[Band], usize),
    parts: &[PartOrder],
    brief: &Brief,
    bars: &[Bar],
) -> Vec<Return> {
    let enough = bars.len().min(TELLING_BARS);
    let style = bands.get(chosen).and_then(|it| it.style);
    let mut returns = Vec::new();
    for part in parts {
        // Whoever has no place in the chosen band does as in the next one that has such a part, if
        // there is one of the same style. A short song does not tell what comes back in a longer
        // piece; it counts where all are short.
        let from_chosen = || bands.iter().cycle().skip(chosen).take(bands.len());
        let told = |is_own_style: bool| {
            let some = from_chosen().filter(move |it| (it.style == style) == is_own_style);
            some.filter_map(|it| it.returns_of(part.seat)).reduce(|found, it| {
                let is_too_short = found.len() < enough && found.len() < it.len();
                if is_too_short { it } else { found }
            })
        };
        let lags = told(true).or_else(|| told(false));
        let Some(lags) = lags else { continue };
        for (to, lag) in (0..bars.len() as u64).zip(lags.iter().cycle()) {
            let Some(from) = to.checked_sub(u64::from(*lag)).filter(|it| *it < to) else {
                continue;
            };
            if can_return(brief, bars, (from, to)) {
                returns.push(Return { from: from..from + 1, to, seats: 1 << part.seat.0 });
            }
        }
    }
    returns.sort_by_key(|it| it.to);
    returns
}

/// What a plan brings back. An error if its sections do not fit the bars, or if what returns would
/// stand under other meters or chords.
pub(super) fn check(plan: &Plan, brief: &Brief, bars: &[Bar]) -> Result<Vec<Return>, Unmet> {
    let (n_bars, n) = (bars.len() as u64, plan.n_sections() as u64);
    let returns = plan.returns(n_bars).ok_or_else(|| {
        let (below, above) = (n_bars / n * n, n_bars.div_ceil(n) * n);
        let fitting = [below, above].into_iter().filter(|it| *it > 0).collect();
        Unmet::Undivided { plan: plan.clone(), n_bars, fitting }
    })?;
    for it in &returns {
        for (from, to) in it.from.clone().zip(it.bars()) {
            if !can_return(brief, bars, (from, to)) {
                return Err(Unmet::OtherGround { plan: plan.clone(), from: from + 1, to: to + 1 });
            }
        }
    }
    Ok(returns)
}
