//! Values of rows as a step of carried state wants them.

use crate::{
    kernels::{PANEL, Rows},
    lines::Lines,
};

/// `width` values of each row, laid out as (panels of 32 values, rows, 32), filled up with zeros.
///
/// A thread that works out 32 units of all rows owns one piece of memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PanelRows {
    n_rows: usize,
    width: usize,
    values: Lines<f32>,
}

impl PanelRows {
    /// All zeros.
    pub fn new(n_rows: usize, width: usize) -> Self {
        let values = Lines::zeros(width.div_ceil(PANEL) * n_rows * PANEL);
        Self { n_rows, width, values }
    }

    /// Rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Values of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes the values of a row.
    pub fn set_row(&mut self, row: usize, values: &[f32]) {
        assert!(row < self.n_rows && values.len() == self.width, "row {row} of {}", self.n_rows);
        for (panel, values) in values.chunks(PANEL).enumerate() {
            let place = (panel * self.n_rows + row) * PANEL;
            self.values[place..][..values.len()].copy_from_slice(values);
        }
    }

    /// Reads the values of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = f32> {
        assert!(row < self.n_rows, "row {row} of {}", self.n_rows);
        let place = move |it: usize| (it / PANEL * self.n_rows + row) * PANEL + it % PANEL;
        (0..self.width).map(move |it| self.values[place(it)])
    }

    /// Sets the values of a row to zero.
    pub fn clear_row(&mut self, row: usize) {
        for panel in self.values.chunks_exact_mut((self.n_rows * PANEL).max(1)) {
            panel[row * PANEL..][..PANEL].fill(0.0);
        }
    }

    /// Copies row `from` of `source`, which has as many rows and values, over row `to`.
    pub fn copy_row(&mut self, to: usize, source: &Self, from: usize) {
        assert_eq!((self.n_rows, self.width), (source.n_rows, source.width));
        let len = (self.n_rows * PANEL).max(1);
        for (panel, source) in
            self.values.chunks_exact_mut(len).zip(source.values.chunks_exact(len))
        {
            panel[to * PANEL..][..PANEL].copy_from_slice(&source[from * PANEL..][..PANEL]);
        }
    }

    /// How many k a product over the values has: narrow rows are not filled up.
    pub(crate) fn n_k(width: usize) -> usize {
        if width < PANEL { width } else { width.next_multiple_of(PANEL) }
    }

    /// The rows from `first` on, for a product.
    pub(crate) fn rows(&self, first: usize) -> Rows<'_> {
        let rows = Rows::panelled(&self.values[first * PANEL..], self.n_rows);
        Rows { run: self.width.clamp(1, PANEL), ..rows }
    }

    pub(crate) fn values(&self) -> &[f32] {
        &self.values
    }

    pub(crate) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_apart() {
        let (mut rows, mut other) = (PanelRows::new(3, 40), PanelRows::new(3, 40));
        for row in 0..3 {
            rows.set_row(row, &[row as f32 + 1.0; 40]);
        }
        assert!(rows.row(1).eq([2.0; 40]));
        other.copy_row(0, &rows, 2);
        assert!(other.row(0).eq([3.0; 40]) && other.row(2).eq([0.0; 40]));
        rows.clear_row(1);
        assert!(rows.row(1).eq([0.0; 40]) && rows.row(2).eq([3.0; 40]));
    }
}
