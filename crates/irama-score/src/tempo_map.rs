//! Ticks as seconds and back, for what is shown to people and for sound.
//!
//! Sums are whole numbers: a tick lasts `micros_per_quarter` units of 1/480 microsecond. So nothing
//! drifts over any number of tempo changes.

use crate::{Score, TempoChange, Tick};

/// Units of 1/480 microsecond in a second.
const UNITS_PER_SECOND: u128 = 1_000_000 * Tick::PER_QUARTER as u128;

/// A tempo that holds from a tick on, and the time until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    at: Tick,
    units: u128,
    micros_per_quarter: u128,
}

/// When each tick of a piece sounds. Where no tempo is stated, 120 quarters a minute hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TempoMap {
    /// Never empty; the first begins at tick 0.
    segments: Vec<Segment>,
}

impl TempoMap {
    /// From tempo changes in any order; of those at one tick the last holds. A tempo of 0 is taken
    /// as 1 microsecond a quarter.
    pub fn new(tempos: &[TempoChange]) -> Self {
        let mut tempos = tempos.to_vec();
        tempos.sort_by_key(|tempo| tempo.at);
        let mut last = Segment {
            at: Tick::ZERO,
            units: 0,
            micros_per_quarter: u128::from(TempoChange::DEFAULT_MICROS),
        };
        let mut segments = Vec::with_capacity(tempos.len() + 1);
        for tempo in tempos {
            if tempo.at > last.at {
                segments.push(last);
            }
            last = Segment {
                at: tempo.at,
                units: last.units_at(tempo.at),
                micros_per_quarter: u128::from(tempo.micros_per_quarter.max(1)),
            };
        }
        segments.push(last);
        Self { segments }
    }

    /// Seconds from the start to `tick`: the nearest `f64` to the exact time, give or take its last
    /// digit (0.25 microseconds after 30 years).
    pub fn seconds_at(&self, tick: Tick) -> f64 {
        let units = self.units_at(tick);
        let (whole, rest) = (units / UNITS_PER_SECOND, units % UNITS_PER_SECOND);
        whole as f64 + rest as f64 / UNITS_PER_SECOND as f64
    }

    /// Microseconds from the start to `tick`, rounded to the nearest; stops at the largest value.
    pub fn micros_at(&self, tick: Tick) -> u64 {
        let per_quarter = u128::from(Tick::PER_QUARTER);
        u64::try_from((self.units_at(tick) + per_quarter / 2) / per_quarter).unwrap_or(u64::MAX)
    }

    /// The tick nearest to `seconds` from the start; tick 0 for what is negative or not a number.
    pub fn tick_at(&self, seconds: f64) -> Tick {
        // Conversions from f64 stop at the ends of their range, and NaN becomes 0.
        let whole = seconds.max(0.0).floor();
        let rest = ((seconds.max(0.0) - whole) * UNITS_PER_SECOND as f64).round();
        let units = (whole as u128).saturating_mul(UNITS_PER_SECOND).saturating_add(rest as u128);
        let idx = self.segments.partition_point(|segment| segment.units <= units).max(1) - 1;
        let segment = self.segments[idx];
        let half = segment.micros_per_quarter / 2;
        let ticks = (units - segment.units).saturating_add(half) / segment.micros_per_quarter;
        segment.at + Tick(u64::try_from(ticks).unwrap_or(u64::MAX))
    }

    fn units_at(&self, tick: Tick) -> u128 {
        let idx = self.segments.partition_point(|segment| segment.at <= tick).max(1) - 1;
        self.segments[idx].units_at(tick)
    }
}

impl Segment {
    /// Cannot overflow: 2^64 ticks of at most 2^32 microseconds a quarter.
    fn units_at(&self, tick: Tick) -> u128 {
        self.units + u128::from(tick.since(self.at).0) * self.micros_per_quarter
    }
}

impl Score {
    /// When each tick of the piece sounds.
    pub fn tempo_map(&self) -> TempoMap {
        TempoMap::new(&self.tempos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(tempos: &[(u64, u32)]) -> TempoMap {
        let tempos: Vec<TempoChange> = tempos
            .iter()
            .map(|&(at, micros_per_quarter)| TempoChange { at: Tick(at), micros_per_quarter })
            .collect();
        TempoMap::new(&tempos)
    }

    #[test]
    fn nothing_stated_means_120_a_minute() {
        assert_eq!(map(&[]).seconds_at(Tick::quarters(4)), 2.0);
        assert_eq!(map(&[]).tick_at(2.0), Tick::quarters(4));
        assert_eq!(map(&[(960, 1_000_000)]).seconds_at(Tick::quarters(4)), 1.0 + 2.0);
    }

    #[test]
    fn of_tempos_at_one_tick_the_last_holds() {
        let both = map(&[(0, 250_000), (0, 1_000_000), (480, 500_000)]);
        assert_eq!(both, map(&[(0, 1_000_000), (480, 500_000)]));
        assert_eq!(both.seconds_at(Tick(960)), 1.5);
    }

    #[test]
    fn four_thousand_tempos_do_not_drift() {
        let tempos: Vec<(u64, u32)> =
            (0..4000).map(|idx| (idx, 300_000 + 37 * u32::try_from(idx).unwrap())).collect();
        let exact: u128 = tempos.iter().map(|&(_, micros)| u128::from(micros)).sum();
        let seconds = map(&tempos).seconds_at(Tick(4000));
        assert!((seconds - exact as f64 / 480e6).abs() < 1e-12, "{seconds}");
    }

    #[test]
    fn times_are_finite_and_rise_to_the_largest_tick() {
        let map = map(&[(7, 16_777_215), (1 << 39, 1), (1 << 39 | 5, 16_777_215)]);
        let mut ticks: Vec<u64> =
            (0..64).flat_map(|bit| [(1_u64 << bit) - 1, 1 << bit, (1 << bit) + 1]).collect();
        ticks.sort_unstable();
        let mut last = 0.0;
        for tick in ticks.into_iter().chain([u64::MAX]) {
            let seconds = map.seconds_at(Tick(tick));
            assert!(seconds.is_finite() && seconds >= last, "{tick}: {seconds} after {last}");
            last = seconds;
        }
    }

    #[test]
    fn any_float_gives_a_tick() {
        for seconds in [f64::NAN, f64::NEG_INFINITY, -1.0, -0.0, 0.0, f64::MIN_POSITIVE] {
            assert_eq!(map(&[]).tick_at(seconds), Tick::ZERO);
        }
        assert_eq!(map(&[]).tick_at(f64::INFINITY), Tick(u64::MAX));
        assert_eq!(map(&[]).tick_at(f64::MAX), Tick(u64::MAX));
    }
}
