//! Material that returns by plan: which steps are copied, and whether they can be.

use irama_score::Bar;

use super::{
    brief::Brief,
    ground::step_from,
    orders::Returning,
    plan::{Plan, Return},
};
use crate::ModelError;

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
        Returning { later: start(self.to) - from.start, from }
    }
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
            let shape = |bar: u64| {
                let bar = bars[bar as usize];
                // Grid steps must fall on the same places.
                let offset = bar.start.0 % irama_events::TICKS_PER_STEP;
                (bar.meter, bar.end.since(bar.start), offset)
            };
            let chords = |bar: u64| brief.chords.as_ref().map(|it| it.slots(bar));
            if shape(from) != shape(to) || chords(from) != chords(to) {
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
