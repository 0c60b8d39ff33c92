//! Steps with carried state: one step of some rows, weights packed once, for composing.
//!
//! Each task works out 32 units of all rows: their four gates, their cells and hidden values, while
//! all of these are in cache. The sums are those of [`Lstm::forward`], to the bit.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    BatchNorm, Dense, Lstm,
    kernels::{Columns, Kernels, PANEL, Panel, Start, WIDE, Weight, short_place},
    lines::Lines,
    panel_rows::PanelRows,
    sequence::BLOCK,
};

/// Products of fewer multiply-adds than this are not worth waking a thread for.
const WORTH_A_THREAD: usize = 200_000;

/// How weights are stored for stepping. Anything shorter than 32 bits is a setting of the model:
/// it changes what is composed, but the same everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 32 bits: exact.
    #[default]
    F32,
    /// The upper 16 bits, rounded to nearest: half the memory to read for each step.
    Bf16,
}

impl Precision {
    /// A weight as it is stored and widened again.
    pub fn rounded(self, weight: f32) -> f32 {
        match self {
            Self::F32 => weight,
            Self::Bf16 => f32::from_bits(u32::from(to_bf16(weight)) << 16),
        }
    }
}

/// A matrix in panels, each (k, width), in some precision.
#[derive(Clone, Debug)]
enum Stored {
    F32(Lines<f32>),
    Bf16(Lines<u16>),
}

/// A matrix and biases for its columns.
#[derive(Clone, Debug)]
struct Matrix {
    n_k: usize,
    /// Columns of a panel.
    width: usize,
    stored: Stored,
    bias: Vec<f32>,
}

impl Matrix {
    /// `weight` gives the weight at (k, column), `bias` that of a column.
    fn pack(
        precision: Precision,
        (n_k, n_panels, width): (usize, usize, usize),
        weight: impl Fn(usize, usize) -> f32,
        bias: impl Fn(usize) -> f32,
    ) -> Self {
        let n_rows = n_panels * n_k;
        let place = |row: usize, it: usize| (row % n_k, row / n_k * width + it);
        let stored = match precision {
            Precision::F32 => {
                let mut all = Lines::zeros(n_rows * width);
                for (row, values) in all.chunks_exact_mut(width).enumerate() {
                    for (it, value) in values.iter_mut().enumerate() {
                        let (k, column) = place(row, it);
                        *value = weight(k, column);
                    }
                }
                Stored::F32(all)
            }
            Precision::Bf16 => {
                let mut all = Lines::zeros(n_rows * width);
                for (row, values) in all.chunks_exact_mut(width).enumerate() {
                    for it in 0..width {
                        let (k, column) = place(row, it);
                        values[short_place(it)] = to_bf16(weight(k, column));
                    }
                }
                Stored::Bf16(all)
            }
        };
        let bias = (0..n_panels * width).map(bias).collect();
        Self { n_k, width, bias, stored }
    }

    /// `c = bias + inputs · panel` for all rows, which are `row_stride` apart in `c`; `inputs`
    /// follow one another in k.
    fn product(
        &self,
        kernels: Kernels,
        panel: usize,
        inputs: &[&PanelRows],
        (c, row_stride): (&mut [f32], usize),
    ) {
        let width = self.width;
        let range = panel * self.n_k * width..(panel + 1) * self.n_k * width;
        let bias = &self.bias[panel * width..][..width];
        let sums = Sums { kernels, bias, inputs, c, row_stride };
        match &self.stored {
            Stored::F32(weights) => sums.add(&weights[range]),
            Stored::Bf16(weights) => sums.add(&weights[range]),
        }
    }
}

/// A product to be worked out.
struct Sums<'a> {
    kernels: Kernels,
    bias: &'a [f32],
    inputs: &'a [&'a PanelRows],
    c: &'a mut [f32],
    row_stride: usize,
}

impl Sums<'_> {
    fn add<W: Weight>(self, panel: &[W]) {
        let (width, row_stride) = (self.bias.len(), self.row_stride);
        let n_rows = self.inputs[0].n_rows();
        for (block, c) in self.c.chunks_mut(BLOCK * row_stride).enumerate() {
            let first = block * BLOCK;
            let n_rows = (n_rows - first).min(BLOCK);
            let (mut start, mut rest) = (Start::Bias(self.bias), panel);
            for input in self.inputs {
                let (weights, left) = rest.split_at(PanelRows::n_k(input.width()) * width);
                let columns = Columns { values: &mut *c, row_stride, n: width, n_rows };
                let panel = Panel { weights, width };
                self.kernels.product(input.rows(first), panel, start, columns);
                (start, rest) = (Start::Sum, left);
            }
        }
    }
}

