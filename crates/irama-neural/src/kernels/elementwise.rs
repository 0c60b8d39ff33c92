//! Loops over rows without a sum across lanes: safe code that a compiler turns into any width.

use std::ops::Range;

use super::{
    PANEL,
    maths::{exp, sigmoid, tanh},
};

/// Values that a loop over several slices takes at once. They are copied to arrays first: a
/// compiler cannot tell that the slices do not overlap, and would go through them one by one.
const CHUNK: usize = PANEL;

#[inline(always)]
fn load(values: &[f32], at: usize) -> [f32; CHUNK] {
    let rest = &values[at..];
    match rest.first_chunk() {
        Some(chunk) => *chunk,
        None => {
            let mut chunk = [0.0; CHUNK];
            chunk[..rest.len()].copy_from_slice(rest);
            chunk
        }
    }
}

#[inline(always)]
fn store(values: &mut [f32], at: usize, chunk: &[f32; CHUNK]) {
    let rest = &mut values[at..];
    match rest.first_chunk_mut() {
        Some(place) => *place = *chunk,
        None => {
            let n = rest.len();
            rest.copy_from_slice(&chunk[..n]);
        }
    }
}

/// The rows that [`lstm_forward`] works on, each (rows, n).
pub(crate) struct NextState<'a> {
    /// Units in a row.
    pub(crate) n: usize,
    /// Those of the gates: 32, or the last ones of a row.
    pub(crate) units: Range<usize>,
    /// Cells before the step.
    pub(crate) cells_before: &'a [f32],
    /// Becomes the cells after the step.
    pub(crate) cells: &'a mut [f32],
    /// Becomes the hidden values.
    pub(crate) hidden: &'a mut [f32],
}

/// Activates gates and moves cells on, for any number of rows.
///
/// `gates`, (rows, 32) each, hold the sums of the input, forget, cell and output gates, and the
/// activated gates afterwards.
#[inline(always)]
pub(crate) fn lstm_forward(gates: [&mut [f32]; 4], state: NextState<'_>) {
    let [input, forget, cell, output] = gates.map(|it| it.as_chunks_mut::<CHUNK>().0);
    let gates = input.iter_mut().zip(forget).zip(cell.iter_mut().zip(output));
    let cells = state.cells_before.chunks_exact(state.n).zip(state.cells.chunks_exact_mut(state.n));
    let rows = cells.zip(state.hidden.chunks_exact_mut(state.n));
    for (((input, forget), (cell, output)), ((before, cells), hidden)) in gates.zip(rows) {
        let (mut i, mut f, mut g, mut o) = (*input, *forget, *cell, *output);
        let mut c = load(&before[state.units.clone()], 0);
        let h = activate([&mut i, &mut f, &mut g, &mut o], &mut c);
        (*input, *forget, *cell, *output) = (i, f, g, o);
        store(&mut cells[state.units.clone()], 0, &c);
        store(&mut hidden[state.units.clone()], 0, &h);
    }
}

/// Activates the gates i, f, g and o, moves the cells on and returns the hidden values.
#[inline(always)]
fn activate([i, f, g, o]: [&mut [f32; CHUNK]; 4], c: &mut [f32; CHUNK]) -> [f32; CHUNK] {
    let mut h = [0.0; CHUNK];
    for it in 0..CHUNK {
        i[it] = sigmoid(i[it]);
        f[it] = sigmoid(f[it]);
        g[it] = tanh(g[it]);
        o[it] = sigmoid(o[it]);
        c[it] = f[it].mul_add(c[it], i[it] * g[it]);
        h[it] = o[it] * tanh(c[it]);
    }
    h
}

/// Moves `cells`, (rows, 32), on by a step and writes `hidden`, (rows, 32). `gates`, (rows, 4, 32),
/// holds the sums of the gates.
#[inline(always)]
pub(crate) fn lstm_step(gates: &mut [f32], cells: &mut [f32], hidden: &mut [f32]) {
    let rows = gates.as_chunks_mut::<CHUNK>().0.as_chunks_mut::<4>().0.iter_mut();
    let states = cells.as_chunks_mut().0.iter_mut().zip(hidden.as_chunks_mut().0);
    for ([i, f, g, o], (cells, hidden)) in rows.zip(states) {
        *hidden = activate([i, f, g, o], cells);
    }
}

