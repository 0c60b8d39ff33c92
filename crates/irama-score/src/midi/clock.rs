//! The file's own time as ticks of 480 to a quarter.
//!
//! Every event is converted from its absolute time in the file, so that rounding never adds up.

use super::oddity::{Oddity, Repairs};
use crate::Tick;

/// How a file counts time: ticks = round(file ticks * `numerator` / `denominator`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    numerator: u64,
    denominator: u64,
    /// The header's resolution; `None` for SMPTE time.
    pub(super) ticks_per_quarter: Option<u16>,
}

impl Clock {
    /// From `ticks` to a quarter note, not 0.
    pub(super) fn metrical(ticks: u16) -> Self {
        Self {
            numerator: Tick::PER_QUARTER,
            denominator: u64::from(ticks.max(1)),
            ticks_per_quarter: Some(ticks.max(1)),
        }
    }

    /// Real time on a grid of 120 quarters a minute, which is 960 ticks a second.
    fn smpte(fps: u8, ticks_per_frame: u8) -> Self {
        let ticks_per_frame = u64::from(ticks_per_frame);
        // 29 stands for 30000/1001 frames a second, the 29.97 of NTSC.
        let (numerator, denominator) = match fps {
            29 => (2 * Tick::PER_QUARTER * 1001, 30_000 * ticks_per_frame),
            _ => (2 * Tick::PER_QUARTER, u64::from(fps) * ticks_per_frame),
        };
        Self { numerator, denominator, ticks_per_quarter: None }
    }

    /// From the division field of a header.
    pub(super) fn from_division(division: u16, at: usize, repairs: &mut Repairs) -> Self {
        let [high, low] = division.to_be_bytes();
        if division == 0 {
            repairs.add(Oddity::ZeroDivision, at);
            return Self::metrical(480);
        }
        if high < 0x80 {
            return Self::metrical(division);
        }
        let fps = high.wrapping_neg();
        // Nothing runs at over 120 frames a second, but a usual resolution whose top bit was set
        // by damage looks as if it did.
        if fps > 120 || low == 0 {
            let rest = division & 0x7fff;
            let assumed = if fps > 120 && rest > 0 { rest } else { 480 };
            repairs.add(Oddity::SmpteDivisionDamaged { division, assumed }, at);
            return Self::metrical(assumed);
        }
        if matches!(fps, 24 | 25 | 29 | 30) {
            repairs.add(Oddity::SmpteTime(fps), at);
        } else {
            repairs.add(Oddity::UnknownFrameRate(fps), at);
        }
        Self::smpte(fps, low)
    }

    /// The nearest tick to a time in the file.
    pub(super) fn tick(&self, file_tick: u64) -> Tick {
        if self.numerator == self.denominator {
            return Tick(file_tick);
        }
        let half = self.denominator / 2;
        match file_tick.checked_mul(self.numerator).and_then(|it| it.checked_add(half)) {
            Some(scaled) => Tick(scaled / self.denominator),
            None => {
                let scaled = u128::from(file_tick) * u128::from(self.numerator) + u128::from(half);
                let ticks = scaled / u128::from(self.denominator);
                Tick(u64::try_from(ticks).unwrap_or(u64::MAX))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(division: u16, file_tick: u64, expected: u64, n_repairs: usize) {
        let mut repairs = Repairs::default();
        let clock = Clock::from_division(division, 12, &mut repairs);
        assert_eq!(clock.tick(file_tick), Tick(expected));
        assert_eq!(repairs.into_list(0).len(), n_repairs);
    }

    #[test]
    fn ticks_are_rounded_to_the_nearest() {
        check(480, 7, 7, 0);
        check(96, 7, 35, 0);
        check(960, 3, 2, 0);
        check(960, 1_000_001, 500_001, 0);
        check(1000, 2, 1, 0);
        check(1, 3, 1440, 0);
    }

    #[test]
    fn smpte_time_is_real_time() {
        check(0xe728, 1000, 960, 1); // 25 frames of 40 ticks: one second.
        check(0xe250, 2400, 960, 1); // 30 frames of 80.
        check(0xe804, 96, 960, 1); // 24 frames of 4.
        check(0xe364, 3_000_000, 960 * 1001, 1); // 29.97 frames of 100: 1001 seconds.
    }

    #[test]
    fn every_division_gives_a_clock() {
        for division in 0..=u16::MAX {
            let clock = Clock::from_division(division, 0, &mut Repairs::default());
            assert!(clock.tick(1 << 20) > Tick::ZERO, "{division:#06x}");
            assert_eq!(clock.tick(0), Tick::ZERO);
            assert!(clock.tick(u64::MAX) >= clock.tick(u64::MAX - 1));
        }
    }

    #[test]
    fn a_set_top_bit_of_a_usual_resolution_is_taken_out() {
        check(0x8000 | 480, 480, 480, 1);
        check(0x8060, 96, 480, 1);
        check(0, 480, 480, 1);
        check(0x8000, 480, 480, 1);
        check(0xe700, 480, 480, 1);
    }
}
