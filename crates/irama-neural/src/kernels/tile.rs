//! The product of eight rows with a panel of weights: where nearly all the time goes.

use super::{Isa, Kernels};
use crate::sequence::BLOCK;

/// Columns of a panel of weights.
pub(crate) const PANEL: usize = 32;

/// [`BLOCK`] rows of `k` values: value (row, k) stands at `row · row_stride + k · k_stride`.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) values: &'a [f32],
    pub(crate) row_stride: usize,
    pub(crate) k_stride: usize,
}

/// Where the results go: up to [`PANEL`] columns of [`BLOCK`] rows, `row_stride` apart.
pub(crate) struct Columns<'a> {
    pub(crate) values: &'a mut [f32],
    pub(crate) row_stride: usize,
    pub(crate) n: usize,
}

/// What the sums start from.
#[derive(Clone, Copy)]
pub(crate) enum Start<'a> {
    /// Nothing.
    Zero,
    /// What stands there already.
    Sum,
    /// The same row of biases for every row; at least as many as there are columns.
    Bias(&'a [f32]),
}

const ZEROS: [f32; PANEL] = [0.0; PANEL];

impl Kernels {
    /// `c = start + a · b`, each value one chain of fused multiply-adds in the order of k.
    ///
    /// `panel` is (k, [`PANEL`]), and its length says how many k there are.
    pub(crate) fn product(self, a: Rows<'_>, panel: &[f32], start: Start<'_>, c: Columns<'_>) {
        if c.n == PANEL {
            return self.whole_panel(a, panel, start, c);
        }
        let mut wide = [0.0; BLOCK * PANEL];
        for (row, wide) in wide.chunks_exact_mut(PANEL).enumerate() {
            match start {
                Start::Zero => (),
                Start::Sum => wide[..c.n].copy_from_slice(&c.values[row * c.row_stride..][..c.n]),
                Start::Bias(bias) => wide[..c.n].copy_from_slice(&bias[..c.n]),
            }
        }
        let whole = Columns { values: &mut wide, row_stride: PANEL, n: PANEL };
        self.whole_panel(a, panel, Start::Sum, whole);
        for (row, wide) in wide.chunks_exact(PANEL).enumerate() {
            c.values[row * c.row_stride..][..c.n].copy_from_slice(&wide[..c.n]);
        }
    }

    #[allow(unsafe_code, reason = "see the module's documentation")]
    fn whole_panel(self, a: Rows<'_>, panel: &[f32], start: Start<'_>, c: Columns<'_>) {
        let n_k = panel.len() / PANEL;
        assert!(n_k == 0 || (BLOCK - 1) * a.row_stride + (n_k - 1) * a.k_stride < a.values.len());
        assert!((BLOCK - 1) * c.row_stride + PANEL <= c.values.len());
        let sums = c.values.as_mut_ptr();
        let (start, start_stride) = match start {
            Start::Zero => (ZEROS.as_ptr(), 0),
            Start::Sum => (sums.cast_const(), c.row_stride),
            Start::Bias(bias) => (bias[..PANEL].as_ptr(), 0),
        };
        let place = Place {
            a: a.values.as_ptr(),
            a_strides: (a.row_stride, a.k_stride),
            n_k,
            panel: panel.as_ptr(),
            start,
            start_stride,
            c: sums,
            c_stride: c.row_stride,
        };
        // SAFETY: the assertions above keep every access inside its slice: the largest offset in
        // `a` is that of the last row and k, in `c` and `start` that of the last row and column,
        // and `panel` holds `n_k` rows of `PANEL`. The instruction sets were asked for.
        unsafe {
            match self.0 {
                Isa::Portable => tile::<[f32; 8], 4, 1>(&place),
                #[cfg(target_arch = "x86_64")]
                Isa::Avx2 => x86::avx2(&place),
                #[cfg(target_arch = "x86_64")]
                Isa::Avx512 => x86::avx512(&place),
                #[cfg(target_arch = "aarch64")]
                Isa::Neon => tile::<std::arch::aarch64::float32x4_t, 4, 4>(&place),
            }
        }
    }
}

