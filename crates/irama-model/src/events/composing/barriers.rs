//! Where events count, and where all ways wait for each other.

use irama_events::Seat;
use irama_score::{Bar, Tick};

use super::{
    ground::step_from,
    material::{Place, Placed, tick},
    orders::Orders,
};

/// Bars after what is written whose likelihood counts.
const BARS_HEARD: u64 = 4;
/// The place of the end of the last bar: after all notes of its step.
const LAST: u8 = u8::MAX;

impl Orders {
    /// Whether events at a step count.
    pub(super) fn is_live(&self, step: u64) -> bool {
        let after = self.live.partition_point(|it| it.end <= step);
        self.live.get(after).is_some_and(|it| it.contains(&step))
    }

    /// The first step that counts.
    pub(super) fn first_live(&self) -> Option<u64> {
        self.live.first().map(|it| it.start)
    }

    /// Finds where events count and where ways wait, given which bars return.
    pub(super) fn set_live(&mut self, returns: impl Fn(u64) -> bool) {
        let n_bars = self.bars.len();
        let is_written: Vec<bool> = self
            .bars
            .iter()
            .map(|it| self.cells.writers_in(it.bar_idx) != 0 || returns(it.bar_idx))
            .collect();
        let mut idx = 0;
        while idx < n_bars {
            if !is_written[idx] {
                idx += 1;
                continue;
            }
            let (first, mut last) = (idx, idx);
            while idx < n_bars && idx <= last + BARS_HEARD as usize {
                if is_written[idx] {
                    last = idx;
                }
                idx += 1;
            }
            // The end belongs to its last bar.
            let is_end = idx == n_bars;
            let end = step_from(self.bars[idx - 1].end.0);
            self.live.push(step_from(self.bars[first].start.0)..end + u64::from(is_end));
            for bar in &self.bars[first..idx] {
                let held = is_written[bar.bar_idx as usize].then(|| self.kept_on_beats(bar));
                self.barriers.extend(held.into_iter().flatten());
                self.barriers.push((step_from(bar.end.0), 0, 0));
            }
            if is_end && let Some(last) = self.barriers.last_mut() {
                *last = (end, LAST, 0);
            }
        }
        if let Some(last) = self.barriers.last_mut()
            && last.0 >= step_from(self.end.0)
        {
            *last = (step_from(self.end.0), Seat::END.0, 0);
        }
        self.barriers.dedup();
    }

    /// The first note that stays in each beat of a bar, after its first beat.
    fn kept_on_beats(&self, bar: &Bar) -> Vec<Place> {
        let beat = bar.meter.beat().0.max(Tick::PER_QUARTER);
        let beat_of = |step: u64| tick(step).since(bar.start).0 / beat;
        let (start, end) = (step_from(bar.start.0), step_from(bar.end.0));
        let first = self.kept.partition_point(|it| it.step < start);
        let here = self.kept[first..].iter().take_while(|it| it.step < end);
        let mut places: Vec<Place> = here.map(Placed::place).collect();
        places.dedup_by_key(|it| beat_of(it.0));
        places.retain(|it| beat_of(it.0) > 0);
        places
    }
}
