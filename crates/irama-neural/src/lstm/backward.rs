//! The backward pass: the same blocks of rows from the last step to the first.

use rayon::prelude::*;

use super::{
    Lstm, LstmTrace, LstmWeights, Upstream,
    forward::{is_zero, starting, without_started},
    gates::{Gates, N_GATES, TILE},
};
use crate::{
    kernels::{Columns, GateGradients, Kernels, Panel, Start},
    panels::Panels,
    sequence::{BLOCK, Sequence, blocks_per_task},
};

/// Values of gates that stay in the second-level cache while all panels of weights go by: 512 KiB.
const GROUP: usize = 1 << 17;

impl Lstm {
    /// Writes the gradients of the weights into `gradients`, an arena, at this layer's ranges.
    ///
    /// `x` and `starts` are those of the forward pass that left `trace`. The loss by the inputs is
    /// left in `trace.input_gradients` if `by_input` is set. The state before the first step is
    /// taken as given: no gradient goes through it.
    #[expect(clippy::too_many_arguments, reason = "a pass reads all of them, and owns none")]
    pub fn backward(
        &self,
        kernels: Kernels,
        packed: &LstmWeights,
        x: &Sequence,
        starts: Option<&Sequence>,
        upstream: Upstream<'_>,
        by_input: bool,
        trace: &mut LstmTrace,
        gradients: &mut [f32],
    ) {
        self.walk_back(kernels, packed, starts, upstream, trace);
        if by_input {
            self.input_gradients(kernels, packed, trace);
        }
        let gates = Gates { n_units: self.n_units, n_steps: trace.hidden.n_steps() };
        let sums = gates.sums(&trace.gates);
        trace.outer.biases(kernels, sums, &mut gradients[self.bias.clone()]);
        let (input, size) = (|block, step, row| x.row(block, step, row), (self.n_inputs, 0));
        let kernel = &mut gradients[self.kernel.clone()];
        trace.outer.gradient(kernels, sums, size, input, kernel);
        trace.zeros.resize(self.n_units, 0.0);
        let before = |block: usize, step: usize, row: usize| {
            let started = starts.is_some_and(|it| it.block(block)[step * BLOCK + row] != 0.0);
            match step {
                _ if started => trace.zeros.as_slice(),
                0 => trace.hidden_before.row(block, 0, row),
                _ => trace.hidden.row(block, step - 1, row),
            }
        };
        let recurrent = &mut gradients[self.recurrent_kernel.clone()];
        // Zeros before the first step add nothing.
        let first_step = usize::from(is_zero(trace.hidden_before.values()));
        trace.outer.gradient(kernels, sums, (self.n_units, first_step), before, recurrent);
    }

    /// Turns `trace.gates` into the loss by the sums of the gates.
    fn walk_back(
        &self,
        kernels: Kernels,
        packed: &LstmWeights,
        starts: Option<&Sequence>,
        upstream: Upstream<'_>,
        trace: &mut LstmTrace,
    ) {
        let n = self.n_units;
        let (n_rows, n_steps, _) = trace.hidden.shape();
        trace.hidden_gradients.resize(n_rows, 1, n);
        trace.cell_gradients.resize(n_rows, 1, n);
        trace.hidden_gradients.values_mut().fill(0.0);
        trace.cell_gradients.values_mut().fill(0.0);
        let task = blocks_per_task(trace.hidden.n_blocks());
        let gates = Gates { n_units: n, n_steps };
        let values = trace.gates.par_chunks_mut(task * gates.block_len());
        let by_hidden = trace.hidden_gradients.values_mut().par_chunks_mut(task * BLOCK * n);
        let by_cells = trace.cell_gradients.values_mut().par_chunks_mut(task * BLOCK * n);
        let started = trace.started.values_mut().par_chunks_mut(task * 2 * BLOCK * n);
        let (cells, cells_before) = (&trace.cells, &trace.cells_before);
        values.zip(started).zip(by_hidden.zip(by_cells)).enumerate().for_each(
            |(it, ((values, started), (by_hidden, by_cells)))| {
                let mut walk = Walk {
                    kernels,
                    recurrent: &packed.recurrent_transposed,
                    upstream,
                    starts,
                    first_block: it * task,
                    n_blocks: by_hidden.len() / (BLOCK * n),
                    gates,
                    values,
                    cells,
                    cells_before,
                    by_hidden,
                    by_cells,
                    started,
                };
                (0..n_steps).rev().for_each(|step| walk.step(step));
            },
        );
    }

