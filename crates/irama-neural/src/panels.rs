//! Weights packed for the product kernels.

use rayon::prelude::*;

use crate::{
    kernels::{Columns, Kernels, PANEL, Panel, Rows, Start},
    lines::Lines,
    sequence::BLOCK,
};

/// Blocks of rows that go through a panel together.
pub(crate) const TOGETHER: usize = 8;

/// Columns in parts of equal width, each of which begins with a panel of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) n_parts: usize,
    pub(crate) width: usize,
}

impl Parts {
    /// All columns in one part.
    pub(crate) fn one(width: usize) -> Self {
        Self { n_parts: 1, width }
    }

    /// Panels of all parts.
    pub(crate) fn n_panels(self) -> usize {
        self.n_parts * self.width.div_ceil(PANEL)
    }

    /// The first column of a panel, and how many it has.
    pub(crate) fn columns(self, panel: usize) -> (usize, usize) {
        let per_part = self.width.div_ceil(PANEL);
        let first = panel % per_part * PANEL;
        (panel / per_part * self.width + first, (self.width - first).min(PANEL))
    }
}

/// A matrix (k, columns) as panels of 32 columns, each (k, 32); the last is filled up with zeros.
///
/// A kernel reads a panel from one end to the other, and it stays in cache for all rows.
#[derive(Clone, Debug, Default)]
pub struct Panels {
    n_k: usize,
    /// How many k stand between zeros that fill up.
    run: usize,
    columns: Parts,
    values: Lines<f32>,
}

impl Panels {
    /// Packs `matrix`, (`n_k`, `n_columns`), row-major.
    pub fn pack(&mut self, matrix: &[f32], n_k: usize, n_columns: usize) {
        self.pack_parts(matrix, n_k, Parts::one(n_columns));
    }

    /// The same for columns in parts.
    pub(crate) fn pack_parts(&mut self, matrix: &[f32], n_k: usize, columns: Parts) {
        let n_columns = columns.n_parts * columns.width;
        assert_eq!(matrix.len(), n_k * n_columns, "a matrix of {n_k} x {n_columns}");
        self.resize(n_k, n_k, columns);
        self.each_panel(|first, n, panel| {
            for (k, row) in panel.chunks_exact_mut(PANEL).enumerate() {
                row[..n].copy_from_slice(&matrix[k * n_columns + first..][..n]);
            }
        });
    }

    /// Packs the transpose of `matrix`, which is (`n_columns`, `n_k`), row-major.
    pub fn pack_transposed(&mut self, matrix: &[f32], n_k: usize, n_columns: usize) {
        self.pack_transposed_runs(matrix, (n_k, n_k), n_columns);
    }

    /// The same where every run of `width` k is filled up with zeros to a whole panel's width, as
    /// are the columns of the matrix in [`Parts`].
    pub(crate) fn pack_transposed_parts(&mut self, matrix: &[f32], k: Parts, n_columns: usize) {
        assert_eq!(matrix.len(), k.n_parts * k.width * n_columns, "{k:?} of {n_columns} columns");
        self.pack_transposed_runs(matrix, (k.width, k.width.next_multiple_of(PANEL)), n_columns);
    }

    /// Runs of `width` k each become runs of `padded`.
    fn pack_transposed_runs(
        &mut self,
        matrix: &[f32],
        (width, padded): (usize, usize),
        n_columns: usize,
    ) {
        let n_k = matrix.len() / n_columns.max(1);
        assert_eq!(matrix.len(), n_k * n_columns, "a matrix of {n_columns} x {n_k}");
        self.resize(n_k / width.max(1) * padded, width, Parts::one(n_columns));
        self.each_panel(|first, n, panel| {
            for column in 0..n {
                let source = &matrix[(first + column) * n_k..][..n_k];
                let runs = panel.chunks_exact_mut((padded * PANEL).max(1));
                for (run, source) in runs.zip(source.chunks_exact(width.max(1))) {
                    for (k, value) in source.iter().enumerate() {
                        run[k * PANEL + column] = *value;
                    }
                }
            }
        });
    }

    /// Columns of the matrix.
    pub fn n_columns(&self) -> usize {
        self.columns.n_parts * self.columns.width
    }

    /// The panels: the first column, the number of columns, and the values, (k, 32).
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, usize, &[f32])> {
        let columns = self.columns;
        self.values.chunks_exact((self.n_k * PANEL).max(1)).enumerate().map(move |(it, panel)| {
            let (first, n) = columns.columns(it);
            (first, n, panel)
        })
    }

    /// The values of one panel, (k, 32).
    pub(crate) fn panel(&self, panel: usize) -> &[f32] {
        &self.values[panel * self.n_k * PANEL..][..self.n_k * PANEL]
    }

    /// `c = bias + a · matrix` for some blocks of rows: `a` is (rows, k), `c` (rows, columns),
    /// row-major. A few blocks go through a panel together, while it is in cache.
    pub(crate) fn product(&self, kernels: Kernels, a: &[f32], bias: Option<&[f32]>, c: &mut [f32]) {
        let (a_len, c_len) = (BLOCK * self.n_k, BLOCK * self.n_columns());
        let groups = a.chunks(TOGETHER * a_len).zip(c.chunks_mut(TOGETHER * c_len));
        for (a, c) in groups {
            for (first, n, panel) in self.iter() {
                for (a, c) in a.chunks_exact(a_len).zip(c.chunks_exact_mut(c_len)) {
                    let rows = Rows::plain(a, self.n_k);
                    let start = bias.map_or(Start::Zero, |bias| Start::Bias(&bias[first..]));
                    let values = &mut c[first..];
                    let columns =
                        Columns { values, row_stride: self.n_columns(), n, n_rows: BLOCK };
                    kernels.product(rows, Panel::narrow(panel), start, columns);
                }
            }
        }
    }

    /// Takes a new shape, all zeros after a change: what fills panels up is never written.
    fn resize(&mut self, n_k: usize, run: usize, columns: Parts) {
        if (self.n_k, self.run, self.columns) != (n_k, run, columns) {
            (self.n_k, self.run, self.columns) = (n_k, run, columns);
            self.values.reset(columns.n_panels() * PANEL * n_k);
        }
    }

    fn each_panel(&mut self, fill: impl Fn(usize, usize, &mut [f32]) + Sync) {
        let columns = self.columns;
        self.values.par_chunks_exact_mut((self.n_k * PANEL).max(1)).enumerate().for_each(
            |(it, panel)| {
                let (first, n) = columns.columns(it);
                fill(first, n, panel);
            },
        );
    }
}