/// The operands of a product as addresses.
struct Place {
    a: *const f32,
    a_strides: (usize, usize),
    n_k: usize,
    panel: *const f32,
    start: *const f32,
    start_stride: usize,
    c: *mut f32,
    c_stride: usize,
}

/// A register of some lanes.
#[allow(unsafe_code, reason = "see the module's documentation")]
trait Vector: Copy {
    /// How many values it holds.
    const LANES: usize;
    /// Reads [`Self::LANES`] values.
    unsafe fn load(from: *const f32) -> Self;
    /// Reads one value into all lanes.
    unsafe fn splat(from: *const f32) -> Self;
    /// `a · b + self`, rounded once.
    unsafe fn plus_product(self, a: Self, b: Self) -> Self;
    /// Writes [`Self::LANES`] values.
    unsafe fn store(self, to: *mut f32);
}

/// All rows and columns of a product, `ROWS` rows of `REGISTERS` registers at a time.
///
/// # Safety
///
/// Every address in `place` must be valid for [`BLOCK`] rows, [`PANEL`] columns and its `n_k`.
#[inline(always)]
#[allow(unsafe_code, reason = "see the module's documentation")]
unsafe fn tile<V: Vector, const ROWS: usize, const REGISTERS: usize>(place: &Place) {
    let (row_stride, k_stride) = place.a_strides;
    for column in (0..PANEL).step_by(REGISTERS * V::LANES) {
        for row in (0..BLOCK).step_by(ROWS) {
            // SAFETY: `row + r` stays below `BLOCK` and `column + v · LANES` below `PANEL`,
            // because `ROWS` divides the one and `REGISTERS · LANES` the other.
            unsafe {
                let mut sums = [[V::load(place.start); REGISTERS]; ROWS];
                for (r, sums) in sums.iter_mut().enumerate() {
                    for (v, sum) in sums.iter_mut().enumerate() {
                        let offset = (row + r) * place.start_stride + column + v * V::LANES;
                        *sum = V::load(place.start.add(offset));
                    }
                }
                let mut a = place.a.add(row * row_stride);
                let mut panel = place.panel.add(column);
                for _ in 0..place.n_k {
                    let mut weights = [V::load(panel); REGISTERS];
                    for (v, weights) in weights.iter_mut().enumerate().skip(1) {
                        *weights = V::load(panel.add(v * V::LANES));
                    }
                    for (r, sums) in sums.iter_mut().enumerate() {
                        let value = V::splat(a.add(r * row_stride));
                        for (sum, weights) in sums.iter_mut().zip(weights) {
                            *sum = sum.plus_product(value, weights);
                        }
                    }
                    a = a.wrapping_add(k_stride);
                    panel = panel.wrapping_add(PANEL);
                }
                for (r, sums) in sums.iter().enumerate() {
                    for (v, sum) in sums.iter().enumerate() {
                        let offset = (row + r) * place.c_stride + column + v * V::LANES;
                        sum.store(place.c.add(offset));
                    }
                }
            }
        }
    }
}

#[allow(unsafe_code, reason = "see the module's documentation")]
impl Vector for [f32; 8] {
    const LANES: usize = 8;

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller vouches for eight values; an array of `f32` has their alignment.
        unsafe { from.cast::<Self>().read() }
    }

    #[inline(always)]
    unsafe fn splat(from: *const f32) -> Self {
        // SAFETY: the caller vouches for one value.
        [unsafe { from.read() }; 8]
    }

    #[inline(always)]
    unsafe fn plus_product(self, a: Self, b: Self) -> Self {
        std::array::from_fn(|it| a[it].mul_add(b[it], self[it]))
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller vouches for eight values.
        unsafe { to.cast::<Self>().write(self) }
    }
}

