//! Exponentials and their kin as polynomials of our own, so that every machine gets the same bits.
//!
//! The `f32` functions use only additions, products, fused multiply-adds and one division, in a
//! fixed order: a compiler may run them on any number of lanes and the result is the same.

/// `log2(e)`, and `ln(2)` in two pieces: the first has few bits, so that `n * LN_2_HIGH` is exact.
const LOG2_E: f32 = std::f32::consts::LOG2_E;
const LN_2_HIGH: f32 = 355.0 / 512.0;
const LN_2_LOW: f32 = -2.121_944_4e-4;

/// Adding and taking away this rounds to the nearest whole number: 1.5 · 2²³.
const ROUND: f32 = 12_582_912.0;

/// `2ⁿ` and `expm1` of the rest, for `x = n · ln 2 + rest`; `x` must lie within ±87.
#[inline(always)]
fn split_exp(x: f32) -> (f32, f32) {
    let shifted = x.mul_add(LOG2_E, ROUND);
    let n = shifted - ROUND;
    let rest = n.mul_add(-LN_2_HIGH, x);
    let rest = n.mul_add(-LN_2_LOW, rest);
    // The Taylor series of (eʳ - 1 - r) / r²; |r| <= ln(2) / 2 leaves an error below 1e-8.
    let series = 1.0 / 40_320.0;
    let series = rest.mul_add(series, 1.0 / 5_040.0);
    let series = rest.mul_add(series, 1.0 / 720.0);
    let series = rest.mul_add(series, 1.0 / 120.0);
    let series = rest.mul_add(series, 1.0 / 24.0);
    let series = rest.mul_add(series, 1.0 / 6.0);
    let series = rest.mul_add(series, 0.5);
    let less_one = (rest * rest).mul_add(series, rest);
    // The low bits of `shifted` hold n as a whole number; moved up, they are an exponent.
    let scale = f32::from_bits(shifted.to_bits().wrapping_add(127) << 23);
    (scale, less_one)
}

/// `eˣ`, within two units in the last place; `x` is limited to ±87, where `f32` still holds it.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let (scale, less_one) = split_exp(x.clamp(-87.0, 87.0));
    scale.mul_add(less_one, scale)
}

/// The logistic function `1 / (1 + e⁻ˣ)`.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The hyperbolic tangent, exact near zero too: `(e²ˣ - 1) / (e²ˣ + 1)` from `e²ˣ - 1`.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let (scale, less_one) = split_exp((2.0 * x).clamp(-30.0, 30.0));
    let exp_m1 = scale.mul_add(less_one, scale - 1.0);
    exp_m1 / (exp_m1 + 2.0)
}

/// The natural logarithm of a positive normal number, for chance and losses outside the kernels.
pub fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = i64::try_from((bits >> 52) & 0x7ff).expect("eleven bits fit") - 1023;
    let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1;
    }
    // ln(m) = 2 · artanh((m - 1) / (m + 1)), whose series converges quickly for |s| < 0.172.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let series = (0..12_u32).rev().fold(0.0, |sum, it| sum * square + 1.0 / f64::from(2 * it + 1));
    exponent as f64 * std::f64::consts::LN_2 + 2.0 * s * series
}

/// The sine and cosine of `turns` full turns, for Gaussian chance.
pub fn sin_cos_of_turns(turns: f64) -> (f64, f64) {
    let turns = turns - turns.floor();
    let eighth = (turns * 8.0).floor();
    let x = (turns - eighth / 8.0) * std::f64::consts::TAU; // within an eighth of a turn
    let square = x * x;
    let sin = (0..9_u32)
        .rev()
        .fold(0.0, |sum, it| 1.0 - sum * square / f64::from((2 * it + 2) * (2 * it + 3)))
        * x;
    let cos = (0..9_u32)
        .rev()
        .fold(0.0, |sum, it| 1.0 - sum * square / f64::from((2 * it + 1) * (2 * it + 2)));
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let (sin, cos) =
        if eighth as u32 % 2 == 1 { (half * (sin + cos), half * (cos - sin)) } else { (sin, cos) };
    match eighth as u32 / 2 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The largest relative error of `ours` against `exact` over a fine grid of ±`limit`.
    fn worst(limit: f32, ours: fn(f32) -> f32, exact: fn(f64) -> f64) -> f64 {
        let mut worst = 0.0_f64;
        for it in -40_000..=40_000 {
            let x = limit * it as f32 / 40_000.0;
            let expected = exact(f64::from(x));
            let error = (f64::from(ours(x)) - expected).abs();
            worst = worst.max(if expected == 0.0 { error } else { error / expected.abs() });
        }
        worst
    }

    #[test]
    fn activations_are_exact_to_a_few_units_in_the_last_place() {
        assert!(worst(85.0, exp, f64::exp) < 2.5e-7, "{}", worst(85.0, exp, f64::exp));
        let sigmoid_error = worst(80.0, sigmoid, |x| 1.0 / (1.0 + (-x).exp()));
        assert!(sigmoid_error < 4e-7, "{sigmoid_error}");
        assert!(worst(20.0, tanh, f64::tanh) < 4e-7, "{}", worst(20.0, tanh, f64::tanh));
        assert!(worst(1e-3, tanh, f64::tanh) < 4e-7, "{}", worst(1e-3, tanh, f64::tanh));
    }

    #[test]
    fn extremes_stay_finite() {
        for x in [f32::MIN, -1e4, -90.0, 90.0, 1e4, f32::MAX] {
            assert!(exp(x).is_finite() && exp(x) > 0.0, "exp({x}) = {}", exp(x));
            assert!((0.0..=1.0).contains(&sigmoid(x)), "sigmoid({x}) = {}", sigmoid(x));
            assert_eq!(tanh(x), x.signum(), "tanh({x})");
        }
        assert_eq!((tanh(0.0), sigmoid(0.0), exp(0.0)), (0.0, 0.5, 1.0));
    }

    #[test]
    fn logarithm_and_angles_agree_with_the_standard_library() {
        for it in 1..2_000 {
            let x = f64::from(it) * 0.013;
            assert!((ln(x) - x.ln()).abs() <= 1e-15 * x.ln().abs().max(1.0), "ln({x})");
            let (sin, cos) = sin_cos_of_turns(x);
            let angle = x * std::f64::consts::TAU;
            assert!((sin - angle.sin()).abs() < 1e-12, "sin of {x} turns: {sin}");
            assert!((cos - angle.cos()).abs() < 1e-12, "cos of {x} turns: {cos}");
        }
    }
}
