//! Where bars begin and end.

use crate::{Meter, MeterChange, Score, Tick};

/// A bar. A change of meter within a bar ends it, so it may be shorter than its meter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// How many bars come before it.
    pub bar_idx: u64,
    /// When it begins.
    pub start: Tick,
    /// When the next one begins.
    pub end: Tick,
    /// What holds in it.
    pub meter: Meter,
}

/// A meter that holds from a bar on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    at: Tick,
    first_bar: u64,
    meter: Meter,
}

/// The bars of a piece, also after its end: the last meter goes on. Until the first meter that is
/// stated, 4/4 holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarGrid {
    /// Never empty; the first begins at tick 0.
    stretches: Vec<Stretch>,
}

impl BarGrid {
    /// From changes of meter in any order; of those at one tick the last holds. What is no meter
    /// (see [`Meter::new`]) is passed over.
    pub fn new(meters: &[MeterChange]) -> Self {
        let mut meters: Vec<MeterChange> = meters
            .iter()
            .copied()
            .filter(|it| Meter::new(it.meter.numerator, it.meter.denominator).is_some())
            .collect();
        meters.sort_by_key(|change| change.at);
        let mut last = Stretch { at: Tick::ZERO, first_bar: 0, meter: Meter::COMMON };
        let mut stretches = Vec::with_capacity(meters.len() + 1);
        for MeterChange { at, meter } in meters {
            let mut first_bar = last.first_bar;
            if at > last.at {
                stretches.push(last);
                first_bar = last.first_bar.saturating_add(last.n_bars_until(at));
            }
            last = Stretch { at, first_bar, meter };
        }
        stretches.push(last);
        Self { stretches }
    }

    /// The bar in which `tick` falls.
    pub fn bar_at(&self, tick: Tick) -> Bar {
        let next = self.stretches.partition_point(|stretch| stretch.at <= tick).max(1);
        let Stretch { at, first_bar, meter } = self.stretches[next - 1];
        let n_before = tick.since(at).0 / meter.bar().0;
        let start = at + Tick(n_before * meter.bar().0);
        let cut = self.stretches.get(next).map_or(Tick(u64::MAX), |stretch| stretch.at);
        let end = (start + meter.bar()).min(cut);
        Bar { bar_idx: first_bar.saturating_add(n_before), start, end, meter }
    }

    /// The bar line at `tick`, or the next one after it.
    pub fn bar_line_from(&self, tick: Tick) -> Tick {
        let bar = self.bar_at(tick);
        if bar.start == tick { tick } else { bar.end }
    }

    /// How many bars begin before `tick`.
    pub fn n_bars_until(&self, tick: Tick) -> u64 {
        let bar = self.bar_at(tick);
        bar.bar_idx.saturating_add(u64::from(bar.start < tick))
    }

    /// All bars that begin before `end`, in order.
    pub fn bars_until(&self, end: Tick) -> impl Iterator<Item = Bar> + '_ {
        let mut next = Tick::ZERO;
        std::iter::from_fn(move || {
            let bar = self.bar_at(next);
            // The last bar of all time does not get anywhere.
            let is_left = next < end && bar.end > next;
            next = bar.end;
            is_left.then_some(bar)
        })
    }
}

impl Stretch {
    fn n_bars_until(&self, tick: Tick) -> u64 {
        tick.since(self.at).0.div_ceil(self.meter.bar().0)
    }
}

impl Score {
    /// Where the piece's bars begin and end.
    pub fn bar_grid(&self) -> BarGrid {
        BarGrid::new(&self.meters)
    }

    /// How many bars the piece has up to its end, a last one that is not full included.
    pub fn n_bars(&self) -> u64 {
        self.bar_grid().n_bars_until(self.end)
    }

    /// The piece's bars.
    pub fn bars(&self) -> Vec<Bar> {
        self.bar_grid().bars_until(self.end).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(meters: &[(u64, u8, u8)]) -> BarGrid {
        let meters: Vec<MeterChange> = meters
            .iter()
            .map(|&(at, numerator, denominator)| MeterChange {
                at: Tick(at),
                meter: Meter { numerator, denominator },
            })
            .collect();
        BarGrid::new(&meters)
    }

    #[test]
    fn four_quarters_hold_where_nothing_is_stated() {
        assert_eq!(grid(&[]).n_bars_until(Tick(1920 * 8)), 8);
        assert_eq!(grid(&[]).n_bars_until(Tick(1920 * 8 + 1)), 9);
        assert_eq!(grid(&[]).n_bars_until(Tick::ZERO), 0);
        assert_eq!(grid(&[(1920, 3, 4)]).bar_at(Tick(1920 + 1440)).bar_idx, 2);
    }

    #[test]
    fn a_change_within_a_bar_ends_it() {
        let grid = grid(&[(0, 4, 4), (1000, 7, 8)]);
        let bars: Vec<(u64, u64)> =
            grid.bars_until(Tick(2681)).map(|bar| (bar.start.0, bar.end.0)).collect();
        assert_eq!(bars, [(0, 1000), (1000, 2680), (2680, 4360)]);
        assert_eq!(grid.n_bars_until(Tick(2681)), 3);
        assert_eq!(grid.bar_line_from(Tick(999)), Tick(1000));
        assert_eq!(grid.bar_line_from(Tick(1000)), Tick(1000));
    }

    #[test]
    fn what_is_no_meter_is_passed_over() {
        assert_eq!(grid(&[(0, 0, 4), (0, 4, 3), (0, 4, 0)]), grid(&[]));
    }

    #[test]
    fn counting_agrees_with_walking() {
        let grid = grid(&[(0, 3, 4), (5000, 1, 64), (5100, 12, 8), (5100, 5, 4), (20_000, 2, 2)]);
        for end in (0..40_000).step_by(37) {
            let n = grid.bars_until(Tick(end)).count() as u64;
            assert_eq!(grid.n_bars_until(Tick(end)), n, "{end}");
        }
    }

    #[test]
    fn the_end_of_time_has_a_bar() {
        let bar = grid(&[(3, 255, 1)]).bar_at(Tick(u64::MAX));
        assert!(bar.start <= Tick(u64::MAX) && bar.end == Tick(u64::MAX));
    }
}