    /// The loss by the inputs, from that by the sums of the gates.
    fn input_gradients(&self, kernels: Kernels, packed: &LstmWeights, trace: &mut LstmTrace) {
        let (n_rows, n_steps, _) = trace.hidden.shape();
        let gates = Gates { n_units: self.n_units, n_steps };
        trace.input_gradients.resize(n_rows, n_steps, self.n_inputs);
        let rows = BLOCK * n_steps;
        let by_input = trace.input_gradients.values_mut().par_chunks_mut(rows * self.n_inputs);
        let blocks = by_input.zip(trace.gates.par_chunks_exact(gates.block_len()));
        blocks.for_each(|(by_input, values)| {
            let together = (GROUP / (N_GATES * TILE * gates.n_groups())).max(1);
            for group in (0..n_steps).step_by(together) {
                for (first, n, panel) in packed.kernel_transposed.iter() {
                    for step in group..n_steps.min(group + together) {
                        let place = &mut by_input[step * BLOCK * self.n_inputs + first..];
                        kernels.product(
                            gates.rows(values, step),
                            Panel::narrow(panel),
                            Start::Zero,
                            Columns { values: place, row_stride: self.n_inputs, n, n_rows: BLOCK },
                        );
                    }
                }
            }
        });
    }
}

/// Some blocks of rows on their way back through the steps.
struct Walk<'a> {
    kernels: Kernels,
    recurrent: &'a Panels,
    upstream: Upstream<'a>,
    starts: Option<&'a Sequence>,
    first_block: usize,
    n_blocks: usize,
    gates: Gates,
    /// The gates of the blocks.
    values: &'a mut [f32],
    cells: &'a Sequence,
    cells_before: &'a Sequence,
    /// The loss by the hidden values after the step, (blocks, 8, H).
    by_hidden: &'a mut [f32],
    /// The loss by the cells after the step, (blocks, 8, H).
    by_cells: &'a mut [f32],
    /// A state with some rows set to zero, (8, H).
    started: &'a mut [f32],
}

impl Walk<'_> {
    fn step(&mut self, step: usize) {
        let (n, len) = (self.gates.n_units, BLOCK * self.gates.n_units);
        (0..self.n_blocks).for_each(|block| self.differentiate(block, step));
        if step == 0 {
            return; // No gradient goes to the state before the first step.
        }
        for (first, width, panel) in self.recurrent.iter() {
            for (block, values) in self.values.chunks_exact(self.gates.block_len()).enumerate() {
                let place = &mut self.by_hidden[block * len + first..];
                self.kernels.product(
                    self.gates.rows(values, step),
                    Panel::narrow(panel),
                    Start::Zero,
                    Columns { values: place, row_stride: n, n: width, n_rows: BLOCK },
                );
            }
        }
        self.forget_started(step);
    }

    /// Turns the gates of a block into the loss by their sums.
    fn differentiate(&mut self, block: usize, step: usize) {
        let (absolute, len) = (self.first_block + block, BLOCK * self.gates.n_units);
        let by_hidden = &mut self.by_hidden[block * len..][..len];
        match self.upstream {
            Upstream::All(all) => self.kernels.add(by_hidden, all.step(absolute, step)),
            Upstream::Last(last) if step + 1 == self.gates.n_steps => {
                self.kernels.add(by_hidden, last.block(absolute));
            }
            Upstream::Last(_) => (),
        }
        let before = match step {
            0 => self.cells_before.block(absolute),
            _ => self.cells.step(absolute, step - 1),
        };
        let cells_before =
            without_started(before, self.starts, absolute, step, &mut self.started[..len]);
        let values = &mut self.values[block * self.gates.block_len()..][..self.gates.block_len()];
        for group in 0..self.gates.n_groups() {
            let rows = GateGradients {
                n: self.gates.n_units,
                units: self.gates.units(group),
                cells_before,
                cells: self.cells.step(absolute, step),
                hidden_gradients: by_hidden,
                cell_gradients: &mut self.by_cells[block * len..][..len],
            };
            self.kernels.lstm_backward(self.gates.tiles(values, group, step), rows);
        }
    }

    /// Nothing goes back past the start of a piece.
    fn forget_started(&mut self, step: usize) {
        let n = self.gates.n_units;
        for block in 0..self.n_blocks {
            let starts = starting(self.starts, self.first_block + block, step).unwrap_or_default();
            for (row, _) in starts.iter().enumerate().filter(|(_, start)| **start != 0.0) {
                let place = (block * BLOCK + row) * n;
                self.by_hidden[place..][..n].fill(0.0);
                self.by_cells[place..][..n].fill(0.0);
            }
        }
    }
}
