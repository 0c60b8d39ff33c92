//! The product of up to eight rows with a panel of weights: where nearly all the time goes.

use super::{Isa, Kernels, weight::Weight};
use crate::sequence::BLOCK;

/// Columns of a panel of weights.
pub(crate) const PANEL: usize = 32;

/// Rows of values: value (row, k) stands at
/// `row · row_stride + (k / run) · run_stride + (k % run) · k_stride`.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) values: &'a [f32],
    pub(crate) row_stride: usize,
    pub(crate) k_stride: usize,
    /// How many k stand `k_stride` apart before a jump; it divides their number.
    pub(crate) run: usize,
    /// From one run to the next.
    pub(crate) run_stride: usize,
}

impl<'a> Rows<'a> {
    /// Rows one after another, `n_k` values each.
    pub(crate) fn plain(values: &'a [f32], n_k: usize) -> Self {
        Self { values, row_stride: n_k, k_stride: 1, run: n_k.max(1), run_stride: 0 }
    }

    /// The transpose of [`BLOCK`]-wide rows of k.
    pub(crate) fn strip(values: &'a [f32]) -> Self {
        let run = (values.len() / BLOCK).max(1);
        Self { values, row_stride: 1, k_stride: BLOCK, run, run_stride: 0 }
    }

    /// Runs of [`PANEL`] values of `n_rows` rows each, one run after another.
    pub(crate) fn panelled(values: &'a [f32], n_rows: usize) -> Self {
        Self { values, row_stride: PANEL, k_stride: 1, run: PANEL, run_stride: n_rows * PANEL }
    }

    /// The place of the last value of the last row.
    fn last(&self, n_rows: usize, n_k: usize) -> usize {
        let runs = (n_k / self.run - 1) * self.run_stride;
        (n_rows - 1) * self.row_stride + runs + (self.run - 1) * self.k_stride
    }
}

/// Where the results go: up to [`PANEL`] columns of up to [`BLOCK`] rows, `row_stride` apart.
pub(crate) struct Columns<'a> {
    pub(crate) values: &'a mut [f32],
    pub(crate) row_stride: usize,
    pub(crate) n: usize,
    pub(crate) n_rows: usize,
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
    pub(crate) fn product<W: Weight>(
        self,
        a: Rows<'_>,
        panel: &[W],
        start: Start<'_>,
        c: Columns<'_>,
    ) {
        if c.n == PANEL {
            return self.whole_panel(a, panel, start, c);
        }
        let mut wide = [0.0; BLOCK * PANEL];
        for (row, wide) in wide.chunks_exact_mut(PANEL).take(c.n_rows).enumerate() {
            match start {
                Start::Zero => (),
                Start::Sum => wide[..c.n].copy_from_slice(&c.values[row * c.row_stride..][..c.n]),
                Start::Bias(bias) => wide[..c.n].copy_from_slice(&bias[..c.n]),
            }
        }
        let whole = Columns { values: &mut wide, row_stride: PANEL, n: PANEL, n_rows: c.n_rows };
        self.whole_panel(a, panel, Start::Sum, whole);
        for (row, wide) in wide.chunks_exact(PANEL).take(c.n_rows).enumerate() {
            c.values[row * c.row_stride..][..c.n].copy_from_slice(&wide[..c.n]);
        }
    }

    #[allow(unsafe_code, reason = "see the module's documentation")]
    fn whole_panel<W: Weight>(self, a: Rows<'_>, panel: &[W], start: Start<'_>, c: Columns<'_>) {
        let n_k = panel.len() / PANEL;
        assert!((1..=BLOCK).contains(&c.n_rows), "{} rows in a block", c.n_rows);
        assert!(n_k.is_multiple_of(a.run), "{n_k} k in runs of {}", a.run);
        assert!(n_k == 0 || a.last(c.n_rows, n_k) < a.values.len());
        assert!((c.n_rows - 1) * c.row_stride + PANEL <= c.values.len());
        let sums = c.values.as_mut_ptr();
        let (start, start_stride) = match start {
            Start::Zero => (ZEROS.as_ptr(), 0),
            Start::Sum => (sums.cast_const(), c.row_stride),
            Start::Bias(bias) => (bias[..PANEL].as_ptr(), 0),
        };
        let place = Place {
            a: a.values.as_ptr(),
            row_stride: a.row_stride,
            k_stride: a.k_stride,
            run: a.run,
            run_stride: a.run_stride,
            n_runs: n_k / a.run,
            panel: panel.as_ptr(),
            start,
            start_stride,
            c: sums,
            c_stride: c.row_stride,
            n_rows: c.n_rows,
        };
        // SAFETY: the assertions above keep every access inside its slice: the largest offset in
        // `a` is that of the last row and k, in `c` and `start` that of the last row and column,
        // and `panel` holds `n_k` rows of `PANEL`. The instruction sets were asked for.
        unsafe {
            match self.0 {
                Isa::Portable => tile::<[f32; 8], W, 4, 1>(&place),
                #[cfg(target_arch = "x86_64")]
                Isa::Avx2 => x86::avx2(&place),
                #[cfg(target_arch = "x86_64")]
                Isa::Avx512 => x86::avx512(&place),
                #[cfg(target_arch = "aarch64")]
                Isa::Neon => tile::<std::arch::aarch64::float32x4_t, W, 4, 4>(&place),
            }
        }
    }
}

