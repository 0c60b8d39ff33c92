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

/// The lengths that notes can have, in grid steps: every one up to a quarter, then coarser, up to
/// sixteen bars of 4/4.
pub const LENGTH_STEPS: [u32; 56] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 27, 30,
    33, 36, 40, 42, 44, 48, 54, 60, 66, 72, 80, 84, 90, 96, 108, 120, 132, 144, 168, 192, 216, 240,
    288, 336, 384, 480, 576, 768, 1152, 1536,
];

/// The class whose length is nearest to `ticks`; of two equally near ones the shorter.
pub fn length_class(ticks: u64) -> u8 {
    let ticks_of = |class: usize| u64::from(LENGTH_STEPS[class]) * TICKS_PER_STEP;
    let longer = LENGTH_STEPS.partition_point(|steps| u64::from(*steps) * TICKS_PER_STEP < ticks);
    let class = match longer {
        0 => 0,
        it if it == LENGTH_STEPS.len() => it - 1,
        it if ticks - ticks_of(it - 1) <= ticks_of(it) - ticks => it - 1,
        it => it,
    };
    u8::try_from(class).expect("fits because there are 56 classes")
}

/// How far a note with this `shift` is played from its grid step, in ticks.
pub fn shift_ticks(shift: u8) -> i64 {
    (i64::from(shift.min(4)) - 2) * TICKS_PER_SHIFT as i64
}

/// The velocity in the middle of a class of loudness; 31 and above are the loudest.
pub fn velocity_of(loudness: u8) -> Velocity {
    Velocity::new(loudness.min(31) * 4 + 2).expect("a velocity because it is between 2 and 126")
}
