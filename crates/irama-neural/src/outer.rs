//! Gradients of weights: products summed over all rows and steps of a batch.

use rayon::prelude::*;

use crate::{
    kernels::{Columns, Kernels, PANEL, Panel, Rows, Start},
    sequence::{BLOCK, Sequence},
    tree::{self, TreeSum},
};

/// Rows of a gradient that a task works out: enough that a panel is reused while it is in cache.
const TASK_ROWS: usize = 8 * BLOCK;

/// Memory for the gradients of a layer's weights, kept from step to step.
///
/// For inputs x, (B, T, D), and the loss by the sums s of a layer, (B, T, N), the gradient of the
/// weights is Σ xᵀ s, (D, N). Within a block of rows the sum is one chain in the order of steps and
/// rows, and blocks are joined along the fixed tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outer {
    /// The inputs as (block, strips of 8 inputs, k, 8), k counting steps and rows.
    strips: Vec<f32>,
    /// The loss by the sums as (block, panels of 32, k, 32).
    panels: Vec<f32>,
    /// The loss by the sums, summed within each block: (block, N).
    bias: Vec<f32>,
    /// One for each task of [`Outer::gradient`].
    trees: Vec<TreeSum>,
    n_blocks: usize,
    n_k: usize,
    n_columns: usize,
}

impl Outer {
    /// Takes in the loss by the sums, (B, T, N), and writes the gradient of the biases, (N).
    pub(crate) fn take_sums(&mut self, kernels: Kernels, sums: &Sequence, bias: &mut [f32]) {
        let n = sums.width();
        (self.n_blocks, self.n_k, self.n_columns) = (sums.n_blocks(), sums.n_steps() * BLOCK, n);
        let panel_len = self.n_k * PANEL;
        let block_len = n.div_ceil(PANEL) * panel_len;
        self.panels.resize(self.n_blocks * block_len, 0.0);
        self.bias.resize(self.n_blocks * n, 0.0);
        let biases = self.bias.par_chunks_exact_mut(n);
        self.panels.par_chunks_exact_mut(block_len).zip(biases).enumerate().for_each(
            |(block, (panels, bias))| {
                let sums = sums.block(block);
                bias.fill(0.0);
                for (it, panel) in panels.chunks_exact_mut(panel_len).enumerate() {
                    let first = it * PANEL;
                    let width = (n - first).min(PANEL);
                    let sums = sums.chunks_exact(n).map(|row| &row[first..][..width]);
                    for (row, sums) in panel.chunks_exact_mut(PANEL).zip(sums) {
                        copy_padded::<PANEL>(row, sums);
                    }
                    kernels.add_rows(&mut bias[first..][..width], panel);
                }
            },
        );
        bias.copy_from_slice(tree::join(&mut self.bias, n));
    }

    /// Writes the gradient of weights, (D, N), for inputs given row by row.
    ///
    /// `inputs` returns the D inputs of a block at a step and row, padding included. Those before
    /// `first_step` are zeros and left out.
    pub(crate) fn gradient<'a>(
        &mut self,
        kernels: Kernels,
        n_inputs: usize,
        first_step: usize,
        inputs: impl Fn(usize, usize, usize) -> &'a [f32] + Sync,
        gradient: &mut [f32],
    ) {
        let (first_k, n) = (first_step * BLOCK, self.n_columns);
        let n_k = self.n_k - first_k;
        let strip_len = n_k * BLOCK;
        let block_len = n_inputs.div_ceil(BLOCK) * strip_len;
        self.strips.resize(self.n_blocks * block_len, 0.0);
        self.strips.par_chunks_exact_mut(block_len.max(1)).enumerate().for_each(
            |(block, strips)| {
                for k in 0..n_k {
                    let values = inputs(block, first_step + k / BLOCK, k % BLOCK);
                    for (strip, values) in
                        strips.chunks_exact_mut(strip_len).zip(values.chunks(BLOCK))
                    {
                        copy_padded::<BLOCK>(&mut strip[k * BLOCK..][..BLOCK], values);
                    }
                }
            },
        );
        let panel_len = self.n_k * PANEL;
        let (n_blocks, strips, panels) = (self.n_blocks, &self.strips, &self.panels);
        let n_tasks = n_inputs.div_ceil(TASK_ROWS);
        self.trees.resize_with(self.trees.len().max(n_tasks), TreeSum::default);
        let tasks = gradient.par_chunks_mut(TASK_ROWS * n).zip(&mut self.trees).enumerate();
        tasks.for_each(|(task, (gradient, tree))| {
            let first_strip = task * TASK_ROWS / BLOCK;
            for panel in 0..n.div_ceil(PANEL) {
                let width = (n - panel * PANEL).min(PANEL);
                for (strip, rows) in gradient.chunks_mut(BLOCK * n).enumerate() {
                    tree.clear(BLOCK * PANEL);
                    for block in 0..n_blocks {
                        let start = block * block_len + (first_strip + strip) * strip_len;
                        let a = Rows::strip(&strips[start..][..strip_len]);
                        let start = (block * n.div_ceil(PANEL) + panel) * panel_len;
                        let b = &panels[start..][first_k * PANEL..panel_len];
                        tree.leaf(|sum| {
                            let c =
                                Columns { values: sum, row_stride: PANEL, n: PANEL, n_rows: BLOCK };
                            kernels.product(a, Panel::narrow(b), Start::Zero, c);
                        });
                    }
                    let sums = tree.total().chunks_exact(PANEL);
                    for (row, sums) in rows.chunks_exact_mut(n).zip(sums) {
                        row[panel * PANEL..][..width].copy_from_slice(&sums[..width]);
                    }
                }
            }
        });
    }
}

/// Copies up to `N` values and fills up with zeros. Whole rows take no call of a copying function.
fn copy_padded<const N: usize>(target: &mut [f32], values: &[f32]) {
    match (target.first_chunk_mut::<N>(), values.first_chunk::<N>()) {
        (Some(target), Some(values)) => *target = *values,
        _ => {
            let (copied, padding) = target.split_at_mut(values.len());
            copied.copy_from_slice(values);
            padding.fill(0.0);
        }
    }
}