/// Rounds to the nearest float of 16 bits, to even at a tie.
fn to_bf16(value: f32) -> u16 {
    let bits = value.to_bits();
    (bits.wrapping_add(0x7fff + ((bits >> 16) & 1)) >> 16) as u16
}

/// The state of some rows in an LSTM layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LstmState {
    /// The hidden values, the layer's output.
    pub hidden: PanelRows,
    /// The cells.
    pub cells: PanelRows,
    next: PanelRows,
    /// (groups of 32 units, rows, gates, 32)
    gates: Lines<f32>,
}

impl LstmState {
    /// Zero, as at the beginning of a piece.
    pub fn new(n_rows: usize, n_units: usize) -> Self {
        let rows = PanelRows::new(n_rows, n_units);
        let gates = Lines::zeros(4 * rows.values().len());
        Self { hidden: rows.clone(), cells: rows.clone(), next: rows, gates }
    }

    /// Sets a row back to the beginning of a piece.
    pub fn clear_row(&mut self, row: usize) {
        self.hidden.clear_row(row);
        self.cells.clear_row(row);
    }
}

/// The gates, cells and next hidden values of a group of 32 units.
type Group<'a> = (&'a mut [f32], (&'a mut [f32], &'a mut [f32]));

/// An LSTM layer packed for stepping.
#[derive(Clone, Debug)]
pub struct LstmStepper {
    n_units: usize,
    matrix: Matrix,
}

impl LstmStepper {
    /// Packs a layer whose weights stand in the arena `weights`, for steps of `n_rows` rows.
    pub fn new(layer: &Lstm, weights: &[f32], n_rows: usize, precision: Precision) -> Self {
        let (n_inputs, n) = (layer.n_inputs, layer.n_units);
        let kernel = &weights[layer.kernel.clone()];
        let recurrent = &weights[layer.recurrent_kernel.clone()];
        let bias = &weights[layer.bias.clone()];
        // Columns go by 32 units, and within these by gate.
        let place = |column: usize| {
            let (group, unit) = (column / PANEL, column % PANEL);
            let unit = group / 4 * PANEL + unit;
            (unit < n).then_some(group % 4 * n + unit)
        };
        let n_input_k = PanelRows::n_k(n_inputs);
        let weight = |k: usize, column: usize| {
            let Some(column) = place(column) else { return 0.0 };
            match k.checked_sub(n_input_k) {
                None if k < n_inputs => kernel[k * 4 * n + column],
                Some(k) if k < n => recurrent[k * 4 * n + column],
                _ => 0.0,
            }
        };
        // One or two rows want all gates at once; for more, a panel should stay in cache.
        let width = if n_rows <= 2 { WIDE } else { PANEL };
        let shape = (n_input_k + PanelRows::n_k(n), n.div_ceil(PANEL) * WIDE / width, width);
        let bias = |column| place(column).map_or(0.0, |column| bias[column]);
        Self { n_units: n, matrix: Matrix::pack(precision, shape, weight, bias) }
    }

    /// Moves all rows of `state` on by one step with the inputs `x`, (rows, D).
    pub fn step(&self, kernels: Kernels, x: &PanelRows, state: &mut LstmState) {
        let n_rows = x.n_rows();
        assert_eq!((state.hidden.n_rows(), state.hidden.width()), (n_rows, self.n_units));
        let len = n_rows * PANEL;
        let hidden = &state.hidden;
        let step = |(panel, (gates, (cells, next))): (usize, Group<'_>)| {
            let n_parts = WIDE / self.matrix.width;
            for part in 0..n_parts {
                let sums = &mut gates[part * PANEL..];
                let panel = panel * n_parts + part;
                self.matrix.product(kernels, panel, &[x, hidden], (sums, WIDE));
            }
            kernels.lstm_step(gates, cells, next);
        };
        let n_panels = self.n_units.div_ceil(PANEL);
        if n_rows * self.matrix.n_k * 4 * self.n_units < WORTH_A_THREAD {
            let cells = state.cells.values_mut().chunks_exact_mut(len);
            let rows = cells.zip(state.next.values_mut().chunks_exact_mut(len));
            state.gates.chunks_exact_mut(4 * len).zip(rows).enumerate().for_each(step);
        } else {
            let task = n_panels.div_ceil(rayon::current_num_threads());
            let cells = state.cells.values_mut().par_chunks_exact_mut(len);
            let rows = cells.zip(state.next.values_mut().par_chunks_exact_mut(len));
            let gates = state.gates.par_chunks_exact_mut(4 * len);
            gates.zip(rows).enumerate().with_min_len(task).for_each(step);
        }
        std::mem::swap(&mut state.hidden, &mut state.next);
    }
}

