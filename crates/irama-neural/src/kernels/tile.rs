//! The product of up to eight rows with a panel of weights: where nearly all the time goes.

use std::array::from_fn;

use super::{Isa, Kernels, vector::Vector, weight::Weight};
use crate::{lines::LINE, sequence::BLOCK};

/// Columns of a panel of weights.
pub(crate) const PANEL: usize = 32;

/// Columns of a wide panel: enough sums side by side that one row keeps a processor busy.
pub(crate) const WIDE: usize = 4 * PANEL;

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

/// Columns of weights, (k, width): a narrow panel of [`PANEL`] columns or a wide one of [`WIDE`].
#[derive(Clone, Copy)]
pub(crate) struct Panel<'a, W> {
    pub(crate) weights: &'a [W],
    pub(crate) width: usize,
}

impl<'a, W> Panel<'a, W> {
    /// A panel of [`PANEL`] columns.
    pub(crate) fn narrow(weights: &'a [W]) -> Self {
        Self { weights, width: PANEL }
    }
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

/// One or two rows go through weights faster than the processor foresees, above all from one page
/// of memory to the next: the line of so many k further on is asked for.
const AHEAD: usize = 16;

const ZEROS: [f32; WIDE] = [0.0; WIDE];

impl Kernels {
    /// `c = start + a · b`, each value one chain of fused multiply-adds in the order of k.
    ///
    /// The length of `panel` says how many k there are. A narrow panel may have columns to spare.
    pub(crate) fn product<W: Weight>(
        self,
        a: Rows<'_>,
        panel: Panel<'_, W>,
        start: Start<'_>,
        c: Columns<'_>,
    ) {
        if c.n == panel.width {
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
    fn whole_panel<W: Weight>(
        self,
        a: Rows<'_>,
        panel: Panel<'_, W>,
        start: Start<'_>,
        c: Columns<'_>,
    ) {
        let Panel { weights, width } = panel;
        let n_k = weights.len() / width;
        assert!(width == PANEL || width == WIDE, "a panel of {width} columns");
        assert!((1..=BLOCK).contains(&c.n_rows), "{} rows in a block", c.n_rows);
        assert!(n_k.is_multiple_of(a.run), "{n_k} k in runs of {}", a.run);
        assert!(n_k == 0 || a.last(c.n_rows, n_k) < a.values.len());
        assert!((c.n_rows - 1) * c.row_stride + width <= c.values.len());
        let sums = c.values.as_mut_ptr();
        let (start, start_stride) = match start {
            Start::Zero => (ZEROS.as_ptr(), 0),
            Start::Sum => (sums.cast_const(), c.row_stride),
            Start::Bias(bias) => (bias[..width].as_ptr(), 0),
        };
        let place = Place {
            a: a.values.as_ptr(),
            row_stride: a.row_stride,
            k_stride: a.k_stride,
            run: a.run,
            run_stride: a.run_stride,
            n_runs: n_k / a.run,
            panel: weights.as_ptr(),
            width,
            start,
            start_stride,
            c: sums,
            c_stride: c.row_stride,
            n_rows: c.n_rows,
        };
        // SAFETY: the assertions above keep every access inside its slice: the largest offset in
        // `a` is that of the last row and k, in `c` and `start` that of the last row and column,
        // and `weights` hold `n_k` rows of `width`. The instruction sets were asked for.
        unsafe {
            match self.0 {
                Isa::Portable => tile::<[f32; 8], W, 4, 1, 1>(&place),
                #[cfg(target_arch = "x86_64")]
                Isa::Avx2 => x86::avx2(&place),
                #[cfg(target_arch = "x86_64")]
                Isa::Avx512 => x86::avx512(&place),
                #[cfg(target_arch = "aarch64")]
                Isa::Neon => tile::<std::arch::aarch64::float32x4_t, W, 4, 4, 8>(&place),
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
    width: usize,
    start: *const f32,
    start_stride: usize,
    c: *mut f32,
    c_stride: usize,
    n_rows: usize,
}

/// All rows and columns of a product: `ROWS` rows of `REGISTERS` registers at a time, and one or
/// two rows of a wide panel with `MORE` registers each.
///
/// # Safety
///
/// Every address in `place` must be valid for its rows, k and columns, and the instruction set of
/// `V` must be there.
#[inline(always)]
#[allow(unsafe_code, reason = "see the module's documentation")]
unsafe fn tile<
    V: Vector,
    W: Weight,
    const ROWS: usize,
    const REGISTERS: usize,
    const MORE: usize,
>(
    place: &Place<W>,
) {
    let is_wide = place.width == WIDE;
    let mut row = 0;
    while row < place.n_rows {
        // SAFETY: the caller vouches for the addresses; `row + n` stays within `n_rows`.
        row += unsafe {
            match place.n_rows - row {
                left if left >= ROWS => rows::<V, W, ROWS, REGISTERS>(place, row),
                4.. => rows::<V, W, 4, REGISTERS>(place, row),
                2.. if is_wide => rows::<V, W, 2, MORE>(place, row),
                2.. => rows::<V, W, 2, REGISTERS>(place, row),
                _ if is_wide => rows::<V, W, 1, MORE>(place, row),
                _ => rows::<V, W, 1, REGISTERS>(place, row),
            }
        };
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
    // Checks for overflow would stand in the inner loop: the assertions of the caller's caller bound
    // every offset, so that none can wrap.
    let row_at = |start: usize, stride: usize, r: usize| {
        start.wrapping_add(row.wrapping_add(r).wrapping_mul(stride))
    };
    let a: [_; ROWS] = from_fn(|r| place.a.wrapping_add(row_at(0, place.row_stride, r)));
    for column in (0..place.width).step_by(REGISTERS * V::LANES) {
        // SAFETY: `row + r` stays below `n_rows` and `column + v · LANES` below the width, because
        // `REGISTERS · LANES` divides it; runs and k are within those that the caller vouches for.
        unsafe {
            let mut sums = [[V::load(place.start); REGISTERS]; ROWS];
            for (r, sums) in sums.iter_mut().enumerate() {
                for (v, sum) in sums.iter_mut().enumerate() {
                    let offset = row_at(column + v * V::LANES, place.start_stride, r);
                    *sum = V::load(place.start.add(offset));
                }
            }
            let mut panel = place.panel;
            for run in 0..place.n_runs {
                let mut k = run.wrapping_mul(place.run_stride);
                for _ in 0..place.run {
                    if ROWS <= 2 {
                        let ahead = panel.wrapping_add(column + AHEAD * place.width).cast::<u8>();
                        let n_bytes = REGISTERS * V::LANES * size_of::<W>();
                        (0..n_bytes)
                            .step_by(LINE)
                            .for_each(|it| V::ask_for(ahead.wrapping_add(it)));
                    }
                    let mut weights = [W::load::<V>(panel, column); REGISTERS];
                    for (v, weights) in weights.iter_mut().enumerate().skip(1) {
                        *weights = W::load::<V>(panel, column + v * V::LANES);
                    }
                    for (a, sums) in a.iter().zip(&mut sums) {
                        let value = V::splat(a.wrapping_add(k));
                        for (sum, weights) in sums.iter_mut().zip(weights) {
                            *sum = sum.plus_product(value, weights);
                        }
                    }
                    k = k.wrapping_add(place.k_stride);
                    panel = panel.wrapping_add(place.width);
                }
            }
            for (r, sums) in sums.iter().enumerate() {
                for (v, sum) in sums.iter().enumerate() {
                    let offset = row_at(column + v * V::LANES, place.c_stride, r);
                    sum.store(place.c.add(offset));
                }
            }
        }
    }
    ROWS
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{__m256, __m512};

    use super::{Place, Weight, tile};

    /// Four rows of two registers: eight sums, two weights and a value fit sixteen registers.
    #[target_feature(enable = "avx2,fma")]
    #[allow(unsafe_code, reason = "see the module's documentation")]
    pub(super) unsafe fn avx2<W: Weight>(place: &Place<W>) {
        // SAFETY: the caller vouches for the addresses.
        unsafe { tile::<__m256, W, 4, 2, 4>(place) }
    }

    /// Eight rows of two registers: sixteen sums of thirty-two registers.
    #[target_feature(enable = "avx2,avx512f")]
    #[allow(unsafe_code, reason = "see the module's documentation")]
    pub(super) unsafe fn avx512<W: Weight>(place: &Place<W>) {
        // SAFETY: the caller vouches for the addresses.
        unsafe { tile::<__m512, W, 8, 2, 8>(place) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Chance, kernels::weight::short_place};

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
    fn check<W: Weight>(
        case: Case,
        weight: impl Fn(f32) -> W,
        value_of: impl Fn(W) -> f32,
        place_of: impl Fn(usize) -> usize,
    ) {
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
                    a.mul_add(value_of(panel[k * PANEL + place_of(column)]), sum)
                });
            }
        }
        for kernels in Kernels::available() {
            let mut c = before.clone();
            let columns = Columns { values: &mut c, row_stride: stride, n, n_rows };
            kernels.product(rows, Panel::narrow(&panel), start(), columns);
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
                        check(case, |it| it, |it| it, |it| it);
                    }
                }
            }
        }
    }

