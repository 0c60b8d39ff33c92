//! Gradients of weights: products summed over all rows and steps of a batch.

use rayon::prelude::*;

use crate::{
    kernels::{Columns, Kernels, PANEL, Panel, Rows, Start},
    lines::Lines,
    panels::Parts,
    sequence::{BLOCK, Sequence},
    tree::{BlockSums, TreeSum},
};

/// Rows of a gradient that a task works out: enough that a panel is reused while it is in cache.
const TASK_ROWS: usize = 8 * BLOCK;

/// The loss by the sums of a layer, (B, T, N), as (block, panels of 32, k, 32), k counting steps and
/// rows.
#[derive(Clone, Copy)]
pub(crate) struct PanelSums<'a> {
    pub(crate) values: &'a [f32],
    pub(crate) n_blocks: usize,
    pub(crate) n_k: usize,
    /// The N columns.
    pub(crate) parts: Parts,
}

impl<'a> PanelSums<'a> {
    /// Packs `sums`, (B, T, N), into `memory`.
    pub(crate) fn pack(sums: &Sequence, memory: &'a mut Lines<f32>) -> Self {
        let (n_blocks, n_k, n) = (sums.n_blocks(), sums.n_steps() * BLOCK, sums.width());
        let parts = Parts::one(n);
        let panel_len = n_k * PANEL;
        let block_len = parts.n_panels() * panel_len;
        memory.resize(n_blocks * block_len);
        memory.par_chunks_exact_mut(block_len).enumerate().for_each(|(block, panels)| {
            for (it, panel) in panels.chunks_exact_mut(panel_len).enumerate() {
                let (first, width) = parts.columns(it);
                let sums = sums.block(block).chunks_exact(n).map(|row| &row[first..][..width]);
                for (row, sums) in panel.chunks_exact_mut(PANEL).zip(sums) {
                    copy_padded::<PANEL>(row, sums);
                }
            }
        });
        Self { values: memory, n_blocks, n_k, parts }
    }

    /// The panel of a block, (k, 32).
    fn panel(&self, block: usize, panel: usize) -> &'a [f32] {
        let len = self.n_k * PANEL;
        &self.values[(block * self.parts.n_panels() + panel) * len..][..len]
    }
}

/// Memory for the gradients of a layer's weights, kept from step to step.
///
/// For inputs x, (B, T, D), and the loss by the sums s of a layer, (B, T, N), the gradient of the
/// weights is Σ xᵀ s, (D, N). Within a block of rows the sum is one chain in the order of steps and
/// rows, and blocks are joined along the fixed tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outer {
    /// The inputs as (block, strips of 8 inputs, k, 8), k counting steps and rows.
    strips: Lines<f32>,
    biases: BlockSums,
    /// One for each task of [`Outer::gradient`].
    trees: Vec<TreeSum>,
}

impl Outer {
    /// Writes the gradient of the biases, (N).
    pub(crate) fn biases(&mut self, kernels: Kernels, sums: PanelSums<'_>, bias: &mut [f32]) {
        bias.copy_from_slice(self.biases.sum(sums.n_blocks, bias.len(), |block, bias| {
            for panel in 0..sums.parts.n_panels() {
                let (first, width) = sums.parts.columns(panel);
                kernels.add_rows(&mut bias[first..][..width], sums.panel(block, panel));
            }
        }));
    }

    /// Writes the gradient of weights, (D, N), for inputs given row by row.
    ///
    /// `inputs` returns the D inputs of a block at a step and row, padding included. Those before
    /// `first_step` are zeros and left out.
    pub(crate) fn gradient<'a>(
        &mut self,
        kernels: Kernels,
        sums: PanelSums<'_>,
        (n_inputs, first_step): (usize, usize),
        inputs: impl Fn(usize, usize, usize) -> &'a [f32] + Sync,
        gradient: &mut [f32],
    ) {
        let first_k = first_step * BLOCK;
        let n_k = sums.n_k - first_k;
        let strip_len = n_k * BLOCK;
        let block_len = n_inputs.div_ceil(BLOCK) * strip_len;
        self.strips.resize(sums.n_blocks * block_len);
        self.strips.par_chunks_exact_mut(block_len.max(1)).enumerate().for_each(
            |(block, strips)| {
                for k in 0..n_k {
                    let values = inputs(block, first_step + k / BLOCK, k % BLOCK);
                    let strips = strips.chunks_exact_mut(strip_len).zip(values.chunks(BLOCK));
                    for (strip, values) in strips {
                        copy_padded::<BLOCK>(&mut strip[k * BLOCK..][..BLOCK], values);
                    }
                }
            },
        );
        let n_tasks = n_inputs.div_ceil(TASK_ROWS);
        self.trees.resize_with(self.trees.len().max(n_tasks), TreeSum::default);
        let n = gradient.len() / n_inputs;
        let (strips, trees) = (&self.strips, &mut self.trees);
        let tasks = gradient.par_chunks_mut(TASK_ROWS * n).zip(trees).enumerate();
        tasks.for_each(|(task, (gradient, tree))| {
            let first_strip = task * TASK_ROWS / BLOCK;
            for panel in 0..sums.parts.n_panels() {
                let (first, width) = sums.parts.columns(panel);
                tree.clear(gradient.len() / n * PANEL);
                for block in 0..sums.n_blocks {
                    let start = block * block_len + first_strip * strip_len;
                    let panel = &sums.panel(block, panel)[first_k * PANEL..];
                    tree.leaf(|leaf| set_tiles(kernels, &strips[start..], panel, leaf));
                }
                let sums = tree.total().chunks_exact(PANEL);
                for (row, sums) in gradient.chunks_exact_mut(n).zip(sums) {
                    row[first..][..width].copy_from_slice(&sums[..width]);
                }
            }
        });
    }
}

/// Sets `tiles`, (rows, 32), to the products of as many `strips`, (k, 8) each, with a panel, (k, 32).
fn set_tiles(kernels: Kernels, strips: &[f32], panel: &[f32], tiles: &mut [f32]) {
    let strip_len = panel.len() / PANEL * BLOCK;
    for (it, values) in tiles.chunks_mut(BLOCK * PANEL).enumerate() {
        let strip = Rows::strip(&strips[it * strip_len..][..strip_len]);
        let n_rows = values.len() / PANEL;
        let c = Columns { values, row_stride: PANEL, n: PANEL, n_rows };
        kernels.product(strip, Panel::narrow(panel), Start::Zero, c);
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