/// The operands of a product as addresses.
struct Place<W> {
    a: *const f32,
    row_stride: usize,
    k_stride: usize,
    run: usize,
    run_stride: usize,
    n_runs: usize,
    panel: *const W,
    start: *const f32,
    start_stride: usize,
    c: *mut f32,
    c_stride: usize,
    n_rows: usize,
}

/// A register of some lanes.
#[allow(unsafe_code, reason = "see the module's documentation")]
pub(crate) trait Vector: Copy {
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
    /// Reads [`Self::LANES`] values of the upper half of a 32-bit float each.
    unsafe fn load_bf16(from: *const u16) -> Self;
    /// Reads [`Self::LANES`] whole numbers.
    unsafe fn load_i8(from: *const i8) -> Self;
}

/// All rows and columns of a product, up to `ROWS` rows of `REGISTERS` registers at a time.
///
/// # Safety
///
/// Every address in `place` must be valid for its rows and k and [`PANEL`] columns, and the
/// instruction set of `V` must be there.
#[inline(always)]
#[allow(unsafe_code, reason = "see the module's documentation")]
unsafe fn tile<V: Vector, W: Weight, const ROWS: usize, const REGISTERS: usize>(place: &Place<W>) {
    let mut row = 0;
    while row < place.n_rows {
        let left = place.n_rows - row;
        // SAFETY: the caller vouches for the addresses; `row + n` stays within `n_rows`.
        unsafe {
            let n = if left >= ROWS {
                rows::<V, W, ROWS, REGISTERS>(place, row)
            } else if left >= 4 {
                rows::<V, W, 4, REGISTERS>(place, row)
            } else if left >= 2 {
                rows::<V, W, 2, REGISTERS>(place, row)
            } else {
                rows::<V, W, 1, REGISTERS>(place, row)
            };
            row += n;
        }
    }
}

/// `ROWS` rows of a product from `row` on; returns how many these are.
///
/// # Safety
///
/// As for [`tile`], and `row + ROWS` may not exceed the rows of `place`.
#[inline(always)]
#[allow(unsafe_code, reason = "see the module's documentation")]
unsafe fn rows<V: Vector, W: Weight, const ROWS: usize, const REGISTERS: usize>(
    place: &Place<W>,
    row: usize,
) -> usize {
    for column in (0..PANEL).step_by(REGISTERS * V::LANES) {
        // SAFETY: `row + r` stays below `n_rows` and `column + v · LANES` below `PANEL`, because
        // `REGISTERS · LANES` divides it; runs and k are within those that the caller vouches for.
        unsafe {
            let mut sums = [[V::load(place.start); REGISTERS]; ROWS];
            for (r, sums) in sums.iter_mut().enumerate() {
                for (v, sum) in sums.iter_mut().enumerate() {
                    let offset = (row + r) * place.start_stride + column + v * V::LANES;
                    *sum = V::load(place.start.add(offset));
                }
            }
            let mut panel = place.panel.add(column);
            for run in 0..place.n_runs {
                let mut a = place.a.add(row * place.row_stride + run * place.run_stride);
                for _ in 0..place.run {
                    let mut weights = [W::load::<V>(panel); REGISTERS];
                    for (v, weights) in weights.iter_mut().enumerate().skip(1) {
                        *weights = W::load::<V>(panel.add(v * V::LANES));
                    }
                    for (r, sums) in sums.iter_mut().enumerate() {
                        let value = V::splat(a.add(r * place.row_stride));
                        for (sum, weights) in sums.iter_mut().zip(weights) {
                            *sum = sum.plus_product(value, weights);
                        }
                    }
                    a = a.wrapping_add(place.k_stride);
                    panel = panel.wrapping_add(PANEL);
                }
            }
            for (r, sums) in sums.iter().enumerate() {
                for (v, sum) in sums.iter().enumerate() {
                    let offset = (row + r) * place.c_stride + column + v * V::LANES;
                    sum.store(place.c.add(offset));
                }
            }
        }
    }
    ROWS
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

    #[inline(always)]
    unsafe fn load_bf16(from: *const u16) -> Self {
        // SAFETY: the caller vouches for eight values.
        unsafe { from.cast::<[u16; 8]>().read() }.map(|it| f32::from_bits(u32::from(it) << 16))
    }

    #[inline(always)]
    unsafe fn load_i8(from: *const i8) -> Self {
        // SAFETY: the caller vouches for eight values.
        unsafe { from.cast::<[i8; 8]>().read() }.map(f32::from)
    }
}