/// The rows that [`lstm_backward`] works on, each (rows, n).
pub(crate) struct GateGradients<'a> {
    /// Units in a row.
    pub(crate) n: usize,
    /// Those of the gates: 32, or the last ones of a row.
    pub(crate) units: Range<usize>,
    /// Cells before the step.
    pub(crate) cells_before: &'a [f32],
    /// Cells after the step.
    pub(crate) cells: &'a [f32],
    /// The loss by the hidden values.
    pub(crate) hidden_gradients: &'a [f32],
    /// The loss by the cells after the step; by those before it afterwards.
    pub(crate) cell_gradients: &'a mut [f32],
}

/// Turns the activated `gates`, (rows, 32) each, into the loss by their sums.
#[inline(always)]
pub(crate) fn lstm_backward(gates: [&mut [f32]; 4], rows: GateGradients<'_>) {
    let n = rows.n;
    let [input, forget, cell, output] = gates.map(|it| it.as_chunks_mut::<CHUNK>().0);
    let gates = input.iter_mut().zip(forget).zip(cell.iter_mut().zip(output));
    let values = rows.cells_before.chunks_exact(n).zip(rows.cells.chunks_exact(n));
    let gradients =
        rows.hidden_gradients.chunks_exact(n).zip(rows.cell_gradients.chunks_exact_mut(n));
    for (((input, forget), (cell, output)), ((before, cells), (by_hidden, by_cells))) in
        gates.zip(values.zip(gradients))
    {
        let (mut i, mut f, mut g, mut o) = (*input, *forget, *cell, *output);
        let of_units = |row: &[f32]| load(&row[rows.units.clone()], 0);
        let (before, c) = (of_units(before), of_units(cells));
        let (by_h, mut by_c) = (of_units(by_hidden), of_units(by_cells));
        for it in 0..CHUNK {
            let squashed = tanh(c[it]);
            let slope = (-squashed).mul_add(squashed, 1.0);
            let by_cell = (by_h[it] * o[it]).mul_add(slope, by_c[it]);
            by_c[it] = by_cell * f[it];
            o[it] = by_h[it] * squashed * (o[it] * (1.0 - o[it]));
            f[it] = by_cell * before[it] * (f[it] * (1.0 - f[it]));
            let by_input = by_cell * g[it] * (i[it] * (1.0 - i[it]));
            g[it] = by_cell * i[it] * (-g[it]).mul_add(g[it], 1.0);
            i[it] = by_input;
        }
        (*input, *forget, *cell, *output) = (i, f, g, o);
        store(&mut by_cells[rows.units.clone()], 0, &by_c);
    }
}

/// The numbers of one step of Adam, the same for every weight.
#[derive(Clone, Copy)]
pub(crate) struct AdamStep {
    /// The learning rate with both corrections for the first steps.
    pub(crate) rate: f32,
    /// How much of the first moment stays.
    pub(crate) beta_1: f32,
    /// How much of the second moment stays.
    pub(crate) beta_2: f32,
    /// Keeps the quotient finite.
    pub(crate) epsilon: f32,
    /// What gradients are multiplied with: less than 1 where they are clipped.
    pub(crate) gradient_scale: f32,
    /// Adds this share of the weight to its gradient: twice the factor of an L2 penalty.
    pub(crate) penalty: f32,
    /// What is left of a weight before its step: 1 less the decay times the learning rate.
    pub(crate) kept: f32,
    /// How much of the averaged weights stays.
    pub(crate) average_kept: f32,
}

