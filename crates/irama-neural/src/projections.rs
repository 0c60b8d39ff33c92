//! The first layers of all heads as one: each head has weights of its own in the arena, but all read
//! the same hidden values, so that one product serves them.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    Dense, DenseTrace,
    head::{Head, HeadTrace},
    kernels::Kernels,
    sequence::{BLOCK, Sequence},
};

/// The projections of some heads side by side, (H, ΣK).
#[derive(Clone, Debug)]
pub struct Projections {
    /// Its weights stand in [`ProjectionsTrace`], not in the arena.
    dense: Dense,
    heads: Vec<Dense>,
}

/// The weights side by side, and what a forward pass leaves for the backward pass.
#[derive(Clone, Debug, Default)]
pub struct ProjectionsTrace {
    weights: Vec<f32>,
    gradients: Vec<f32>,
    dense: DenseTrace,
    /// The loss by the projections, (B, T, ΣK), gathered from the heads.
    upstream: Sequence,
}

impl ProjectionsTrace {
    /// The loss by the hidden values, (B, T, H), after a backward pass.
    pub fn input_gradients(&self) -> &Sequence {
        &self.dense.input_gradients
    }

    /// The projections, (B, T, ΣK).
    pub(crate) fn output(&self) -> &Sequence {
        &self.dense.output
    }
}

impl Projections {
    /// Those of `heads`, in their order.
    pub fn new(heads: &[Head]) -> Self {
        let heads: Vec<Dense> = heads.iter().map(|it| it.project.clone()).collect();
        let n_inputs = heads.first().map_or(0, |it| it.n_inputs);
        assert!(heads.iter().all(|it| it.n_inputs == n_inputs), "heads on other hidden values");
        let n_units = heads.iter().map(|it| it.n_units).sum();
        let kernel = 0..n_inputs * n_units;
        let bias = kernel.end..kernel.end + n_units;
        Self { dense: Dense { n_inputs, n_units, is_rectified: false, kernel, bias }, heads }
    }

    /// The columns of a head.
    pub fn columns(&self, head: usize) -> Range<usize> {
        let first = self.heads[..head].iter().map(|it| it.n_units).sum();
        first..first + self.heads[head].n_units
    }

    /// Packs the weights of all heads; anew whenever they change.
    pub fn pack(&self, weights: &[f32], trace: &mut ProjectionsTrace) {
        trace.weights.resize(self.dense.bias.end, 0.0);
        trace.gradients.resize(self.dense.bias.end, 0.0);
        self.each_row(|row, own| trace.weights[row].copy_from_slice(&weights[own]));
        self.dense.pack(&trace.weights, &mut trace.dense);
    }

    /// Runs `hidden`, (B, T, H), through all projections.
    pub fn forward(&self, kernels: Kernels, hidden: &Sequence, trace: &mut ProjectionsTrace) {
        self.dense.forward(kernels, hidden, &mut trace.dense);
        trace.upstream.resize(hidden.n_rows(), hidden.n_steps(), self.dense.n_units);
    }

    /// Puts side by side what each head has left of the loss, (B, T, K), in their order.
    pub fn gather(&self, heads: &[HeadTrace], trace: &mut ProjectionsTrace) {
        let (len, width) = (trace.upstream.block_len().max(1), self.dense.n_units);
        let blocks = trace.upstream.values_mut().par_chunks_exact_mut(len);
        blocks.enumerate().for_each(|(block, values)| {
            for (head, own) in heads.iter().enumerate() {
                let (columns, by_units) = (self.columns(head), own.by_units());
                let places = by_units.block(block).chunks_exact(by_units.width());
                for (place, own) in values.chunks_exact_mut(width).zip(places) {
                    place[columns.clone()].copy_from_slice(own);
                }
            }
        });
    }

    /// Writes the gradients of all projections into `gradients`, an arena, once each head has gone
    /// back and was gathered; the loss by the hidden values is left in `trace`.
    pub fn backward(
        &self,
        kernels: Kernels,
        hidden: &Sequence,
        trace: &mut ProjectionsTrace,
        gradients: &mut [f32],
    ) {
        let ProjectionsTrace { dense, upstream, gradients: side_by_side, .. } = trace;
        self.dense.backward(kernels, hidden, upstream, dense, side_by_side);
        self.each_row(|row, own| gradients[own].copy_from_slice(&side_by_side[row]));
    }

    /// Names each row of each head's weights: where it stands side by side, and in the arena.
    fn each_row(&self, mut copy: impl FnMut(Range<usize>, Range<usize>)) {
        for (head, own) in self.heads.iter().enumerate() {
            let (columns, n) = (self.columns(head), self.dense.n_units);
            let at = |start: usize| start + columns.start..start + columns.end;
            for row in 0..own.n_inputs {
                let from = own.kernel.start + row * own.n_units;
                copy(at(row * n), from..from + own.n_units);
            }
            copy(at(self.dense.bias.start), own.bias.clone());
        }
    }
}

/// A block of one head's columns, place by place: (T · 8, columns) of (T · 8, ΣK).
pub(crate) fn places<'a>(
    all: &'a Sequence,
    block: usize,
    columns: &Range<usize>,
) -> impl Iterator<Item = &'a [f32]> {
    let columns = columns.clone();
    all.block(block).chunks_exact(all.width()).map(move |it| &it[columns.clone()])
}

/// The row of the batch at a place of a block.
pub(crate) fn row_of(block: usize, place: usize) -> usize {
    block * BLOCK + place % BLOCK
}
