//! The forward pass: each task carries some blocks of rows through all steps.

use std::ops::Range;

use rayon::prelude::*;

use super::{
    Lstm, LstmTrace, LstmWeights,
    gates::{Gates, N_GATES, TILE},
};
use crate::{
    kernels::{Columns, Kernels, NextState, PANEL, Panel, Rows, Start},
    sequence::{BLOCK, Sequence, blocks_per_task},
};

/// Steps whose inputs go through a panel of weights together.
const AHEAD: usize = 4;

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
        let gates = Gates { n_units: n, n_steps };
        trace.hidden.resize(n_rows, n_steps, n);
        trace.cells.resize(n_rows, n_steps, n);
        trace.gates.resize(x.n_blocks() * gates.block_len());
        trace.hidden_before.resize(n_rows, 1, n);
        trace.cells_before.resize(n_rows, 1, n);
        trace.started.resize(n_rows, 2, n);
        let task = blocks_per_task(x.n_blocks());
        let len = task * n_steps * BLOCK * n;
        let values = trace.gates.par_chunks_mut(task * gates.block_len());
        let started = trace.started.values_mut().par_chunks_mut(task * 2 * BLOCK * n);
        let cells = trace.cells.values_mut().par_chunks_mut(len);
        let hidden = trace.hidden.values_mut().par_chunks_mut(len);
        let (hidden_before, cells_before) = (&trace.hidden_before, &trace.cells_before);
        let tasks = values.zip(started).zip(cells.zip(hidden)).enumerate();
        tasks.for_each(|(it, ((values, started), (cells, hidden)))| {
            let mut walk = Walk {
                kernels,
                packed,
                x,
                starts,
                first_block: it * task,
                n_blocks: started.len() / (2 * BLOCK * n),
                gates,
                values,
                cells,
                hidden,
                hidden_before,
                cells_before,
                started,
            };
            (0..n_steps).for_each(|step| walk.step(step));
        });
    }
}

/// Some blocks of rows on their way through the steps.
struct Walk<'a> {
    kernels: Kernels,
    packed: &'a LstmWeights,
    x: &'a Sequence,
    starts: Option<&'a Sequence>,
    first_block: usize,
    n_blocks: usize,
    gates: Gates,
    /// The gates of the blocks.
    values: &'a mut [f32],
    /// (blocks, T, 8, H)
    cells: &'a mut [f32],
    /// (blocks, T, 8, H)
    hidden: &'a mut [f32],
    hidden_before: &'a Sequence,
    cells_before: &'a Sequence,
    /// The state of a block where pieces begin, (blocks, 2, 8, H).
    started: &'a mut [f32],
}

