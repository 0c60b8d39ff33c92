//! Every kernel on memory that ends, or begins, where no page is mapped: an access outside a slice
//! ends the process. Unlike valgrind this knows every instruction that the machine has.

use std::{
    ops::{Deref, DerefMut},
    ptr::null_mut,
};

use super::*;
use crate::{Chance, sequence::BLOCK};

/// Widths and row counts: multiples of nothing.
const SIZES: [usize; 5] = [1, 3, 17, 33, 100];

/// Where values are kept.
#[derive(Clone, Copy, Debug)]
enum Place {
    Anywhere,
    /// Before a page that is not mapped.
    AtTheEnd,
    /// After one.
    AtTheStart,
}

impl Place {
    fn hold<T: Copy + 'static>(self, values: &[T]) -> Box<dyn DerefMut<Target = [T]>> {
        match self {
            Self::Anywhere => Box::new(values.to_vec()),
            Self::AtTheEnd => Box::new(Guarded::new(values, true)),
            Self::AtTheStart => Box::new(Guarded::new(values, false)),
        }
    }
}

/// Values between two pages that are not mapped, flush against one of them.
struct Guarded<T> {
    map: *mut libc::c_void,
    map_len: usize,
    values: *mut T,
    n: usize,
}

#[allow(unsafe_code, reason = "a page that is not mapped takes calls of the system")]
impl<T: Copy> Guarded<T> {
    fn new(values: &[T], is_at_the_end: bool) -> Self {
        // SAFETY: asks for a number.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as usize;
        let (n, len) = (values.len(), size_of_val(values));
        let inner = len.next_multiple_of(page).max(page);
        let map_len = inner + 2 * page;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON;
        // SAFETY: a new mapping touches no other memory.
        let map = unsafe { libc::mmap(null_mut(), map_len, libc::PROT_NONE, flags, -1, 0) };
        assert_ne!(map, libc::MAP_FAILED, "a mapping of {map_len} bytes");
        let first = map.wrapping_byte_add(page);
        // SAFETY: the range is within the mapping.
        let opened = unsafe { libc::mprotect(first, inner, libc::PROT_READ | libc::PROT_WRITE) };
        assert_eq!(opened, 0, "opening the pages between");
        let place =
            first.wrapping_byte_add(if is_at_the_end { inner - len } else { 0 }).cast::<T>();
        // SAFETY: `len` bytes from `place` on are within the open pages, and aligned: a page is,
        // and `len` is a multiple of the size of `T`, which for plain numbers is its alignment.
        unsafe { place.copy_from_nonoverlapping(values.as_ptr(), n) };
        Self { map, map_len, values: place, n }
    }
}

#[allow(unsafe_code, reason = "see above")]
impl<T> Deref for Guarded<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: `new` wrote `n` values there, and the mapping lives as long as this.
        unsafe { std::slice::from_raw_parts(self.values, self.n) }
    }
}

#[allow(unsafe_code, reason = "see above")]
impl<T> DerefMut for Guarded<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: as in `deref`, and nobody else has the mapping.
        unsafe { std::slice::from_raw_parts_mut(self.values, self.n) }
    }
}

#[allow(unsafe_code, reason = "see above")]
impl<T> Drop for Guarded<T> {
    fn drop(&mut self) {
        // SAFETY: the mapping is this one's own.
        unsafe { libc::munmap(self.map, self.map_len) };
    }
}

fn random(n: usize, stream: u64) -> Vec<f32> {
    let mut chance = Chance::new(11, stream, n as u64);
    (0..n).map(|_| chance.normal() as f32).collect()
}

/// Runs `work` with the plain loops on plain memory and with every kernel on guarded memory: the
/// results must be the same to the bit, and the process must live.
#[track_caller]
fn check(case: &str, work: impl Fn(Kernels, Place) -> Vec<f32>) {
    let expected = work(Kernels::PORTABLE, Place::Anywhere);
    for kernels in Kernels::available() {
        for place in [Place::AtTheEnd, Place::AtTheStart] {
            assert_eq!(work(kernels, place), expected, "{case}, {}, {place:?}", kernels.name());
        }
    }
}

