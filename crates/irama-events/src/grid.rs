//! The grid on which events lie: 24 steps a quarter, so that triplets and sixty-fourths both fit.

use irama_score::{Tick, Velocity};

/// Grid steps in a quarter.
pub const STEPS_PER_QUARTER: u32 = 24;
/// Ticks in a grid step.
pub const TICKS_PER_STEP: u64 = Tick::PER_QUARTER / STEPS_PER_QUARTER as u64;
/// Ticks between two values of the field shift.
pub const TICKS_PER_SHIFT: u64 = 4;
/// The longest wait of one event in grid steps; a longer silence takes rests.
pub const MAX_WAIT_STEPS: u32 = 16 * STEPS_PER_QUARTER - 1;

/// The last grid step of a piece, a day at 120 quarters a minute. What begins later is left out, so
/// that one far tick of a stranger's file cannot ask for any number of rests.
pub const MAX_STEP: u64 = 1 << 22;

/// The lengths that notes can have, in grid steps: every one up to a quarter, then coarser, up to
/// sixteen bars of 4/4.
pub const LENGTH_STEPS: [u32; 56] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 27, 30,
    33, 36, 40, 42, 44, 48, 54, 60, 66, 72, 80, 84, 90, 96, 108, 120, 132, 144, 168, 192, 216, 240,
    288, 336, 384, 480, 576, 768, 1152, 1536,
];

/// How many classes of length there are.
const N_LENGTHS: u8 = LENGTH_STEPS.len() as u8;
/// The class of length of everything that is struck on a drum kit: a sixteenth.
pub const DRUM_LENGTH: u8 = 5;

/// The grid step and the shift (0 to 4) that come nearest to `tick`; of two equally near ones the
/// later. They miss it by two ticks at most.
pub fn nearest_step(tick: Tick) -> (u64, u8) {
    let fifths = tick.0.saturating_add(TICKS_PER_SHIFT / 2) / TICKS_PER_SHIFT + 2;
    let shift = u8::try_from(fifths % 5).expect("fits because it is below 5");
    (fifths / 5, shift)
}

/// When a note with this `shift` sounds at a grid step; never before the piece begins.
pub fn tick_of(step: u64, shift: u8) -> Tick {
    Tick(step.saturating_mul(TICKS_PER_STEP).saturating_add_signed(shift_ticks(shift)))
}

/// How many ticks a class of length lasts; classes above the last are taken as the last.
pub fn length_ticks(class: u8) -> u64 {
    let class = usize::from(class).min(LENGTH_STEPS.len() - 1);
    u64::from(LENGTH_STEPS[class]) * TICKS_PER_STEP
}

/// The class whose length is nearest to `ticks`; of two equally near ones the shorter.
pub fn length_class(ticks: u64) -> u8 {
    let longer = (0..N_LENGTHS).find(|class| length_ticks(*class) >= ticks);
    match longer {
        None => N_LENGTHS - 1,
        Some(0) => 0,
        Some(it) if ticks - length_ticks(it - 1) <= length_ticks(it) - ticks => it - 1,
        Some(it) => it,
    }
}

/// The longest length of a class that takes no more than `ticks`, in ticks; where even a grid step
/// takes more, `ticks` themselves.
pub(crate) fn length_within(ticks: u64) -> u64 {
    let fits = LENGTH_STEPS.iter().rev().map(|steps| u64::from(*steps) * TICKS_PER_STEP);
    fits.into_iter().find(|it| *it <= ticks).unwrap_or(ticks)
}

/// How far a note with this `shift` is played from its grid step, in ticks.
pub fn shift_ticks(shift: u8) -> i64 {
    (i64::from(shift.min(4)) - 2) * TICKS_PER_SHIFT.cast_signed()
}

/// The velocity in the middle of a class of loudness; 31 and above are the loudest.
pub fn velocity_of(loudness: u8) -> Velocity {
    Velocity::new(loudness.min(31) * 4 + 2).expect("a velocity because it is between 2 and 126")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tick_is_missed_by_more_than_two() {
        for tick in 0..10_000 {
            let (step, shift) = nearest_step(Tick(tick));
            let laid = tick_of(step, shift);
            assert!(laid.0.abs_diff(tick) <= 2, "{tick} became {laid}");
            assert_eq!(nearest_step(laid), (step, shift), "{tick}");
            assert_eq!(step, (tick + 10) / 20, "{tick}");
        }
    }

    #[test]
    fn lengths_of_a_class_stay_in_it() {
        for class in 0..N_LENGTHS {
            assert_eq!(length_class(length_ticks(class)), class);
            assert_eq!(length_within(length_ticks(class)), length_ticks(class));
        }
        assert_eq!(length_class(0), 0);
        assert_eq!(length_class(u64::MAX), N_LENGTHS - 1);
        assert_eq!(length_ticks(255), length_ticks(N_LENGTHS - 1));
        assert_eq!(length_ticks(DRUM_LENGTH) * 4, Tick::PER_QUARTER);
    }

    #[test]
    fn the_nearest_class_is_found() {
        for ticks in 0..40_000 {
            let error = length_ticks(length_class(ticks)).abs_diff(ticks);
            let least = (0..N_LENGTHS).map(|it| length_ticks(it).abs_diff(ticks)).min();
            assert_eq!(Some(error), least, "{ticks}");
        }
    }

    #[test]
    fn what_is_cut_keeps_the_longest_class_that_fits() {
        assert_eq!(length_within(4), 4);
        assert_eq!(length_within(39), 20);
        assert_eq!(length_within(26 * 20), 24 * 20);
        assert_eq!(length_within(u64::MAX), 1536 * 20);
    }
}