impl Walk<'_> {
    fn step(&mut self, step: usize) {
        (0..self.n_blocks).for_each(|block| self.start_pieces(block, step));
        if step.is_multiple_of(AHEAD) {
            self.sum_inputs(step..self.gates.n_steps.min(step + AHEAD));
        }
        for group in 0..self.gates.n_groups() {
            for gate in 0..N_GATES {
                self.add_hidden(gate * self.gates.n_groups() + group, step);
            }
            (0..self.n_blocks).for_each(|block| self.activate(block, step, group));
        }
    }

    /// Keeps the state of a block where pieces begin at this step, with their rows set to zero.
    fn start_pieces(&mut self, block: usize, step: usize) {
        if starting(self.starts, self.first_block + block, step).is_none() {
            return;
        }
        let len = BLOCK * self.gates.n_units;
        let (hidden, cells) = self.started[2 * block * len..][..2 * len].split_at_mut(len);
        let absolute = self.first_block + block;
        let (before_hidden, before_cells) = match step {
            0 => (self.hidden_before.block(absolute), self.cells_before.block(absolute)),
            _ => {
                let start = (block * self.gates.n_steps + step - 1) * len;
                (&self.hidden[start..][..len], &self.cells[start..][..len])
            }
        };
        without_started(before_hidden, self.starts, absolute, step, hidden);
        without_started(before_cells, self.starts, absolute, step, cells);
    }

    /// `z = b + x W` for some steps: a panel of weights serves all of them while it is in cache.
    fn sum_inputs(&mut self, steps: Range<usize>) {
        for (panel, bias) in self.packed.bias.chunks_exact(PANEL).enumerate() {
            let by_input = Panel::narrow(self.packed.kernel.panel(panel));
            let blocks = self.values.chunks_exact_mut(self.gates.block_len());
            for (block, values) in blocks.enumerate() {
                for step in steps.clone() {
                    let values = &mut values[self.gates.tile(panel, step)..][..TILE];
                    let x =
                        Rows::plain(self.x.step(self.first_block + block, step), self.x.width());
                    let sums = Columns { values, row_stride: PANEL, n: PANEL, n_rows: BLOCK };
                    self.kernels.product(x, by_input, Start::Bias(bias), sums);
                }
            }
        }
    }

    /// `z += h U` for one panel of weights.
    fn add_hidden(&mut self, panel: usize, step: usize) {
        let n = self.gates.n_units;
        let by_hidden = Panel::narrow(self.packed.recurrent.panel(panel));
        for (block, values) in self.values.chunks_exact_mut(self.gates.block_len()).enumerate() {
            let absolute = self.first_block + block;
            let values = &mut values[self.gates.tile(panel, step)..][..TILE];
            let before = match step {
                _ if starting(self.starts, absolute, step).is_some() => {
                    &self.started[2 * block * BLOCK * n..][..BLOCK * n]
                }
                0 => self.hidden_before.block(absolute),
                _ => {
                    &self.hidden[(block * self.gates.n_steps + step - 1) * BLOCK * n..][..BLOCK * n]
                }
            };
            // Zeros would change no bit: every term of the chain that they begin is a zero.
            if step > 0 || !is_zero(before) {
                let sums = Columns { values, row_stride: PANEL, n: PANEL, n_rows: BLOCK };
                self.kernels.product(Rows::plain(before, n), by_hidden, Start::Sum, sums);
            }
        }
    }

    /// Activates a group of a block and moves its cells on.
    fn activate(&mut self, block: usize, step: usize, group: usize) {
        let (len, absolute) = (BLOCK * self.gates.n_units, self.first_block + block);
        let start = (block * self.gates.n_steps + step) * len;
        let (done, now) = self.cells.split_at_mut(start);
        let before = match step {
            _ if starting(self.starts, absolute, step).is_some() => {
                &self.started[(2 * block + 1) * len..][..len]
            }
            0 => self.cells_before.block(absolute),
            _ => &done[start - len..],
        };
        let values = &mut self.values[block * self.gates.block_len()..][..self.gates.block_len()];
        let state = NextState {
            n: self.gates.n_units,
            units: self.gates.units(group),
            cells_before: before,
            cells: &mut now[..len],
            hidden: &mut self.hidden[start..][..len],
        };
        self.kernels.lstm_forward(self.gates.tiles(values, group, step), state);
    }
}

/// Whether all values are zero.
pub(super) fn is_zero(values: &[f32]) -> bool {
    values.iter().all(|it| *it == 0.0)
}

/// Which rows of a block begin a piece at `step`, (8), if any do.
pub(super) fn starting(starts: Option<&Sequence>, block: usize, step: usize) -> Option<&[f32]> {
    starts.map(|it| it.step(block, step)).filter(|it| !is_zero(it))
}

/// The state of a block, (8, H), with the rows set to zero whose piece starts at `step`.
pub(super) fn without_started<'a>(
    state: &'a [f32],
    starts: Option<&Sequence>,
    block: usize,
    step: usize,
    scratch: &'a mut [f32],
) -> &'a [f32] {
    let Some(starts) = starting(starts, block, step) else { return state };
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