fn each_size(work: impl Fn(usize, usize)) {
    SIZES.iter().for_each(|n| SIZES.iter().for_each(|n_rows| work(*n, *n_rows)));
}

#[test]
#[allow(unsafe_code, reason = "see above")]
fn what_lies_beyond_cannot_be_read() {
    let mut pipe = [0; 2];
    // SAFETY: the system writes two numbers to an array of two.
    assert_eq!(unsafe { libc::pipe(pipe.as_mut_ptr()) }, 0);
    let is_readable = |place: *const f32| {
        // SAFETY: the system checks the address and fails instead of touching it.
        (unsafe { libc::write(pipe[1], place.cast(), 4) }) == 4
    };
    let (end, start) = (Guarded::new(&[1.0_f32; 5], true), Guarded::new(&[1.0_f32; 5], false));
    assert!(is_readable(&raw const end[4]) && is_readable(&raw const start[0]));
    assert!(!is_readable((&raw const end[4]).wrapping_add(1)), "a page after the end");
    assert!(!is_readable((&raw const start[0]).wrapping_sub(1)), "a page before the start");
    // SAFETY: both ends of the pipe are this function's own.
    pipe.into_iter().for_each(|it| assert_eq!(unsafe { libc::close(it) }, 0));
}

/// All blocks of rows and panels of columns of `a · b`, (rows, n), with n values of k.
fn product<W: Weight + 'static>(
    kernels: Kernels,
    place: Place,
    (n, n_rows, start): (usize, usize, u8),
    weight: impl Fn(f32) -> W,
) -> Vec<f32> {
    let a = place.hold(&random(n_rows * n, 1));
    let mut c = place.hold(&random(n_rows * n, 2));
    for first in (0..n).step_by(PANEL) {
        let width = PANEL.min(n - first);
        let panel: Vec<W> = random(n * PANEL, 3).into_iter().map(&weight).collect();
        let (panel, bias) = (place.hold(&panel), place.hold(&random(width, 4)));
        for row in (0..n_rows).step_by(BLOCK) {
            let start = match start {
                0 => Start::Zero,
                1 => Start::Sum,
                _ => Start::Bias(&bias),
            };
            let values = &mut c[row * n + first..];
            let n_rows = BLOCK.min(n_rows - row);
            let columns = Columns { values, row_stride: n, n: width, n_rows };
            kernels.product(Rows::plain(&a[row * n..], n), Panel::narrow(&panel), start, columns);
        }
    }
    c.to_vec()
}

#[test]
fn products_stay_inside() {
    each_size(|n, n_rows| {
        for start in 0..3 {
            let size = (n, n_rows, start);
            check(&format!("product {size:?}"), |it, place| product(it, place, size, |it| it));
            let short = |it: f32| (it.to_bits() >> 16) as u16;
            check(&format!("short {size:?}"), |it, place| product(it, place, size, short));
        }
    });
}

#[test]
fn products_of_strips_and_panels_of_rows_stay_inside() {
    each_size(|n, n_rows| {
        let n_rows = n_rows.min(BLOCK);
        check(&format!("strip {n} {n_rows}"), |kernels, place| {
            let (a, panel) = (place.hold(&random(n * BLOCK, 1)), place.hold(&random(n * PANEL, 2)));
            let mut c = place.hold(&random(n_rows * PANEL, 3));
            let columns = Columns { values: &mut c, row_stride: PANEL, n: PANEL, n_rows };
            kernels.product(Rows::strip(&a), Panel::narrow(&panel), Start::Zero, columns);
            c.to_vec()
        });
        check(&format!("panelled and wide {n} {n_rows}"), |kernels, place| {
            let n_k = n.next_multiple_of(PANEL);
            let a = place.hold(&random(n_k * n_rows, 1));
            let weights = place.hold(&random(n_k * WIDE, 2));
            let (bias, mut c) =
                (place.hold(&random(WIDE, 3)), place.hold(&random(n_rows * WIDE, 4)));
            let columns = Columns { values: &mut c, row_stride: WIDE, n: WIDE, n_rows };
            let panel = Panel { weights: &weights[..], width: WIDE };
            kernels.product(Rows::panelled(&a, n_rows), panel, Start::Bias(&bias), columns);
            c.to_vec()
        });
    });
}

