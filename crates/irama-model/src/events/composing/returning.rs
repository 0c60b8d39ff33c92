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
};
use crate::{ModelError, events::Band};

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
    let mut returns = Vec::new();
    for part in parts {
        // Whoever has no place in the chosen band does as in the next one that has such a part.
        let from_chosen = bands.iter().cycle().skip(chosen).take(bands.len());
        let Some(lags) = from_chosen.filter_map(|it| it.returns_of(part.seat)).next() else {
            continue;
        };
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
pub(super) fn check(plan: &Plan, brief: &Brief, bars: &[Bar]) -> Result<Vec<Return>, ModelError> {
    let (n_bars, n) = (bars.len(), plan.n_sections());
    let returns = plan.returns(n_bars as u64).ok_or_else(|| {
        let (below, above) = (n_bars / n * n, n_bars.div_ceil(n) * n);
        let fitting = if below > 0 { format!("{below} or {above}") } else { above.to_string() };
        ModelError::brief(format!(
            "the plan {plan} has {n} sections, which do not divide {n_bars} bars; use {fitting} bars"
        ))
    })?;
    for it in &returns {
        for (from, to) in it.from.clone().zip(it.bars()) {
            if !can_return(brief, bars, (from, to)) {
                return Err(ModelError::brief(format!(
                    "by the plan {plan}, bar {} returns in bar {}, which has another meter or other \
                     chords; give equal sections the same",
                    from + 1,
                    to + 1
                )));
            }
        }
    }
    Ok(returns)
}
