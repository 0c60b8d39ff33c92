//! Outputs and gradients of every layer against PyTorch's numbers and against finite differences.
//!
//! `tests/numbers/layers.json` is what this snippet printed (torch 2.15, float64):
//!
//! ```python
//! import json, torch
//! from torch import nn
//!
//! def values(tag, *shape):                    # the same numbers as `values` below
//!     n = torch.Size(shape).numel()
//!     i = torch.arange(n, dtype=torch.float64)
//!     return (((i * 7919 + tag * 104729) % 2003) / 2003 - 0.5).float().double().reshape(shape)
//!
//! def leaf(tag, *shape):
//!     return values(tag, *shape).requires_grad_()
//!
//! def lstm(B=11, T=6, D=3, H=5):
//!     x, w, u, b = leaf(1, B, T, D), leaf(2, D, 4 * H), leaf(3, H, 4 * H), leaf(4, 4 * H)
//!     h, c, out = values(5, B, H), values(6, B, H), []
//!     for t in range(T):
//!         start = torch.tensor([float((r + 2 * t) % 7 == 3) for r in range(B)]).double()[:, None]
//!         h, c = h * (1 - start), c * (1 - start)
//!         i, f, g, o = (x[:, t] @ w + h @ u + b).chunk(4, 1)
//!         c = f.sigmoid() * c + i.sigmoid() * g.tanh()
//!         h = o.sigmoid() * c.tanh()
//!         out.append(h)
//!     y = torch.stack(out, 1)
//!     cell = nn.LSTMCell(D, H).double()       # the plain step is torch's own
//!     cell.weight_ih.data, cell.weight_hh.data = w.data.T, u.data.T
//!     cell.bias_ih.data, cell.bias_hh.data = b.data, torch.zeros_like(b)
//!     with torch.no_grad():
//!         h0 = values(5, B, H) * (torch.arange(B) % 7 != 3)[:, None]
//!         c0 = values(6, B, H) * (torch.arange(B) % 7 != 3)[:, None]
//!         assert torch.allclose(cell(x[:, 0], (h0, c0))[0], y[:, 0])
//!     (y * values(7, B, T, H)).sum().backward()
//!     return dict(y=y, x=x.grad, w=w.grad, u=u.grad, b=b.grad)
//!
//! def dense(B=11, D=7, N=3):
//!     x, w, b = leaf(11, B, D), leaf(12, D, N), leaf(13, N)
//!     y = torch.relu(x @ w + b)
//!     (y * values(14, B, N)).sum().backward()
//!     return dict(y=y, x=x.grad, w=w.grad, b=b.grad)
//!
//! def norm(B=11, T=4, N=3):
//!     x, gamma, beta = leaf(21, B, T, N), leaf(22, N), leaf(23, N)
//!     y = nn.functional.batch_norm(x.flatten(0, 1), None, None, gamma, beta, True, eps=1e-3)
//!     (y.view(B, T, N) * values(24, B, T, N)).sum().backward()
//!     flat = x.flatten(0, 1)
//!     moving = dict(mean=0.01 * flat.mean(0), variance=0.99 + 0.01 * flat.var(0, unbiased=False))
//!     return dict(y=y, x=x.grad, gamma=gamma.grad, beta=beta.grad, **moving)
//!
//! rows = dict(lstm=lstm(), dense=dense(), norm=norm())
//! print(json.dumps({k: {n: [round(x, 9) for x in t.flatten().tolist()] for n, t in v.items()}
//!                   for k, v in rows.items()}))
//! ```

#![allow(clippy::unwrap_used, reason = "a test that cannot read its numbers should fail loudly")]

use std::{collections::BTreeMap, ops::Range};

use irama_neural::{
    BatchNorm, BatchNormTrace, Dense, DenseTrace, Kernels, Layout, Lstm, LstmTrace, LstmWeights,
    Sequence, Share, Upstream,
};

/// Numbers that the snippet makes too.
fn values(tag: usize, n: usize) -> Vec<f32> {
    let number = |it: usize| ((it * 7919 + tag * 104_729) % 2003) as f64 / 2003.0 - 0.5;
    (0..n).map(|it| number(it) as f32).collect()
}

/// The same as a batch, (B, T, width) in the snippet's order.
fn sequence(tag: usize, n_rows: usize, n_steps: usize, width: usize) -> Sequence {
    let all = values(tag, n_rows * n_steps * width);
    let mut sequence = Sequence::new(n_rows, n_steps, width);
    for (it, values) in all.chunks_exact(width).enumerate() {
        sequence.at_mut(it / n_steps, it % n_steps).copy_from_slice(values);
    }
    sequence
}

fn flat(sequence: &Sequence) -> Vec<f32> {
    let (n_rows, n_steps, _) = sequence.shape();
    (0..n_rows)
        .flat_map(|row| (0..n_steps).flat_map(move |step| sequence.at(row, step).to_vec()))
        .collect()
}