    #[test]
    fn short_weights_are_widened_exactly() {
        for n_rows in [1, 2, 5, 8] {
            let case = Case { n_k: 33, n: 32, n_rows, is_strip: false, start: 2 };
            let upper = |it: f32| (it.to_bits() >> 16) as u16;
            check(case, upper, |it| f32::from_bits(u32::from(it) << 16), short_place);
        }
    }

    #[test]
    fn a_wide_panel_is_four_narrow_ones() {
        let n_k = 37;
        let mut chance = Chance::new(9, 1, 0);
        let mut random = |len| (0..len).map(|_| chance.normal() as f32).collect::<Vec<f32>>();
        let (a, weights, bias) = (random(BLOCK * n_k), random(n_k * WIDE), random(WIDE));
        for n_rows in 1..=BLOCK {
            for kernels in Kernels::available() {
                let mut wide = vec![0.0; n_rows * WIDE];
                let columns = Columns { values: &mut wide, row_stride: WIDE, n: WIDE, n_rows };
                let panel = Panel { weights: &weights, width: WIDE };
                kernels.product(Rows::plain(&a, n_k), panel, Start::Bias(&bias), columns);
                let mut narrow = vec![0.0; n_rows * WIDE];
                for first in (0..WIDE).step_by(PANEL) {
                    let columns = weights.chunks_exact(WIDE).flat_map(|it| &it[first..][..PANEL]);
                    let panel: Vec<f32> = columns.copied().collect();
                    let place = &mut narrow[first..];
                    let columns = Columns { values: place, row_stride: WIDE, n: PANEL, n_rows };
                    let start = Start::Bias(&bias[first..]);
                    kernels.product(Rows::plain(&a, n_k), Panel::narrow(&panel), start, columns);
                }
                assert_eq!(wide, narrow, "{} {n_rows}", kernels.name());
            }
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
            Kernels::best().product(rows, Panel::narrow(&panel), Start::Zero, columns);
            c
        };
        assert_eq!(product(Rows::panelled(&panelled, n_rows)), product(Rows::plain(&a, n_k)));
    }
}