/// Implements [`Vector`] with the instructions of an instruction set.
///
/// A macro, because the intrinsics of each set are functions of other names and types.
macro_rules! vector {
    (
        $kind:ty, $lanes:literal, $load:path, $splat:path, $fma:expr, $store:path,
        $bf16:expr, $i8:expr
    ) => {
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

            #[inline(always)]
            unsafe fn load_bf16(from: *const u16) -> Self {
                // SAFETY: the caller vouches for the values and the instruction set.
                unsafe { $bf16(from) }
            }

            #[inline(always)]
            unsafe fn load_i8(from: *const i8) -> Self {
                // SAFETY: the caller vouches for the values and the instruction set.
                unsafe { $i8(from) }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256, __m512, _mm_loadl_epi64, _mm_loadu_si128, _mm256_castsi256_ps,
        _mm256_cvtepi8_epi32, _mm256_cvtepi32_ps, _mm256_cvtepu16_epi32, _mm256_fmadd_ps,
        _mm256_loadu_ps, _mm256_loadu_si256, _mm256_set1_ps, _mm256_slli_epi32, _mm256_storeu_ps,
        _mm512_castsi512_ps, _mm512_cvtepi8_epi32, _mm512_cvtepi32_ps, _mm512_cvtepu16_epi32,
        _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_set1_ps, _mm512_slli_epi32, _mm512_storeu_ps,
    };

    use super::{Place, Vector, Weight, tile};

    vector!(
        __m256,
        8,
        _mm256_loadu_ps,
        _mm256_set1_ps,
        _mm256_fmadd_ps,
        _mm256_storeu_ps,
        |from: *const u16| _mm256_castsi256_ps(_mm256_slli_epi32::<16>(_mm256_cvtepu16_epi32(
            _mm_loadu_si128(from.cast())
        ))),
        |from: *const i8| _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64(from.cast())))
    );
    vector!(
        __m512,
        16,
        _mm512_loadu_ps,
        _mm512_set1_ps,
        _mm512_fmadd_ps,
        _mm512_storeu_ps,
        |from: *const u16| _mm512_castsi512_ps(_mm512_slli_epi32::<16>(_mm512_cvtepu16_epi32(
            _mm256_loadu_si256(from.cast())
        ))),
        |from: *const i8| _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(from.cast())))
    );

    /// Four rows of two registers: eight sums, two weights and a value fit sixteen registers.
    #[target_feature(enable = "avx2,fma")]
    #[allow(unsafe_code, reason = "see the module's documentation")]
    pub(super) unsafe fn avx2<W: Weight>(place: &Place<W>) {
        // SAFETY: the caller vouches for the addresses.
        unsafe { tile::<__m256, W, 4, 2>(place) }
    }

    /// Eight rows of two registers: sixteen sums of thirty-two registers.
    #[target_feature(enable = "avx2,avx512f")]
    #[allow(unsafe_code, reason = "see the module's documentation")]
    pub(super) unsafe fn avx512<W: Weight>(place: &Place<W>) {
        // SAFETY: the caller vouches for the addresses.
        unsafe { tile::<__m512, W, 8, 2>(place) }
    }
}

#[cfg(target_arch = "aarch64")]
mod arm {
    use std::arch::aarch64::{
        float32x4_t, vcvtq_f32_s32, vdupq_n_f32, vfmaq_f32, vld1_u16, vld1q_f32, vld1q_s32,
        vreinterpretq_f32_u32, vshll_n_u16, vst1q_f32,
    };

    use super::Vector;