fn expected(layer: &str) -> BTreeMap<String, Vec<f64>> {
    let all: BTreeMap<String, BTreeMap<String, Vec<f64>>> =
        serde_json::from_str(include_str!("numbers/layers.json")).unwrap();
    all[layer].clone()
}

/// Equal to 1e-4 of the tensor's largest entry.
#[track_caller]
fn check(name: &str, ours: &[f32], expected: &[f64]) {
    assert_eq!(ours.len(), expected.len(), "{name}");
    let largest = expected.iter().fold(0.0_f64, |it, x| it.max(x.abs()));
    for (it, (ours, expected)) in ours.iter().zip(expected).enumerate() {
        let error = (f64::from(*ours) - expected).abs();
        assert!(error <= 1e-4 * largest, "{name}[{it}]: {ours} is not {expected}");
    }
}

const B: usize = 11;

/// An LSTM with the snippet's weights: three inputs, five units.
struct LstmCase {
    layer: Lstm,
    weights: Vec<f32>,
    x: Sequence,
    starts: Sequence,
    upstream: Sequence,
}

impl LstmCase {
    fn new() -> Self {
        let mut layout = Layout::default();
        let layer = Lstm::new(&mut layout, "lstm", 3, 5);
        let mut weights = vec![0.0; layout.len()];
        weights[layer.kernel.clone()].copy_from_slice(&values(2, 60));
        weights[layer.recurrent_kernel.clone()].copy_from_slice(&values(3, 100));
        weights[layer.bias.clone()].copy_from_slice(&values(4, 20));
        let mut starts = Sequence::new(B, 6, 1);
        for row in 0..B {
            for step in 0..6 {
                starts.at_mut(row, step)[0] = if (row + 2 * step) % 7 == 3 { 1.0 } else { 0.0 };
            }
        }
        let (x, upstream) = (sequence(1, B, 6, 3), sequence(7, B, 6, 5));
        Self { layer, weights, x, starts, upstream }
    }

    fn forward(&self, kernels: Kernels, trace: &mut LstmTrace) -> LstmWeights {
        let mut packed = LstmWeights::default();
        self.layer.pack(&self.weights, &mut packed);
        trace.hidden_before = sequence(5, B, 1, 5);
        trace.cells_before = sequence(6, B, 1, 5);
        self.layer.forward(kernels, &packed, &self.x, Some(&self.starts), trace);
        packed
    }

    fn backward(&self, kernels: Kernels) -> (LstmTrace, Vec<f32>) {
        let (mut trace, mut gradients) = (LstmTrace::default(), vec![0.0; self.weights.len()]);
        let packed = self.forward(kernels, &mut trace);
        let upstream = Upstream::All(&self.upstream);
        let starts = Some(&self.starts);
        self.layer.backward(
            kernels,
            &packed,
            &self.x,
            starts,
            upstream,
            true,
            &mut trace,
            &mut gradients,
        );
        (trace, gradients)
    }

    /// The snippet's loss, in double precision from single-precision outputs.
    fn loss(&self) -> f64 {
        let mut trace = LstmTrace::default();
        self.forward(Kernels::best(), &mut trace);
        let outputs = flat(&trace.hidden);
        let upstream = flat(&self.upstream);
        outputs.iter().zip(upstream).map(|(y, by)| f64::from(*y) * f64::from(by)).sum()
    }
}

#[test]
fn lstm_with_starting_pieces_matches_pytorch() {
    let (case, expected) = (LstmCase::new(), expected("lstm"));
    for kernels in Kernels::available() {
        let (trace, gradients) = case.backward(kernels);
        check("y", &flat(&trace.hidden), &expected["y"]);
        check("x", &flat(&trace.input_gradients), &expected["x"]);
        check("w", &gradients[case.layer.kernel.clone()], &expected["w"]);
        check("u", &gradients[case.layer.recurrent_kernel.clone()], &expected["u"]);
        check("b", &gradients[case.layer.bias.clone()], &expected["b"]);
    }
}

#[test]
fn lstm_gradients_match_finite_differences() {
    let mut case = LstmCase::new();
    let (_, gradients) = case.backward(Kernels::best());
    let step = 1.0 / 256.0;
    for it in (0..case.weights.len()).step_by(7) {
        let weight = case.weights[it];
        let mut loss_at = |value| {
            case.weights[it] = value;
            case.loss()
        };
        let slope = (loss_at(weight + step) - loss_at(weight - step)) / (2.0 * f64::from(step));
        case.weights[it] = weight;
        let ours = f64::from(gradients[it]);
        assert!((ours - slope).abs() < 2e-4 * slope.abs().max(1.0), "{it}: {ours}, not {slope}");
    }
}

#[test]
fn every_kernel_and_number_of_threads_gives_the_same_bits() {
    let case = LstmCase::new();
    let (trace, gradients) = case.backward(Kernels::PORTABLE);
    for kernels in Kernels::available() {
        for n_threads in [1, 2, 3, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            let (other_trace, other) = pool.install(|| case.backward(kernels));
            assert_eq!(other, gradients, "{} with {n_threads} threads", kernels.name());
            assert_eq!(other_trace.hidden, trace.hidden);
            assert_eq!(other_trace.input_gradients, trace.input_gradients);
        }
    }
}

