//! What makes all programs equally loud, as measured.

/// Decibels to add to each program, so that three notes of its middle range at velocity 90 are as
/// loud as those of the piano; short sounds at most by 9. From `cargo run --example levels -p irama-synth --release`.
#[rustfmt::skip]
const CORRECTIONS: [i8; 128] = [
    0, 0, 1, 4, 3, 3, 0, 7,
    4, 0, 2, 0, 7, 9, -2, 2,
    -2, -3, -2, -6, -4, -4, -4, -3,
    4, 3, 2, 3, 9, -2, -3, 1,
    7, 5, 5, 5, 5, 5, 1, 2,
    -2, -2, -2, 1, 1, 9, 2, 5,
    -1, 1, 1, 3, -1, -3, 0, 4,
    -1, -1, 1, -4, -1, 0, 1, 1,
    -1, -1, -1, 0, -1, 0, 1, -1,
    -3, -3, -3, 0, -3, -2, -3, -3,
    -1, 1, -2, -1, 0, -1, -3, -2,
    -2, 3, -1, 2, 3, 0, 5, 0,
    4, 1, 4, 2, 1, 3, 4, -2,
    0, 9, 8, 3, 6, -7, -2, -2,
    2, 9, 1, 9, 9, 9, 9, 6,
    6, 6, 6, -1, 0, 6, 6, 6,
];

/// Decibels to add to a program.
pub(super) fn correction(program: u8) -> f32 {
    f32::from(CORRECTIONS[usize::from(program & 127)])
}
