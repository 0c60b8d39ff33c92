//! Seconds against an exact sum, up to 2^40 ticks.

use irama_score::{TempoChange, TempoMap, Tick};
use proptest::{collection::vec, prelude::*};

const MAX_TICK: u64 = 1 << 40;

/// Units of 1/480 microsecond until `tick`, added up change by change.
fn exact_units(tempos: &[(u64, u32)], tick: u64) -> u128 {
    let (mut units, mut at, mut micros) = (0_u128, 0, 500_000);
    for &(next, next_micros) in tempos.iter().filter(|it| it.0 <= tick) {
        units += u128::from(next - at) * u128::from(micros);
        (at, micros) = (next, next_micros);
    }
    units + u128::from(tick - at) * u128::from(micros)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn seconds_are_exact_to_a_microsecond_or_the_last_digit(
        mut tempos in vec((0..MAX_TICK, 1..=0xff_ffff_u32), 0..20),
        mut ticks in vec(0..=MAX_TICK, 1..20),
    ) {
        tempos.sort_by_key(|it| it.0);
        ticks.sort_unstable();
        let map = TempoMap::new(
            &tempos
                .iter()
                .map(|&(at, micros_per_quarter)| TempoChange { at: Tick(at), micros_per_quarter })
                .collect::<Vec<_>>(),
        );
        let mut last = 0.0;
        for tick in ticks {
            let units = exact_units(&tempos, tick);
            let micros = map.micros_at(Tick(tick));
            prop_assert!((u128::from(micros) * 480).abs_diff(units) <= 240);
            let seconds = map.seconds_at(Tick(tick));
            let exact = units as f64 / 480e6;
            prop_assert!((seconds - exact).abs() <= (exact * f64::EPSILON).max(1e-9));
            prop_assert!(seconds.is_finite() && seconds >= last);
            last = seconds;
        }
    }

    #[test]
    fn a_tick_comes_back_from_its_seconds(
        mut tempos in vec((0..1_u64 << 24, 1000..=0xff_ffff_u32), 0..20),
        tick in 0..1_u64 << 24,
    ) {
        tempos.sort_by_key(|it| it.0);
        let map = TempoMap::new(
            &tempos
                .iter()
                .map(|&(at, micros_per_quarter)| TempoChange { at: Tick(at), micros_per_quarter })
                .collect::<Vec<_>>(),
        );
        prop_assert_eq!(map.tick_at(map.seconds_at(Tick(tick))), Tick(tick));
    }
}
