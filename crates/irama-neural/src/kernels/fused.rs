//! The fused multiply-add of the systems whose C library has none that rounds once.
//!
//! Where a processor's own is not asked for, `mul_add` calls the C library. That of MinGW (Windows, GNU) rounds
//! twice, and other bits come out. There the library's name is given to the function below.
//! (S. Boldo and G. Melquiond, "Emulation of FMA and correctly rounded sums", 2008.)

/// What `mul_add` calls.
#[cfg(all(windows, target_env = "gnu"))]
#[allow(
    unsafe_code,
    reason = "a name that the C library has too, on the system where its function is wrong"
)]
#[unsafe(no_mangle)]
extern "C" fn fmaf(a: f32, b: f32, c: f32) -> f32 {
    fused(a, b, c)
}

/// `a * b + c`, rounded once: the product is exact in 64 bits, and a sum there that is rounded to odd loses
/// nothing that the last rounding needs.
fn fused(a: f32, b: f32, c: f32) -> f32 {
    let (product, c) = (f64::from(a) * f64::from(b), f64::from(c));
    let sum = product + c;
    let of_c = sum - product;
    // What the sum has lost, exactly.
    let lost = (product - (sum - of_c)) + (c - of_c);
    let bits = sum.to_bits();
    let to_odd = match bits & 1 == 0 && sum.is_finite() && lost != 0.0 {
        true if (lost > 0.0) == (sum > 0.0) => bits + 1,
        true => bits - 1,
        false => bits,
    };
    f64::from_bits(to_odd) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mantissas and exponents of all kinds, and what is special.
    fn value(random: u64) -> f32 {
        const SPECIAL: [f32; 8] =
            [0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN_POSITIVE, 1e-45, -1.0];
        match random % 16 {
            0 => SPECIAL[(random >> 8) as usize % SPECIAL.len()],
            // Near each other, so that sums cancel and lie between two values.
            1..=9 => f32::from_bits(0x3e80_0000 | (random >> 16) as u32 & 0x80ff_ffff),
            _ => f32::from_bits((random >> 16) as u32),
        }
    }

    #[test]
    fn it_rounds_once_as_the_system_does() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.wrapping_mul(0x2545_f491_4f6c_dd1d)
        };
        for _ in 0..3_000_000 {
            let [a, b, c] = [(); 3].map(|()| value(random()));
            // The same in all systems; what is no number has no bits of its own.
            let (ours, theirs) = (fused(a, b, c), a.mul_add(b, c));
            let same = ours.to_bits() == theirs.to_bits() || ours.is_nan() && theirs.is_nan();
            assert!(same, "{a:e} * {b:e} + {c:e}: {ours:e}, not {theirs:e}");
        }
    }

    #[test]
    fn a_product_between_two_values_is_not_rounded_before_the_sum() {
        // The product alone is 1 + 2^-11 + 2^-24, halfway between two values; the rest decides.
        let a = 1.0 + 2.0_f32.powi(-12);
        let product = fused(a, a, 0.0);
        assert_eq!(product, 1.0 + 2.0_f32.powi(-11));
        assert_eq!(fused(a, a, 2.0_f32.powi(-60)), product + f32::EPSILON);
        assert_eq!(fused(a, a, -2.0_f32.powi(-60)), product);
        assert_eq!(fused(a, a, -product), 2.0_f32.powi(-24));
    }
}
