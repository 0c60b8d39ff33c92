//! Arithmetic that gives the same bits on every machine.
//!
//! The standard library's `sin`, `exp` and `powf` come from the platform and differ in the last
//! digits. What runs once a sample is a polynomial here; what runs once a block is `libm`, which is
//! the same Rust everywhere. Sums and products of floats are exact by IEEE 754 already.

/// `sin(2 pi z)` as a polynomial in `z`, for a quarter turn on either side of zero: the odd terms of
/// the Taylor series to the eleventh power. The error stays below 1e-6.
const SINE: [f32; 6] = [6.283_185_5, -41.341_7, 81.605_25, -76.705_86, 42.058_7, -15.094_643];

/// The sine of `turns` whole turns; any finite number.
pub(crate) fn sine(turns: f32) -> f32 {
    let turns = turns - turns.round();
    // The second and third quarter mirror the first and fourth.
    let z = if turns > 0.25 {
        0.5 - turns
    } else if turns < -0.25 {
        -0.5 - turns
    } else {
        turns
    };
    let square = z * z;
    let [a, b, c, d, e, f] = SINE;
    z * (a + square * (b + square * (c + square * (d + square * (e + square * f)))))
}

/// The sine of a phase, of which a whole turn is 2^32.
pub(crate) fn sine_of_phase(phase: u32) -> f32 {
    const TURNS: f32 = 1.0 / 4_294_967_296.0;
    let turns = phase.cast_signed() as f32 * TURNS;
    let z = if turns.abs() > 0.25 { 0.5_f32.copysign(turns) - turns } else { turns };
    let square = z * z;
    let [a, b, c, d, e, f] = SINE;
    z * (a + square * (b + square * (c + square * (d + square * (e + square * f)))))
}

/// How far a phase moves in one sample.
pub(crate) fn phase_step(hz: f32, sample_rate: f32) -> u32 {
    const TURN: f64 = 4_294_967_296.0;
    (f64::from(hz) / f64::from(sample_rate) * TURN).clamp(0.0, TURN / 2.0) as u32
}

/// A level in decibels as a factor.
pub(crate) fn gain(decibels: f32) -> f32 {
    libm::exp2f(decibels * 0.166_096_4)
}

/// A factor above zero as a level in decibels.
pub(crate) fn decibels(gain: f32) -> f32 {
    libm::log2f(gain) * 6.020_6
}

/// How many times as high a tone is `cents` hundredths of a semitone further up.
pub(crate) fn ratio(cents: f32) -> f32 {
    libm::exp2f(cents * (1.0 / 1200.0))
}

/// The frequency of a MIDI pitch in hertz; 69 is the A of 440.
pub(crate) fn hertz(pitch: f32) -> f32 {
    440.0 * libm::exp2f((pitch - 69.0) * (1.0 / 12.0))
}

/// The factor by which something falls in one step of `step_s` seconds that falls by 60 dB in
/// `t60_s` seconds.
pub(crate) fn fall(step_s: f32, t60_s: f32) -> f32 {
    libm::exp2f(-9.965_784 * step_s / t60_s.max(1e-4))
}

/// Chance without a state: white noise between -1 and 1 that depends on its arguments alone.
pub(crate) fn noise(stream: u32, step: u32) -> f32 {
    scramble(stream.wrapping_mul(0x9e37_79b9) ^ scramble(step)).cast_signed() as f32
        * (1.0 / 2_147_483_648.0)
}

/// Spreads the bits of a number over all of them: a bijection by xorshifts and odd factors, of the
/// kind that hash functions finish with.
pub(crate) fn scramble(number: u32) -> u32 {
    let mut bits = number.wrapping_add(0x6d2b_79f5);
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x21f0_aaad);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x735a_2d97);
    bits ^ (bits >> 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_are_sines_all_around() {
        for it in 0..=10_000 {
            let turns = it as f64 / 2_500.0 - 2.0;
            let exact = (turns * std::f64::consts::TAU).sin();
            assert!((f64::from(sine(turns as f32)) - exact).abs() < 2e-6, "{turns}");
            let phase = (turns.rem_euclid(1.0) * 4_294_967_296.0) as u64 as u32;
            assert!((f64::from(sine_of_phase(phase)) - exact).abs() < 2e-6, "{turns}");
        }
    }

    #[test]
    fn levels_and_pitches_are_what_they_are_called() {
        assert!((gain(-6.0) - 0.501_187).abs() < 1e-5 && (decibels(10.0) - 20.0).abs() < 1e-4);
        assert!((hertz(69.0) - 440.0).abs() < 1e-4 && (hertz(60.0) - 261.625_6).abs() < 1e-3);
        assert!((ratio(1200.0) - 2.0).abs() < 1e-6);
        assert!((fall(0.5, 0.5) - 0.001).abs() < 1e-6);
    }

    #[test]
    fn noise_is_white_and_centred() {
        let all: Vec<f32> = (0..100_000).map(|it| noise(7, it)).collect();
        let mean = all.iter().sum::<f32>() / all.len() as f32;
        let power = all.iter().map(|it| it * it).sum::<f32>() / all.len() as f32;
        let next = all.windows(2).map(|it| it[0] * it[1]).sum::<f32>() / all.len() as f32;
        assert!(mean.abs() < 0.01 && (power - 1.0 / 3.0).abs() < 0.01 && next.abs() < 0.01);
    }
}