    vector!(
        float32x4_t,
        4,
        vld1q_f32,
        vdupq_n_f32,
        |a, b, c| vfmaq_f32(c, a, b),
        vst1q_f32,
        |from: *const u16| vreinterpretq_f32_u32(vshll_n_u16::<16>(vld1_u16(from))),
        |from: *const i8| vcvtq_f32_s32(vld1q_s32(
            from.cast::<[i8; 4]>().read().map(i32::from).as_ptr()
        ))
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Chance;

    /// What to multiply.
    #[derive(Clone, Copy, Debug)]
    struct Case {
        n_k: usize,
        n: usize,
        n_rows: usize,
        is_strip: bool,
        /// 0: zero, 1: what stands there, 2: biases.
        start: u8,
    }

    /// Compares every kernel with the plain chain of fused multiply-adds, to the bit.
    #[track_caller]
    fn check<W: Weight>(case: Case, weight: impl Fn(f32) -> W, value_of: impl Fn(W) -> f32) {
        let Case { n_k, n, n_rows, is_strip, start } = case;
        let mut chance = Chance::new(5, n_k as u64, n as u64);
        let mut random = |len| (0..len).map(|_| chance.normal() as f32).collect::<Vec<f32>>();
        let (a, panel, bias) = (random(BLOCK * n_k.max(1)), random(n_k * PANEL), random(PANEL));
        let panel: Vec<W> = panel.into_iter().map(weight).collect();
        let stride = n + 3;
        let before = random(BLOCK * stride);
        let rows = if is_strip { Rows::strip(&a[..BLOCK * n_k]) } else { Rows::plain(&a, n_k) };
        let start = || match start {
            0 => Start::Zero,
            1 => Start::Sum,
            _ => Start::Bias(&bias),
        };
        let mut expected = before.clone();
        for row in 0..n_rows {
            for column in 0..n {
                let place = &mut expected[row * stride + column];
                let first = match start() {
                    Start::Zero => 0.0,
                    Start::Sum => *place,
                    Start::Bias(bias) => bias[column],
                };
                *place = (0..n_k).fold(first, |sum, k| {
                    let a = a[row * rows.row_stride + k * rows.k_stride];
                    a.mul_add(value_of(panel[k * PANEL + column]), sum)
                });
            }
        }
        for kernels in Kernels::available() {
            let mut c = before.clone();
            let columns = Columns { values: &mut c, row_stride: stride, n, n_rows };
            kernels.product(rows, &panel, start(), columns);
            assert_eq!(c, expected, "{} {case:?}", kernels.name());
        }
    }

    #[test]
    fn every_kernel_gives_the_same_bits() {
        for n_k in [0, 1, 2, 17, 100] {
            for n in [1, 3, 17, 31, 32] {
                for n_rows in 1..=BLOCK {
                    for (start, is_strip) in [(0, true), (1, false), (2, false)] {
                        let case = Case { n_k, n, n_rows, is_strip, start };
                        check(case, |it| it, |it| it);
                    }
                }
            }
        }
    }

    #[test]
    fn shorter_weights_are_widened_exactly() {
        for n_rows in [1, 2, 5, 8] {
            let case = Case { n_k: 33, n: 32, n_rows, is_strip: false, start: 2 };
            check(case, |it| (it * 40.0) as i8, f32::from);
            check(case, |it| (it.to_bits() >> 16) as u16, |it| f32::from_bits(u32::from(it) << 16));
        }
    }

    #[test]
    fn runs_are_read_in_order() {
        let (n_rows, n_k) = (5, 3 * PANEL);
        let mut chance = Chance::new(9, 0, 0);
        let mut random = |len| (0..len).map(|_| chance.normal() as f32).collect::<Vec<f32>>();
        let (a, panel) = (random(n_rows * n_k), random(n_k * PANEL));
        let mut panelled = vec![0.0; n_rows * n_k];
        for row in 0..n_rows {
            for k in 0..n_k {
                panelled[(k / PANEL * n_rows + row) * PANEL + k % PANEL] = a[row * n_k + k];
            }
        }
        let product = |rows| {
            let mut c = vec![0.0; n_rows * PANEL];
            let columns = Columns { values: &mut c, row_stride: PANEL, n: PANEL, n_rows };
            Kernels::best().product(rows, &panel, Start::Zero, columns);
            c
        };
        assert_eq!(product(Rows::panelled(&panelled, n_rows)), product(Rows::plain(&a, n_k)));
    }
}