/// Moves `weights` by one step of Adam; `first` and `second` are the moments. `average`, if there
/// is any, follows the weights.
#[inline(always)]
pub(crate) fn adam(
    weights: &mut [f32],
    gradients: &[f32],
    first: &mut [f32],
    second: &mut [f32],
    average: &mut [f32],
    step: AdamStep,
) {
    let moments = first.iter_mut().zip(second.iter_mut());
    for ((weight, gradient), (first, second)) in weights.iter_mut().zip(gradients).zip(moments) {
        let gradient = step.penalty.mul_add(*weight, *gradient * step.gradient_scale);
        *first = (1.0 - step.beta_1).mul_add(gradient - *first, *first);
        *second = (1.0 - step.beta_2).mul_add(gradient.mul_add(gradient, -*second), *second);
        *weight = *weight * step.kept - step.rate * *first / (second.sqrt() + step.epsilon);
    }
    for (average, weight) in average.iter_mut().zip(weights.iter()) {
        *average = (1.0 - step.average_kept).mul_add(*weight - *average, *average);
    }
}

/// Adds the squares of `values` to `sum`: one chain for every 32nd value, joined in a fixed order.
#[inline(always)]
pub(crate) fn add_squares(values: &[f32], sum: &mut f32) {
    let mut sums = [0.0; CHUNK];
    for at in (0..values.len()).step_by(CHUNK) {
        let chunk = load(values, at);
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum = value.mul_add(value, *sum);
        }
    }
    *sum += join(sums);
}

/// The sum of all lanes, halves onto halves.
#[inline(always)]
fn join(mut sums: [f32; CHUNK]) -> f32 {
    let mut n = CHUNK;
    while n > 1 {
        n /= 2;
        for it in 0..n {
            sums[it] += sums[it + n];
        }
    }
    sums[0]
}

/// Turns logits into probabilities times `scale`. `total` becomes the largest logit and the sum of
/// the exponentials of all logits less the largest.
#[inline(always)]
pub(crate) fn softmax(logits: &mut [f32], scale: f32, total: &mut [f32; 2]) {
    let largest = logits.iter().fold(f32::NEG_INFINITY, |it, x| it.max(*x));
    let mut sums = [0.0; CHUNK];
    let (chunks, rest) = logits.as_chunks_mut::<CHUNK>();
    for chunk in chunks {
        for (value, sum) in chunk.iter_mut().zip(&mut sums) {
            *value = exp(*value - largest);
            *sum += *value;
        }
    }
    for (value, sum) in rest.iter_mut().zip(&mut sums) {
        *value = exp(*value - largest);
        *sum += *value;
    }
    *total = [largest, join(sums)];
    let factor = scale / total[1];
    logits.iter_mut().for_each(|it| *it *= factor);
}

/// Which values a dropout drops.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DropoutKey {
    /// Two words of chance, the same for a whole layer at a step.
    pub(crate) words: [u32; 2],
    /// Values whose hash lies below are dropped: the rate times 2³².
    pub(crate) threshold: u32,
    /// What the others are multiplied with: 1 / (1 - rate).
    pub(crate) scale: f32,
}

/// Sets values to zero by chance and scales the rest; `values[0]` has the logical index `first_index`.
#[inline(always)]
pub(crate) fn dropout(values: &mut [f32], first_index: u32, key: DropoutKey) {
    for (index, value) in values.iter_mut().enumerate() {
        let hash = hash(first_index.wrapping_add(index as u32), key.words);
        *value *= if hash < key.threshold { 0.0 } else { key.scale };
    }
}

/// A hash of 32 bits, twice through the finaliser of MurmurHash3 with a word of chance each.
#[inline(always)]
fn hash(index: u32, words: [u32; 2]) -> u32 {
    let mix = |bits: u32| {
        let bits = (bits ^ (bits >> 16)).wrapping_mul(0x85eb_ca6b);
        let bits = (bits ^ (bits >> 13)).wrapping_mul(0xc2b2_ae35);
        bits ^ (bits >> 16)
    };
    mix(mix(index.wrapping_mul(0x9e37_79b9) ^ words[0]).wrapping_add(words[1]))
}

