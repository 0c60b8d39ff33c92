//! Weights packed for the product kernels.

use rayon::prelude::*;

use crate::{
    kernels::{Columns, Kernels, PANEL, Panel, Rows, Start},
    sequence::BLOCK,
};

/// Blocks of rows that go through a panel together.
pub(crate) const TOGETHER: usize = 8;

/// A matrix (k, columns) as panels of 32 columns, each (k, 32); the last is filled up with zeros.
///
/// A kernel reads a panel from one end to the other, and it stays in cache for all rows.
#[derive(Clone, Debug, Default)]
pub struct Panels {
    n_k: usize,
    n_columns: usize,
    values: Vec<f32>,
}

impl Panels {
    /// Packs `matrix`, (`n_k`, `n_columns`), row-major.
    pub fn pack(&mut self, matrix: &[f32], n_k: usize, n_columns: usize) {
        assert_eq!(matrix.len(), n_k * n_columns, "a matrix of {n_k} x {n_columns}");
        self.resize(n_k, n_columns);
        self.each_panel(|first, n, panel| {
            for (k, row) in panel.chunks_exact_mut(PANEL).enumerate() {
                row[..n].copy_from_slice(&matrix[k * n_columns + first..][..n]);
            }
        });
    }

    /// Packs the transpose of `matrix`, which is (`n_columns`, `n_k`), row-major.
    pub fn pack_transposed(&mut self, matrix: &[f32], n_k: usize, n_columns: usize) {
        assert_eq!(matrix.len(), n_k * n_columns, "a matrix of {n_columns} x {n_k}");
        self.resize(n_k, n_columns);
        self.each_panel(|first, n, panel| {
            for column in 0..n {
                let source = &matrix[(first + column) * n_k..][..n_k];
                for (k, value) in source.iter().enumerate() {
                    panel[k * PANEL + column] = *value;
                }
            }
        });
    }

    /// Columns of the matrix.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// The panels: the first column, the number of columns, and the values, (k, 32).
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, usize, &[f32])> {
        let n_columns = self.n_columns;
        self.values.chunks_exact((self.n_k * PANEL).max(1)).enumerate().map(move |(it, panel)| {
            let first = it * PANEL;
            (first, (n_columns - first).min(PANEL), panel)
        })
    }

    /// `c = bias + a · matrix` for some blocks of rows: `a` is (rows, k), `c` (rows, columns),
    /// row-major. A few blocks go through a panel together, while it is in cache.
    pub(crate) fn product(&self, kernels: Kernels, a: &[f32], bias: Option<&[f32]>, c: &mut [f32]) {
        let (a_len, c_len) = (BLOCK * self.n_k, BLOCK * self.n_columns);
        let groups = a.chunks(TOGETHER * a_len).zip(c.chunks_mut(TOGETHER * c_len));
        for (a, c) in groups {
            for (first, n, panel) in self.iter() {
                for (a, c) in a.chunks_exact(a_len).zip(c.chunks_exact_mut(c_len)) {
                    let rows = Rows::plain(a, self.n_k);
                    let start = bias.map_or(Start::Zero, |bias| Start::Bias(&bias[first..]));
                    let values = &mut c[first..];
                    let columns = Columns { values, row_stride: self.n_columns, n, n_rows: BLOCK };
                    kernels.product(rows, Panel::narrow(panel), start, columns);
                }
            }
        }
    }

    fn resize(&mut self, n_k: usize, n_columns: usize) {
        let len = n_columns.div_ceil(PANEL) * PANEL * n_k;
        if (self.n_k, self.n_columns) != (n_k, n_columns) {
            (self.n_k, self.n_columns) = (n_k, n_columns);
            self.values.clear();
            self.values.resize(len, 0.0);
        }
    }

    fn each_panel(&mut self, fill: impl Fn(usize, usize, &mut [f32]) + Sync) {
        let n_columns = self.n_columns;
        self.values.par_chunks_exact_mut((self.n_k * PANEL).max(1)).enumerate().for_each(
            |(it, panel)| {
                let first = it * PANEL;
                fill(first, (n_columns - first).min(PANEL), panel);
            },
        );
    }
}
