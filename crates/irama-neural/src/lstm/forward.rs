//! The forward pass: each task carries some blocks of rows through all steps.

use rayon::prelude::*;

use super::{Lstm, LstmTrace, LstmWeights};
use crate::{
    kernels::{Columns, Kernels, Panel, Rows, Start},
    sequence::{BLOCK, Sequence, blocks_per_task},
};

impl Lstm {
    /// Runs `x`, (B, T, D), through the layer; `trace.hidden` is the output, (B, T, H).
    ///
    /// The state before the first step is `trace.hidden_before` and `trace.cells_before` if they
    /// have the right shape, else zero. Where `starts`, (B, T, 1), is not zero, a row's state is
    /// set to zero before that step: a piece begins there.
    pub fn forward(
        &self,
        kernels: Kernels,
        packed: &LstmWeights,
        x: &Sequence,
        starts: Option<&Sequence>,
        trace: &mut LstmTrace,
    ) {
        let (n_rows, n_steps, n_inputs) = x.shape();
        let n = self.n_units;
        assert_eq!(n_inputs, self.n_inputs, "inputs of the layer");
        trace.hidden.resize(n_rows, n_steps, n);
        trace.cells.resize(n_rows, n_steps, n);
        trace.gates.resize(n_rows, n_steps, 4 * n);
        trace.hidden_before.resize(n_rows, 1, n);
        trace.cells_before.resize(n_rows, 1, n);
        trace.started.resize(n_rows, 1, n);
        let task = blocks_per_task(x.n_blocks());
        let len = task * x.n_steps() * BLOCK;
        let gates = trace.gates.values_mut().par_chunks_mut(len * 4 * n);
        let cells = trace.cells.values_mut().par_chunks_mut(len * n);
        let hidden = trace.hidden.values_mut().par_chunks_mut(len * n);
        let started = trace.started.values_mut().par_chunks_mut(task * BLOCK * n);
        let (hidden_before, cells_before) = (&trace.hidden_before, &trace.cells_before);
        let tasks = gates.zip(started).zip(cells.zip(hidden)).enumerate();
        tasks.for_each(|(it, ((gates, started), (cells, hidden)))| {
            let mut walk = Walk {
                layer: self,
                kernels,
                packed,
                x,
                starts,
                first_block: it * task,
                n_blocks: gates.len() / (x.n_steps() * BLOCK * 4 * n),
                gates,
                cells,
                hidden,
                hidden_before: hidden_before.blocks_from(it * task),
                cells_before: cells_before.blocks_from(it * task),
                started: &mut started[..BLOCK * n],
            };
            (0..n_steps).for_each(|step| walk.step(step));
        });
    }
}

/// Some blocks of rows on their way through the steps.
struct Walk<'a> {
    layer: &'a Lstm,
    kernels: Kernels,
    packed: &'a LstmWeights,
    x: &'a Sequence,
    starts: Option<&'a Sequence>,
    first_block: usize,
    n_blocks: usize,
    /// (blocks, T, 8, 4H)
    gates: &'a mut [f32],
    /// (blocks, T, 8, H)
    cells: &'a mut [f32],
    /// (blocks, T, 8, H)
    hidden: &'a mut [f32],
    /// (blocks, 8, H)
    hidden_before: &'a [f32],
    /// (blocks, 8, H)
    cells_before: &'a [f32],
    /// A state with some rows set to zero, (8, H).
    started: &'a mut [f32],
}

impl Walk<'_> {
    fn step(&mut self, step: usize) {
        self.sum_gates(step);
        let n = self.layer.n_units;
        let n_steps = self.x.n_steps();
        for block in 0..self.n_blocks {
            let start = (block * n_steps + step) * BLOCK;
            let (done, now) = self.cells.split_at_mut(start * n);
            let before = match step {
                0 => &self.cells_before[block * BLOCK * n..][..BLOCK * n],
                _ => &done[(start - BLOCK) * n..],
            };
            let before =
                without_started(before, self.starts, self.first_block + block, step, self.started);
            let gates = &mut self.gates[start * 4 * n..][..BLOCK * 4 * n];
            let hidden = &mut self.hidden[start * n..][..BLOCK * n];
            self.kernels.lstm_forward(gates, before, &mut now[..BLOCK * n], hidden, n);
        }
    }

    /// `z = b + x W + h U`, panel by panel, so that a panel serves all blocks while it is in cache.
    fn sum_gates(&mut self, step: usize) {
        let (n, n_inputs, n_steps) = (self.layer.n_units, self.layer.n_inputs, self.x.n_steps());
        let panels = self.packed.kernel.iter().zip(self.packed.recurrent.iter());
        for ((first, width, by_input), (_, _, by_hidden)) in panels {
            for block in 0..self.n_blocks {
                let start = (block * n_steps + step) * BLOCK;
                let gates = &mut self.gates[start * 4 * n + first..];
                let gates = &mut gates[..(BLOCK - 1) * 4 * n + width];
                let x = &self.x.block(self.first_block + block)[step * BLOCK * n_inputs..];
                let x = Rows::plain(x, n_inputs);
                let bias = Start::Bias(&self.packed.bias[first..]);
                let sums =
                    Columns { values: &mut *gates, row_stride: 4 * n, n: width, n_rows: BLOCK };
                self.kernels.product(x, Panel::narrow(by_input), bias, sums);
                let before = match step {
                    0 => &self.hidden_before[block * BLOCK * n..][..BLOCK * n],
                    _ => &self.hidden[(start - BLOCK) * n..][..BLOCK * n],
                };
                let before = without_started(
                    before,
                    self.starts,
                    self.first_block + block,
                    step,
                    self.started,
                );
                // Zeros would change no bit: every term of the chain that they begin is a zero.
                if step == 0 && is_zero(before) {
                    continue;
                }
                let before = Rows::plain(before, n);
                let sums = Columns { values: gates, row_stride: 4 * n, n: width, n_rows: BLOCK };
                self.kernels.product(before, Panel::narrow(by_hidden), Start::Sum, sums);
            }
        }
    }
}

/// Whether all values are zero.
pub(super) fn is_zero(values: &[f32]) -> bool {
    values.iter().all(|it| *it == 0.0)
}

/// The state of a block, (8, H), with the rows set to zero whose piece starts at `step`.
pub(super) fn without_started<'a>(
    state: &'a [f32],
    starts: Option<&Sequence>,
    block: usize,
    step: usize,
    scratch: &'a mut [f32],
) -> &'a [f32] {
    let Some(starts) = starts else { return state };
    let starts = &starts.block(block)[step * BLOCK..][..BLOCK];
    if starts.iter().all(|it| *it == 0.0) {
        return state;
    }
    let n = state.len() / BLOCK;
    for ((scratch, state), start) in
        scratch.chunks_exact_mut(n).zip(state.chunks_exact(n)).zip(starts)
    {
        if *start == 0.0 {
            scratch.copy_from_slice(state);
        } else {
            scratch.fill(0.0);
        }
    }
    scratch
}
