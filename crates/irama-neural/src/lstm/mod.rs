//! Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000).
//!
//! Gates in the order input, forget, cell, output, as in Keras and PyTorch:
//! `z = x W + h U + b`, `c' = σ(z_f) c + σ(z_i) tanh(z_g)`, `h' = σ(z_o) tanh(c')`.

mod backward;
mod forward;
mod gates;

use std::ops::Range;

use self::gates::N_GATES;
use crate::{
    Chance,
    arena::Layout,
    initial::{glorot_uniform, orthogonal},
    kernels::PANEL,
    lines::Lines,
    outer::Outer,
    panels::{Panels, Parts},
    sequence::Sequence,
};

/// One layer: its sizes and where its weights stand in the arena.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lstm {
    /// Inputs, `D`.
    pub n_inputs: usize,
    /// Units, `H`.
    pub n_units: usize,
    /// The input weights W, (D, 4H).
    pub kernel: Range<usize>,
    /// The recurrent weights U, (H, 4H).
    pub recurrent_kernel: Range<usize>,
    /// The biases b, (4H).
    pub bias: Range<usize>,
}

/// The weights of a layer, packed for the kernels; packed anew whenever they change.
#[derive(Clone, Debug, Default)]
pub struct LstmWeights {
    kernel: Panels,
    recurrent: Panels,
    /// Filled up like the columns of the panels.
    bias: Vec<f32>,
    kernel_transposed: Panels,
    recurrent_transposed: Panels,
}

/// What a forward pass leaves for the backward pass, and the memory of both, kept between steps.
#[derive(Clone, Debug, Default)]
pub struct LstmTrace {
    /// The output, (B, T, H).
    pub hidden: Sequence,
    /// The hidden values before the first step, (B, 1, H).
    pub hidden_before: Sequence,
    /// The cells before the first step, (B, 1, H).
    pub cells_before: Sequence,
    /// The loss by the inputs, (B, T, D), after a backward pass that was asked for it.
    pub input_gradients: Sequence,
    cells: Sequence,
    /// The activated gates, placed by [`Gates`]; the loss by their sums after the backward pass.
    gates: Lines<f32>,
    hidden_gradients: Sequence,
    cell_gradients: Sequence,
    /// Hidden values and cells before a step with some rows set to zero, (B, 2, H).
    started: Sequence,
    /// The hidden values before a piece, (H).
    zeros: Vec<f32>,
    outer: Outer,
}

impl LstmTrace {
    /// Carries the state after the last step over to the next forward pass.
    pub fn carry(&mut self) {
        self.hidden_before.copy_last_step(&self.hidden);
        self.cells_before.copy_last_step(&self.cells);
    }

    /// Sets the state before the first step to zero.
    pub fn forget(&mut self) {
        self.hidden_before.values_mut().fill(0.0);
        self.cells_before.values_mut().fill(0.0);
    }
}

/// The loss by a layer's output.
#[derive(Clone, Copy)]
pub enum Upstream<'a> {
    /// By every step, (B, T, H).
    All(&'a Sequence),
    /// By the last step alone, (B, 1, H).
    Last(&'a Sequence),
}

impl Lstm {
    /// A layer whose weights are appended to `layout`.
    pub fn new(layout: &mut Layout, name: &str, n_inputs: usize, n_units: usize) -> Self {
        Self {
            n_inputs,
            n_units,
            kernel: layout.add(format!("{name}/kernel"), &[n_inputs, 4 * n_units]),
            recurrent_kernel: layout
                .add(format!("{name}/recurrent_kernel"), &[n_units, 4 * n_units]),
            bias: layout.add(format!("{name}/bias"), &[4 * n_units]),
        }
    }

    /// Fills the weights as Keras does: Glorot-uniform, orthogonal, and a forget bias of 1.
    pub fn initialise(&self, weights: &mut [f32], chance: &mut Chance) {
        let n = self.n_units;
        glorot_uniform(&mut weights[self.kernel.clone()], self.n_inputs, 4 * n, chance);
        orthogonal(&mut weights[self.recurrent_kernel.clone()], n, 4 * n, chance);
        let bias = &mut weights[self.bias.clone()];
        bias.fill(0.0);
        bias[n..2 * n].fill(1.0);
    }

    /// Packs the weights of this layer for forward and backward passes.
    pub fn pack(&self, weights: &[f32], packed: &mut LstmWeights) {
        let n = self.n_units;
        let kernel = &weights[self.kernel.clone()];
        let recurrent = &weights[self.recurrent_kernel.clone()];
        let gates = Parts { n_parts: N_GATES, width: n };
        packed.kernel.pack_parts(kernel, self.n_inputs, gates);
        packed.recurrent.pack_parts(recurrent, n, gates);
        packed.kernel_transposed.pack_transposed_parts(kernel, gates, self.n_inputs);
        packed.recurrent_transposed.pack_transposed_parts(recurrent, gates, n);
        let padded = n.next_multiple_of(PANEL);
        packed.bias.clear();
        packed.bias.resize(N_GATES * padded, 0.0);
        let biases = weights[self.bias.clone()].chunks_exact(n);
        for (place, bias) in packed.bias.chunks_exact_mut(padded).zip(biases) {
            place[..n].copy_from_slice(bias);
        }
    }
}
