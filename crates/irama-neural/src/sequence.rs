//! Values of a batch over time, in the order that the engine wants.

use rayon::prelude::*;

use crate::{kernels::Kernels, lines::Lines};

/// Rows in a block. Products work on whole blocks, and sums over rows are sums over blocks.
pub const BLOCK: usize = 8;

/// Values of `B` rows over `T` steps, `width` each, laid out as (block, T, [`BLOCK`], width).
///
/// A block holds all steps of eight rows together, so that a thread owns one piece of memory. The
/// last block is filled up with rows of padding, which never count in a sum.
#[derive(Debug, Default, PartialEq)]
pub struct Sequence {
    n_rows: usize,
    n_steps: usize,
    width: usize,
    values: Lines<f32>,
}

impl Sequence {
    /// All zeros.
    pub fn new(n_rows: usize, n_steps: usize, width: usize) -> Self {
        let mut sequence = Self::default();
        sequence.resize(n_rows, n_steps, width);
        sequence
    }

    /// Takes a new shape. The memory is kept where it suffices; the values are unspecified but for
    /// the rows of padding, which are zero after a change of shape.
    pub fn resize(&mut self, n_rows: usize, n_steps: usize, width: usize) {
        if (n_rows, n_steps, width) == self.shape() {
            return;
        }
        (self.n_rows, self.n_steps, self.width) = (n_rows, n_steps, width);
        self.values.reset(self.n_blocks() * self.block_len());
    }

    /// Rows, steps, width.
    pub fn shape(&self) -> (usize, usize, usize) {
        (self.n_rows, self.n_steps, self.width)
    }

    /// Rows of the batch, `B`, without padding.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Time steps, `T`.
    pub fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// Values of a row at a step.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Blocks, the last one with padding included.
    pub fn n_blocks(&self) -> usize {
        self.n_rows.div_ceil(BLOCK)
    }

    /// Values of a block: `T` · [`BLOCK`] · width.
    pub fn block_len(&self) -> usize {
        self.n_steps * BLOCK * self.width
    }

    /// Rows of `block` that are not padding.
    pub fn rows_in_block(&self, block: usize) -> usize {
        self.n_rows.saturating_sub(block * BLOCK).min(BLOCK)
    }

    /// All values, block after block.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// All values, block after block.
    pub fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// The values of one block, (T, [`BLOCK`], width).
    pub fn block(&self, block: usize) -> &[f32] {
        &self.values[block * self.block_len()..][..self.block_len()]
    }

    /// The values of a block at a step, ([`BLOCK`], width).
    pub(crate) fn step(&self, block: usize, step: usize) -> &[f32] {
        let len = BLOCK * self.width;
        &self.block(block)[step * len..][..len]
    }

    /// The values of a block at a step and row, padding included.
    pub(crate) fn row(&self, block: usize, step: usize, row: usize) -> &[f32] {
        &self.step(block, step)[row * self.width..][..self.width]
    }

    /// The values of `row` at `step`.
    pub fn at(&self, row: usize, step: usize) -> &[f32] {
        &self.values[self.offset(row, step)..][..self.width]
    }

    /// The values of `row` at `step`.
    pub fn at_mut(&mut self, row: usize, step: usize) -> &mut [f32] {
        let offset = self.offset(row, step);
        &mut self.values[offset..][..self.width]
    }

    /// Copies the last step of `source`, (B, T, width), into this one, (B, 1, width).
    pub fn copy_last_step(&mut self, source: &Self) {
        self.resize(source.n_rows, 1, source.width);
        let step_len = BLOCK * source.width;
        for (block, target) in self.values.chunks_exact_mut(step_len).enumerate() {
            target.copy_from_slice(&source.block(block)[source.block_len() - step_len..]);
        }
    }

    /// Takes over the shape and the values of `source`.
    pub fn copy_from(&mut self, source: &Self) {
        self.resize(source.n_rows, source.n_steps, source.width);
        self.values.copy_from_slice(&source.values);
    }

    /// Adds the values of `other`, which has the same shape.
    pub fn add(&mut self, kernels: Kernels, other: &Self) {
        assert_eq!(self.shape(), other.shape(), "shapes of a sum");
        let len = self.block_len().max(1);
        let blocks = self.values.par_chunks_mut(len).zip(other.values.par_chunks(len));
        blocks.for_each(|(sum, other)| kernels.add(sum, other));
    }

    fn offset(&self, row: usize, step: usize) -> usize {
        assert!(row < self.n_rows && step < self.n_steps, "row {row}, step {step} is outside");
        ((row / BLOCK * self.n_steps + step) * BLOCK + row % BLOCK) * self.width
    }
}

impl Clone for Sequence {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), ..*self }
    }

    // A derived one would not keep the memory.
    fn clone_from(&mut self, source: &Self) {
        (self.n_rows, self.n_steps, self.width) = source.shape();
        self.values.clone_from(&source.values);
    }
}

/// How many of `n_blocks` blocks a task takes, so that each thread of the pool gets one task.
///
/// Tasks of several blocks reuse each panel of weights while it is in cache.
pub(crate) fn blocks_per_task(n_blocks: usize) -> usize {
    n_blocks.div_ceil(rayon::current_num_threads()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_own_place() {
        let mut sequence = Sequence::new(11, 3, 2);
        for row in 0..11 {
            for step in 0..3 {
                sequence.at_mut(row, step).fill((row * 3 + step + 1) as f32);
            }
        }
        for row in 0..11 {
            for step in 0..3 {
                assert_eq!(sequence.at(row, step), [(row * 3 + step + 1) as f32; 2]);
            }
        }
        assert_eq!(sequence.values().iter().filter(|it| **it == 0.0).count(), 5 * 3 * 2);
        assert_eq!((sequence.n_blocks(), sequence.rows_in_block(1)), (2, 3));
    }
}