/// Implements [`Vector`] with the four instructions of an instruction set.
///
/// A macro, because the intrinsics of each set are functions of other names and types.
macro_rules! vector {
    ($kind:ty, $lanes:literal, $load:path, $splat:path, $fma:expr, $store:path) => {
        #[allow(unsafe_code, reason = "see the module's documentation")]
        impl Vector for $kind {
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn load(from: *const f32) -> Self {
                // SAFETY: the caller vouches for the values and the instruction set.
                unsafe { $load(from) }
            }

            #[inline(always)]
            unsafe fn splat(from: *const f32) -> Self {
                // SAFETY: the caller vouches for the value and the instruction set.
                unsafe { $splat(*from) }
            }

            #[inline(always)]
            unsafe fn plus_product(self, a: Self, b: Self) -> Self {
                // SAFETY: the caller vouches for the instruction set.
                unsafe { $fma(a, b, self) }
            }

            #[inline(always)]
            unsafe fn store(self, to: *mut f32) {
                // SAFETY: the caller vouches for the place and the instruction set.
                unsafe { $store(to, self) }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256, __m512, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_storeu_ps,
        _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_set1_ps, _mm512_storeu_ps,
    };

    use super::{Place, Vector, tile};

    vector!(__m256, 8, _mm256_loadu_ps, _mm256_set1_ps, _mm256_fmadd_ps, _mm256_storeu_ps);
    vector!(__m512, 16, _mm512_loadu_ps, _mm512_set1_ps, _mm512_fmadd_ps, _mm512_storeu_ps);

    /// Four rows of two registers: eight sums, two weights and a value fit sixteen registers.
    #[target_feature(enable = "avx2,fma")]
    #[allow(unsafe_code, reason = "see the module's documentation")]
    pub(super) unsafe fn avx2(place: &Place) {
        // SAFETY: the caller vouches for the addresses.
        unsafe { tile::<__m256, 4, 2>(place) }
    }

    /// Eight rows of two registers: sixteen sums of thirty-two registers.
    #[target_feature(enable = "avx512f")]
    #[allow(unsafe_code, reason = "see the module's documentation")]
    pub(super) unsafe fn avx512(place: &Place) {
        // SAFETY: the caller vouches for the addresses.
        unsafe { tile::<__m512, 8, 2>(place) }
    }
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use std::arch::aarch64::{float32x4_t, vdupq_n_f32, vfmaq_f32, vld1q_f32, vst1q_f32};

    use super::Vector;

    vector!(float32x4_t, 4, vld1q_f32, vdupq_n_f32, |a, b, c| vfmaq_f32(c, a, b), vst1q_f32);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;

    /// Compares every kernel with the plain chain of fused multiply-adds, to the bit.
    #[track_caller]
    fn check(n_k: usize, n: usize, transposed: bool, start: u8) {
        let mut chance = Chance::new(5, n_k as u64, n as u64);
        let mut random = |len| (0..len).map(|_| chance.normal() as f32).collect::<Vec<f32>>();
        let (a, panel, bias) = (random(BLOCK * n_k.max(1)), random(n_k * PANEL), random(PANEL));
        let before = random(BLOCK * (n + 3));
        let (row_stride, k_stride) = if transposed { (1, BLOCK) } else { (n_k, 1) };
        let start = || match start {
            0 => Start::Zero,
            1 => Start::Sum,
            _ => Start::Bias(&bias),
        };
        let mut expected = before.clone();
        for row in 0..BLOCK {
            for column in 0..n {
                let place = &mut expected[row * (n + 3) + column];
                let first = match start() {
                    Start::Zero => 0.0,
                    Start::Sum => *place,
                    Start::Bias(bias) => bias[column],
                };
                *place = (0..n_k).fold(first, |sum, k| {
                    a[row * row_stride + k * k_stride].mul_add(panel[k * PANEL + column], sum)
                });
            }
        }
        for kernels in Kernels::available() {
            let mut c = before.clone();
            let rows = Rows { values: &a, row_stride, k_stride };
            let columns = Columns { values: &mut c, row_stride: n + 3, n };
            kernels.product(rows, &panel, start(), columns);
            assert_eq!(c, expected, "{} {n_k} {n}", kernels.name());
        }
    }

    #[test]
    fn every_kernel_gives_the_same_bits() {
        for n_k in [0, 1, 2, 17, 100] {
            for n in [1, 3, 17, 31, 32] {
                for start in 0..3 {
                    check(n_k, n, false, start);
                    check(n_k, n, true, start);
                }
            }
        }
    }
}
