//! Steps with carried state against whole passes, for every kernel, precision and odd size.

use irama_neural::{
    Chance, Dense, DenseStepper, DenseTrace, Kernels, Layout, Lstm, LstmState, LstmStepper,
    LstmTrace, LstmWeights, PanelRows, Precision, Sequence,
};

fn random(n: usize, stream: u64) -> Vec<f32> {
    let mut chance = Chance::new(3, stream, n as u64);
    (0..n).map(|_| chance.normal() as f32 * 0.3).collect()
}

/// A batch of `n_rows` rows over four steps through a layer, all at once: (rows, steps) of outputs.
fn whole(layer: &Lstm, weights: &[f32], x: &Sequence) -> Sequence {
    let (mut packed, mut trace) = (LstmWeights::default(), LstmTrace::default());
    layer.pack(weights, &mut packed);
    layer.forward(Kernels::best(), &packed, x, None, &mut trace);
    trace.hidden
}

/// The same step by step: the largest difference to `whole`.
fn largest_difference(
    (n_inputs, n_units, n_rows): (usize, usize, usize),
    precision: Precision,
    kernels: Kernels,
) -> f32 {
    let mut layout = Layout::default();
    let layer = Lstm::new(&mut layout, "lstm", n_inputs, n_units);
    let weights = random(layout.len(), 1);
    let mut x = Sequence::new(n_rows, 4, n_inputs);
    for row in 0..n_rows {
        for step in 0..4 {
            let values = random(n_inputs, (10 + row * 4 + step) as u64);
            x.at_mut(row, step).copy_from_slice(&values);
        }
    }
    let expected = whole(&layer, &weights, &x);
    let stepper = LstmStepper::new(&layer, &weights, n_rows, precision);
    let (mut state, mut input) =
        (LstmState::new(n_rows, n_units), PanelRows::new(n_rows, n_inputs));
    let mut largest = 0.0_f32;
    for step in 0..4 {
        (0..n_rows).for_each(|row| input.set_row(row, x.at(row, step)));
        stepper.step(kernels, &input, &mut state);
        for row in 0..n_rows {
            let pairs = state.hidden.row(row).zip(expected.at(row, step));
            largest = pairs.fold(largest, |it, (ours, exact)| it.max((ours - exact).abs()));
        }
    }
    largest
}

const SIZES: [(usize, usize, usize); 6] =
    [(1, 33, 1), (3, 17, 3), (100, 100, 17), (33, 64, 8), (64, 1, 50), (40, 150, 2)];

#[test]
fn steps_are_the_whole_pass_to_the_bit() {
    for kernels in Kernels::available() {
        for size in SIZES {
            let difference = largest_difference(size, Precision::F32, kernels);
            assert_eq!(difference, 0.0, "{} {size:?}", kernels.name());
        }
    }
}

#[test]
fn shorter_weights_stay_near() {
    for size in SIZES {
        let bf16 = largest_difference(size, Precision::Bf16, Kernels::best());
        assert!(bf16 > 0.0 && bf16 < 0.01, "{size:?}: {bf16}");
    }
}

#[test]
fn shorter_weights_give_the_same_bits_everywhere() {
    let expected = largest_difference((40, 150, 2), Precision::Bf16, Kernels::PORTABLE);
    for kernels in Kernels::available() {
        assert_eq!(largest_difference((40, 150, 2), Precision::Bf16, kernels), expected);
    }
}

#[test]
fn a_cleared_row_begins_anew_and_others_go_on() {
    let mut layout = Layout::default();
    let layer = Lstm::new(&mut layout, "lstm", 2, 5);
    let stepper = LstmStepper::new(&layer, &random(layout.len(), 1), 2, Precision::F32);
    let mut input = PanelRows::new(2, 2);
    (0..2).for_each(|row| input.set_row(row, &[0.4, -0.7]));
    let mut state = LstmState::new(2, 5);
    stepper.step(Kernels::best(), &input, &mut state);
    let first: Vec<f32> = state.hidden.row(0).collect();
    state.clear_row(1);
    stepper.step(Kernels::best(), &input, &mut state);
    assert!(state.hidden.row(1).eq(first.iter().copied()));
    assert!(!state.hidden.row(0).eq(first.iter().copied()));
}

#[test]
fn a_dense_step_is_a_dense_pass() {
    let mut layout = Layout::default();
    let layer = Dense::new(&mut layout, "dense", (70, 45), true);
    let weights = random(layout.len(), 1);
    let mut trace = DenseTrace::default();
    let (mut x, mut input) = (Sequence::new(3, 1, 70), PanelRows::new(3, 70));
    for row in 0..3 {
        x.at_mut(row, 0).copy_from_slice(&random(70, row as u64));
        input.set_row(row, x.at(row, 0));
    }
    layer.pack(&weights, &mut trace);
    layer.forward(Kernels::best(), &x, &mut trace);
    let mut y = PanelRows::new(3, 45);
    DenseStepper::new(&layer, &weights, Precision::F32).step(Kernels::best(), &input, &mut y);
    for row in 0..3 {
        assert!(y.row(row).eq(trace.output.at(row, 0).iter().copied()), "row {row}");
    }
}