#[test]
fn gates_stay_inside() {
    each_size(|n, n_rows| {
        check(&format!("gates {n} {n_rows}"), |kernels, place| {
            let hold = |stream| place.hold(&random(n_rows * n, stream));
            let tile = |stream| place.hold(&random(n_rows * PANEL, stream));
            let (before, mut cells, mut hidden) = (hold(1), hold(2), hold(3));
            let (by_hidden, mut by_cells) = (hold(4), hold(5));
            let mut results = Vec::new();
            for first in (0..n).step_by(PANEL) {
                let units = first..n.min(first + PANEL);
                let mut tiles = [tile(6), tile(7), tile(8), tile(9)];
                let gates = tiles.each_mut().map(|it| &mut it[..]);
                let (cells_before, units_2) = (&before[..], units.clone());
                let state =
                    NextState { n, units, cells_before, cells: &mut cells, hidden: &mut hidden };
                kernels.lstm_forward(gates, state);
                let gates = tiles.each_mut().map(|it| &mut it[..]);
                let rows = GateGradients {
                    n,
                    units: units_2,
                    cells_before,
                    cells: &cells,
                    hidden_gradients: &by_hidden,
                    cell_gradients: &mut by_cells,
                };
                kernels.lstm_backward(gates, rows);
                tiles.iter().for_each(|it| results.extend_from_slice(it));
            }
            [&cells, &hidden, &by_cells].into_iter().for_each(|it| results.extend_from_slice(it));
            let (mut gates, mut cells, mut hidden) =
                (place.hold(&random(n_rows * WIDE, 10)), tile(11), tile(12));
            kernels.lstm_step(&mut gates, &mut cells, &mut hidden);
            [&cells, &hidden].into_iter().for_each(|it| results.extend_from_slice(it));
            results
        });
    });
}

#[test]
fn loops_over_values_stay_inside() {
    each_size(|n, n_rows| {
        check(&format!("loops {n} {n_rows}"), |kernels, place| {
            let hold = |stream| place.hold(&random(n, stream));
            let (x, y, mean, mut sum) = (hold(1), hold(2), hold(3), hold(4));
            kernels.add(&mut sum, &x);
            kernels.add_centred_products(&mut sum, &x, &mean, Some(&y));
            kernels.add_centred_products(&mut sum, &x, &mean, None);
            let factors =
                NormGradients { mean: &mean, by_centred: &y, by_upstream: &x, shift: &mean };
            kernels.norm_backward(&mut sum, &x, factors);
            let mut results = sum.to_vec();
            kernels.scale_and_shift(&mut sum, &x, &y, &mean);
            let key = DropoutKey { words: [1, 2], threshold: 1 << 31, scale: 2.0 };
            kernels.dropout(&mut sum, 7, key);
            let (mut total, mut squares) = ([0.0; 2], 0.0);
            kernels.add_squares(&sum, &mut squares);
            kernels.softmax(&mut sum, 0.5, &mut total);
            results.extend_from_slice(&sum);
            results.extend([total[0], total[1], squares]);
            let mut narrow = place.hold(&random(n.min(PANEL), 5));
            kernels.add_rows(&mut narrow, &place.hold(&random(n_rows * PANEL, 6)));
            results.extend_from_slice(&narrow);
            let (mut weights, mut first, mut average) = (hold(7), hold(8), hold(9));
            let mut second =
                place.hold(&random(n, 10).iter().map(|it| it * it).collect::<Vec<_>>());
            kernels.adam(&mut weights, &x, &mut first, &mut second, &mut average, ADAM);
            [&weights, &first, &second, &average]
                .into_iter()
                .for_each(|it| results.extend_from_slice(it));
            results
        });
    });
}

const ADAM: AdamStep = AdamStep {
    rate: 0.01,
    beta_1: 0.9,
    beta_2: 0.999,
    epsilon: 1e-7,
    gradient_scale: 0.5,
    penalty: 0.1,
    kept: 0.99,
    average_kept: 0.9,
};
