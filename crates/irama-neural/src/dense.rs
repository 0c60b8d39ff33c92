//! A dense layer, with or without a rectifier: `y = x W + b`, `y = max(x W + b, 0)`.

use std::ops::Range;

use rayon::prelude::*;

use crate::{
    Chance,
    arena::Layout,
    initial::glorot_uniform,
    kernels::Kernels,
    lines::Lines,
    outer::{Outer, PanelSums},
    panels::{Panels, TOGETHER},
    sequence::{BLOCK, Sequence},
};

/// One layer: its sizes and where its weights stand in the arena.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dense {
    /// Inputs, `D`.
    pub n_inputs: usize,
    /// Units, `N`.
    pub n_units: usize,
    /// Whether sums below zero become zero.
    pub is_rectified: bool,
    /// The weights, (D, N).
    pub kernel: Range<usize>,
    /// The biases, (N).
    pub bias: Range<usize>,
}

/// Packed weights, and what a forward pass leaves for the backward pass.
#[derive(Clone, Debug, Default)]
pub struct DenseTrace {
    /// The output, (B, T, N).
    pub output: Sequence,
    /// The loss by the inputs, (B, T, D), after a backward pass.
    pub input_gradients: Sequence,
    weights: Panels,
    transposed: Panels,
    bias: Vec<f32>,
    sums: Sequence,
    /// The same in panels.
    panels: Lines<f32>,
    outer: Outer,
}

impl Dense {
    /// A layer whose weights are appended to `layout`.
    pub fn new(
        layout: &mut Layout,
        name: &str,
        (n_inputs, n_units): (usize, usize),
        is_rectified: bool,
    ) -> Self {
        Self {
            n_inputs,
            n_units,
            is_rectified,
            kernel: layout.add(format!("{name}/kernel"), &[n_inputs, n_units]),
            bias: layout.add(format!("{name}/bias"), &[n_units]),
        }
    }

    /// Fills the weights as Keras does: Glorot-uniform, biases zero.
    pub fn initialise(&self, weights: &mut [f32], chance: &mut Chance) {
        glorot_uniform(&mut weights[self.kernel.clone()], self.n_inputs, self.n_units, chance);
        weights[self.bias.clone()].fill(0.0);
    }

    /// Packs the weights of this layer; anew whenever they change.
    pub fn pack(&self, weights: &[f32], trace: &mut DenseTrace) {
        let kernel = &weights[self.kernel.clone()];
        trace.weights.pack(kernel, self.n_inputs, self.n_units);
        trace.transposed.pack_transposed(kernel, self.n_units, self.n_inputs);
        // Kernels read the biases of whole panels.
        trace.bias.clear();
        trace.bias.extend_from_slice(&weights[self.bias.clone()]);
    }

    /// Runs `x`, (B, T, D), through the layer; `trace.output` is the output, (B, T, N).
    pub fn forward(&self, kernels: Kernels, x: &Sequence, trace: &mut DenseTrace) {
        assert_eq!(x.width(), self.n_inputs, "inputs of the layer");
        trace.output.resize(x.n_rows(), x.n_steps(), self.n_units);
        let (weights, bias) = (&trace.weights, &trace.bias);
        let rows = TOGETHER * BLOCK;
        let outputs = trace.output.values_mut().par_chunks_mut(rows * self.n_units);
        outputs.zip(x.values().par_chunks(rows * self.n_inputs)).for_each(|(y, x)| {
            weights.product(kernels, x, Some(bias), y);
            if self.is_rectified {
                y.iter_mut().for_each(|it| *it = it.max(0.0));
            }
        });
    }

    /// Writes the gradients of the weights into `gradients`, an arena, at this layer's ranges, and
    /// the loss by the inputs into `trace`. `upstream`, (B, T, N), is the loss by the output.
    pub fn backward(
        &self,
        kernels: Kernels,
        x: &Sequence,
        upstream: &Sequence,
        trace: &mut DenseTrace,
        gradients: &mut [f32],
    ) {
        assert_eq!(upstream.shape(), trace.output.shape(), "the loss by the output");
        trace.sums.resize(upstream.n_rows(), upstream.n_steps(), self.n_units);
        let rows = TOGETHER * BLOCK;
        let sums = trace.sums.values_mut().par_chunks_mut(rows * self.n_units);
        let outputs = trace.output.values().par_chunks(rows * self.n_units);
        let upstream = upstream.values().par_chunks(rows * self.n_units);
        sums.zip(upstream).zip(outputs).for_each(|((sums, upstream), outputs)| {
            sums.copy_from_slice(upstream);
            if self.is_rectified {
                let sums = sums.iter_mut().zip(outputs).filter(|(_, y)| **y <= 0.0);
                sums.for_each(|(sum, _)| *sum = 0.0);
            }
        });
        trace.input_gradients.resize(x.n_rows(), x.n_steps(), self.n_inputs);
        let transposed = &trace.transposed;
        let by_input = trace.input_gradients.values_mut().par_chunks_mut(rows * self.n_inputs);
        let sums = trace.sums.values().par_chunks(rows * self.n_units);
        by_input.zip(sums).for_each(|(by_input, sums)| {
            transposed.product(kernels, sums, None, by_input);
        });
        let sums = PanelSums::pack(&trace.sums, &mut trace.panels);
        trace.outer.biases(kernels, sums, &mut gradients[self.bias.clone()]);
        let input = |block, step, row| x.row(block, step, row);
        let kernel = &mut gradients[self.kernel.clone()];
        trace.outer.gradient(kernels, sums, (self.n_inputs, 0), input, kernel);
    }
}