/// A dense layer packed for stepping.
#[derive(Clone, Debug)]
pub struct DenseStepper {
    is_rectified: bool,
    n_units: usize,
    matrix: Matrix,
}

impl DenseStepper {
    /// Packs a layer whose weights stand in the arena `weights`.
    pub fn new(layer: &Dense, weights: &[f32], precision: Precision) -> Self {
        let (kernel, n) = (&weights[layer.kernel.clone()], layer.n_units);
        let bias = &weights[layer.bias.clone()];
        let weight = |k: usize, column: usize| {
            if k < layer.n_inputs && column < n { kernel[k * n + column] } else { 0.0 }
        };
        let shape = (PanelRows::n_k(layer.n_inputs), n.div_ceil(PANEL), PANEL);
        let bias = |column: usize| bias.get(column).copied().unwrap_or(0.0);
        let matrix = Matrix::pack(precision, shape, weight, bias);
        Self { is_rectified: layer.is_rectified, n_units: n, matrix }
    }

    /// Runs `x`, (rows, D), through the layer into `y`, (rows, N).
    pub fn step(&self, kernels: Kernels, x: &PanelRows, y: &mut PanelRows) {
        assert_eq!((y.n_rows(), y.width()), (x.n_rows(), self.n_units));
        let work = x.n_rows() * self.matrix.n_k * self.n_units;
        let len = x.n_rows() * PANEL;
        let step = |(panel, sums): (usize, &mut [f32])| {
            self.matrix.product(kernels, panel, &[x], (&mut *sums, PANEL));
            if self.is_rectified {
                sums.iter_mut().for_each(|it| *it = it.max(0.0));
            }
        };
        if work < WORTH_A_THREAD {
            y.values_mut().chunks_exact_mut(len).enumerate().for_each(step);
        } else {
            let task = self.n_units.div_ceil(PANEL).div_ceil(rayon::current_num_threads());
            let panels = y.values_mut().par_chunks_exact_mut(len).enumerate();
            panels.with_min_len(task).for_each(step);
        }
    }
}

/// A batch norm with running statistics, for stepping.
#[derive(Clone, Debug)]
pub struct NormStepper {
    /// Filled up with zeros to whole panels.
    scale: Vec<f32>,
    shift: Vec<f32>,
}

impl NormStepper {
    /// Takes in a layer whose values stand in the arenas `weights` and `statistics`.
    pub fn new(layer: &BatchNorm, weights: &[f32], statistics: &[f32]) -> Self {
        let (mut scale, mut shift) = layer.running_factors(weights, statistics);
        scale.resize(layer.n.next_multiple_of(PANEL), 0.0);
        shift.resize(layer.n.next_multiple_of(PANEL), 0.0);
        Self { scale, shift }
    }

    /// Normalises `x`, (rows, N), into `y`, (rows, N).
    pub fn step(&self, kernels: Kernels, x: &PanelRows, y: &mut PanelRows) {
        assert_eq!((y.n_rows(), y.width()), (x.n_rows(), x.width()));
        let len = (x.n_rows() * PANEL).max(1);
        let factors = self.scale.chunks_exact(PANEL).zip(self.shift.chunks_exact(PANEL));
        let panels = y.values_mut().chunks_exact_mut(len).zip(x.values().chunks_exact(len));
        for ((y, x), (scale, shift)) in panels.zip(factors) {
            for (y, x) in y.chunks_exact_mut(PANEL).zip(x.chunks_exact(PANEL)) {
                kernels.scale_and_shift(y, x, scale, shift);
            }
        }
    }
}