/// `sum += (x − mean) · y`, or `(x − mean)²` where there is no y, value by value.
#[inline(always)]
pub(crate) fn add_centred_products(sum: &mut [f32], x: &[f32], mean: &[f32], y: Option<&[f32]>) {
    let centred = x.iter().zip(mean).map(|(x, mean)| x - mean);
    match y {
        Some(y) => {
            for ((sum, x), y) in sum.iter_mut().zip(centred).zip(y) {
                *sum = x.mul_add(*y, *sum);
            }
        }
        None => {
            for (sum, x) in sum.iter_mut().zip(centred) {
                *sum = x.mul_add(x, *sum);
            }
        }
    }
}

/// The factors of [`norm_backward`], one a feature.
#[derive(Clone, Copy)]
pub(crate) struct NormGradients<'a> {
    /// The mean of the batch.
    pub(crate) mean: &'a [f32],
    /// Of the value less its mean.
    pub(crate) by_centred: &'a [f32],
    /// Of the loss by the normalised value.
    pub(crate) by_upstream: &'a [f32],
    /// Added to both.
    pub(crate) shift: &'a [f32],
}

/// `gradient = gradient · by_upstream + (x − mean) · by_centred + shift`, value by value.
#[inline(always)]
pub(crate) fn norm_backward(gradients: &mut [f32], x: &[f32], factors: NormGradients<'_>) {
    let n = gradients.len();
    let (x, mean, by_centred) = (&x[..n], &factors.mean[..n], &factors.by_centred[..n]);
    let (by_upstream, shift) = (&factors.by_upstream[..n], &factors.shift[..n]);
    for it in 0..n {
        let upstream = gradients[it].mul_add(by_upstream[it], shift[it]);
        gradients[it] = (x[it] - mean[it]).mul_add(by_centred[it], upstream);
    }
}

/// `sum += x`, value by value.
#[inline(always)]
pub(crate) fn add(sum: &mut [f32], x: &[f32]) {
    for (sum, x) in sum.iter_mut().zip(x) {
        *sum += x;
    }
}

/// Values of a sum that stay in registers while the rows of a bag go by.
const HELD: usize = 2 * CHUNK;

/// Adds rows of `table`, as wide as `sum`: those that `bag` names, each times its weight, in order.
#[inline(always)]
pub(crate) fn add_bag(sum: &mut [f32], table: &[f32], bag: &[(u32, f32)]) {
    let width = sum.len();
    for (it, sum) in sum.chunks_mut(HELD).enumerate() {
        let row = |token: u32| &table[token as usize * width + it * HELD..];
        if let Some(held) = sum.first_chunk_mut::<HELD>() {
            let mut sums = *held;
            for (token, weight) in bag {
                let (row, _) = row(*token).split_at(HELD);
                for (sum, value) in sums.iter_mut().zip(row) {
                    *sum = value.mul_add(*weight, *sum);
                }
            }
            *held = sums;
        } else {
            for (token, weight) in bag {
                for (sum, value) in sum.iter_mut().zip(row(*token)) {
                    *sum = value.mul_add(*weight, *sum);
                }
            }
        }
    }
}

/// Adds the rows of `panel`, [`PANEL`] wide, to `sum`, which may be narrower.
#[inline(always)]
pub(crate) fn add_rows(sum: &mut [f32], panel: &[f32]) {
    let mut wide = [0.0; PANEL];
    wide[..sum.len()].copy_from_slice(sum);
    for row in panel.as_chunks::<PANEL>().0 {
        for (sum, value) in wide.iter_mut().zip(row) {
            *sum += value;
        }
    }
    sum.copy_from_slice(&wide[..sum.len()]);
}

/// `y = x · scale + shift`, value by value.
#[inline(always)]
pub(crate) fn scale_and_shift(y: &mut [f32], x: &[f32], scale: &[f32], shift: &[f32]) {
    for ((y, x), (scale, shift)) in y.iter_mut().zip(x).zip(scale.iter().zip(shift)) {
        *y = x.mul_add(*scale, *shift);
    }
}