#[test]
fn the_last_step_alone_is_a_special_case_of_all() {
    let case = LstmCase::new();
    let last = sequence(8, B, 1, 5);
    let mut all = Sequence::new(B, 6, 5);
    (0..B).for_each(|row| all.at_mut(row, 5).copy_from_slice(last.at(row, 0)));
    let run = |upstream: Upstream<'_>| {
        let (mut trace, mut gradients) = (LstmTrace::default(), vec![0.0; case.weights.len()]);
        let kernels = Kernels::best();
        let packed = case.forward(kernels, &mut trace);
        case.layer.backward(
            kernels,
            &packed,
            &case.x,
            None,
            upstream,
            false,
            &mut trace,
            &mut gradients,
        );
        gradients
    };
    assert_eq!(run(Upstream::Last(&last)), run(Upstream::All(&all)));
}

#[test]
fn a_state_of_zeros_is_a_piece_that_starts() {
    for n_steps in [1, 6] {
        let mut case = LstmCase::new();
        (case.x, case.upstream) = (sequence(1, B, n_steps, 3), sequence(7, B, n_steps, 5));
        case.starts = Sequence::new(B, n_steps, 1);
        (0..B).for_each(|row| case.starts.at_mut(row, 0)[0] = 1.0);
        let started = case.backward(Kernels::best());
        let (mut trace, mut gradients) = (LstmTrace::default(), vec![0.0; case.weights.len()]);
        let (layer, x, kernels) = (&case.layer, &case.x, Kernels::best());
        let mut packed = LstmWeights::default();
        layer.pack(&case.weights, &mut packed);
        layer.forward(kernels, &packed, x, None, &mut trace);
        let upstream = Upstream::All(&case.upstream);
        layer.backward(kernels, &packed, x, None, upstream, true, &mut trace, &mut gradients);
        assert_eq!(gradients, started.1, "{n_steps} steps");
        assert_eq!(flat(&trace.hidden), flat(&started.0.hidden), "{n_steps} steps");
    }
}

#[test]
fn dense_matches_pytorch() {
    let expected = expected("dense");
    let mut layout = Layout::default();
    let layer = Dense::new(&mut layout, "dense", (7, 3), true);
    let mut weights = vec![0.0; layout.len()];
    weights[layer.kernel.clone()].copy_from_slice(&values(12, 21));
    weights[layer.bias.clone()].copy_from_slice(&values(13, 3));
    let (x, upstream) = (sequence(11, B, 1, 7), sequence(14, B, 1, 3));
    let (mut trace, mut gradients) = (DenseTrace::default(), vec![0.0; layout.len()]);
    layer.pack(&weights, &mut trace);
    layer.forward(Kernels::best(), &x, &mut trace);
    layer.backward(Kernels::best(), &x, &upstream, &mut trace, &mut gradients);
    check("y", &flat(&trace.output), &expected["y"]);
    check("x", &flat(&trace.input_gradients), &expected["x"]);
    check("w", &gradients[layer.kernel.clone()], &expected["w"]);
    check("b", &gradients[layer.bias.clone()], &expected["b"]);
}

#[test]
fn batch_norm_matches_pytorch() {
    let expected = expected("norm");
    let (mut layout, mut statistics) = (Layout::default(), Layout::default());
    let layer = BatchNorm::new(&mut layout, &mut statistics, "norm", 3);
    let (mut weights, mut moving) = (vec![0.0; layout.len()], vec![0.0; statistics.len()]);
    layer.initialise(&mut weights, &mut moving);
    weights[layer.gamma.clone()].copy_from_slice(&values(22, 3));
    weights[layer.beta.clone()].copy_from_slice(&values(23, 3));
    let (x, mut upstream) = (sequence(21, B, 4, 3), sequence(24, B, 4, 3));
    let (mut trace, mut gradients) = (BatchNormTrace::default(), vec![0.0; layout.len()]);
    let kernels = Kernels::best();
    layer.forward_training(
        kernels,
        (&x, Share::whole(x.n_rows())),
        &weights,
        &mut moving,
        &mut trace,
    );
    check("y", &flat(&trace.output), &expected["y"]);
    check("mean", &moving[range(&layer.moving_mean)], &expected["mean"]);
    check("variance", &moving[range(&layer.moving_variance)], &expected["variance"]);
    layer.backward(
        kernels,
        (&x, Share::whole(x.n_rows())),
        &mut trace,
        &mut upstream,
        &mut gradients,
    );
    check("x", &flat(&upstream), &expected["x"]);
    check("gamma", &gradients[range(&layer.gamma)], &expected["gamma"]);
    check("beta", &gradients[range(&layer.beta)], &expected["beta"]);
    let padding = upstream.values().iter().filter(|it| **it == 0.0).count();
    assert!(padding >= 5 * 4 * 3, "rows of padding have no gradient");
}

fn range(range: &Range<usize>) -> Range<usize> {
    range.clone()
}
