//! The speeds that `bench/compare` sets beside those of other programs, as `name value unit` rows.
//!
//! `cargo run --release -p irama-model --example speed [-- NAME…]`, with names as in the rows'
//! beginnings: `square`, `seed`, `lm`, `step`.

#![allow(clippy::print_stdout, reason = "its rows are what it is for")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use irama_model::classic::{ClassicConfig, Network, Notes, SplitBy, Staggered, Trainer};
use irama_neural::{
    Adam, AdamConfig, Chance, Dense, DenseStepper, DenseTrace, Dropout, Embedding, Kernels, Layout,
    Lstm, LstmState, LstmStepper, LstmTrace, LstmWeights, PanelRows, Precision, Sequence, Upstream,
    cross_entropy,
};
use irama_score::Pitch;

/// As many threads as the peers get.
const N_THREADS: usize = 2;

fn main() {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|it| it == name);
    if wanted("square") {
        with_threads(N_THREADS, square);
    }
    if wanted("seed") {
        with_threads(N_THREADS, seed);
    }
    if wanted("lm") {
        with_threads(N_THREADS, language_model);
    }
    if wanted("step") {
        for n_threads in [1, N_THREADS] {
            with_threads(n_threads, || steps(n_threads));
        }
    }
}

fn with_threads(n_threads: usize, work: impl FnOnce() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
    pool.expect("threads can be had").install(work);
}

/// The median time of `work`, after some runs that do not count.
fn median(n_warm: usize, n: usize, mut work: impl FnMut()) -> Duration {
    (0..n_warm).for_each(|_| work());
    let mut times: Vec<Duration> = (0..n)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[n / 2]
}

/// The rate of a square product of 2048, as in `bench/gemm` and `bench/peers/torch_square.py`.
fn square() {
    let side = 2048;
    let mut layout = Layout::default();
    let layer = Dense::new(&mut layout, "square", (side, side), false);
    let mut weights = vec![0.0; layout.len()];
    layer.initialise(&mut weights, &mut Chance::new(1, 0, 0));
    let mut trace = DenseTrace::default();
    let mut x = Sequence::new(side, 1, side);
    x.values_mut().copy_from_slice(&weights[layer.kernel.clone()]);
    let time = median(2, 10, || {
        // Packing is part of a product of two plain matrices.
        layer.pack(&weights, &mut trace);
        layer.forward(Kernels::best(), &x, &mut trace);
        black_box(&trace);
    });
    let rate = 2.0 * (side as f64).powi(3) / time.as_secs_f64() / 1e9;
    println!("irama_square {rate:.1} GFLOP/s");
}

/// A training step and a note of the seed's network, as in `bench/peers/torch_seed.py`.
fn seed() {
    let pitches = (0..4_060).map(|it| Pitch::clamped(36 + it * 7919 % 61)).collect();
    let notes = Notes { train: pitches, held_out: Vec::new() };
    let config =
        ClassicConfig { split: SplitBy::Windows, n_epochs: 1_000, ..ClassicConfig::default() };
    let trainer = Trainer::new(&notes, config.clone(), Kernels::best());
    let mut trainer = trainer.expect("the corpus is large enough");
    // Fewer steps than an epoch has: no check of held-out windows falls into the time.
    let step = median(3, 40, || {
        black_box(trainer.step().expect("the loss is finite"));
    });
    println!("irama_seed_train_step {:.1} ms", step.as_secs_f64() * 1e3);
    let network = Network::new(&config);
    let (weights, statistics) = network.initial(&mut Chance::new(1, 0, 0));
    let mut windows = Staggered::new(&network, (&weights, &statistics), 50, Kernels::best());
    let mut note = 0.5;
    let time = median(60, 400, || note = windows.step(note));
    println!("irama_seed_note {:.3} ms", time.as_secs_f64() * 1e3);
}

/// The layers of the language model in `bench/peers/torch_lm.py`.
struct LanguageModel {
    layout: Layout,
    embedding: Embedding,
    lstms: [Lstm; 2],
    output: Dense,
}

const WIDTH: usize = 512;
const N_TOKENS: usize = 512;

impl LanguageModel {
    fn new() -> Self {
        let mut layout = Layout::default();
        let embedding = Embedding::new(&mut layout, "tokens", N_TOKENS, WIDTH);
        let lstms = ["lstm_0", "lstm_1"].map(|it| Lstm::new(&mut layout, it, WIDTH, WIDTH));
        let output = Dense::new(&mut layout, "output", (WIDTH, N_TOKENS), false);
        Self { layout, embedding, lstms, output }
    }

    fn initial(&self) -> Vec<f32> {
        let mut weights = vec![0.0; self.layout.len()];
        let chance = &mut Chance::new(1, 0, 0);
        self.embedding.initialise(&mut weights, 1.0, chance);
        self.lstms.iter().for_each(|it| it.initialise(&mut weights, chance));
        self.output.initialise(&mut weights, chance);
        weights
    }
}

/// Training on 32 rows of 256 tokens: embedding, two layers, dropout between them, cross entropy,
/// clipping, Adam.
fn language_model() {
    let (n_rows, n_steps) = (32, 256);
    let model = LanguageModel::new();
    let mut weights = model.initial();
    let config = AdamConfig { clip_norm: Some(1.0), epsilon: 1e-8, ..AdamConfig::default() };
    let mut adam = Adam::new(config, &weights);
    let mut chance = Chance::new(2, 0, 0);
    let mut tokens =
        || (0..n_rows * n_steps).map(|_| chance.below(N_TOKENS) as u32).collect::<Vec<_>>();
    let (inputs, targets) = (tokens(), tokens());
    let kernels = Kernels::best();
    let mut x = Sequence::default();
    let mut packed = [LstmWeights::default(), LstmWeights::default()];
    let [mut first, mut second] = [LstmTrace::default(), LstmTrace::default()];
    let mut dropped = Sequence::default();
    let mut output = DenseTrace::default();
    let mut gradients = vec![0.0; weights.len()];
    let [lower, upper] = &model.lstms;
    let time = median(2, 6, || {
        lower.pack(&weights, &mut packed[0]);
        upper.pack(&weights, &mut packed[1]);
        model.output.pack(&weights, &mut output);
        let dropout = Dropout::new(0.2, &mut Chance::new(3, 0, adam.n_steps));
        model.embedding.forward(&weights, &inputs, (n_rows, n_steps), &mut x);
        lower.forward(kernels, &packed[0], &x, None, &mut first);
        dropped.clone_from(&first.hidden);
        dropout.apply(kernels, &mut dropped);
        upper.forward(kernels, &packed[1], &dropped, None, &mut second);
        model.output.forward(kernels, &second.hidden, &mut output);
        let mut logits = std::mem::take(&mut output.output);
        black_box(cross_entropy(kernels, &mut logits, &targets));
        output.output = logits.clone();
        model.output.backward(kernels, &second.hidden, &logits, &mut output, &mut gradients);
        let upstream = Upstream::All(&output.input_gradients);
        upper.backward(
            kernels,
            &packed[1],
            &dropped,
            None,
            upstream,
            true,
            &mut second,
            &mut gradients,
        );
        dropout.apply(kernels, &mut second.input_gradients);
        let upstream = Upstream::All(&second.input_gradients);
        lower.backward(kernels, &packed[0], &x, None, upstream, true, &mut first, &mut gradients);
        model.embedding.backward(kernels, &inputs, &first.input_gradients, &mut gradients);
        adam.step(kernels, 1e-3, &[], &mut weights, &gradients);
    });
    let n = (n_rows * n_steps) as f64;
    println!("irama_lm_train {:.0} tokens/s", n / time.as_secs_f64());
}

/// One step with carried state of the same model, for 1 and 64 rows, as in
/// `bench/peers/onnxruntime_step.py`.
fn steps(n_threads: usize) {
    let model = LanguageModel::new();
    let weights = model.initial();
    let kernels = Kernels::best();
    for (precision, name) in [(Precision::F32, "f32"), (Precision::Bf16, "bf16")] {
        for n_rows in [1, 64] {
            let [lower, upper] =
                [0, 1].map(|it| LstmStepper::new(&model.lstms[it], &weights, n_rows, precision));
            let output = DenseStepper::new(&model.output, &weights, precision);
            let [mut first, mut second] = [0, 1].map(|_| LstmState::new(n_rows, WIDTH));
            let mut x = PanelRows::new(n_rows, WIDTH);
            let mut y = PanelRows::new(n_rows, N_TOKENS);
            let table = &weights[model.embedding.table.clone()];
            let time = median(50, 250, || {
                (0..n_rows).for_each(|row| x.set_row(row, &table[row * WIDTH..][..WIDTH]));
                lower.step(kernels, &x, &mut first);
                upper.step(kernels, &first.hidden, &mut second);
                output.step(kernels, &second.hidden, &mut y);
                black_box(&y);
            });
            let micros = time.as_secs_f64() * 1e6;
            println!("irama_step_{name}_rows{n_rows}_threads{n_threads} {micros:.0} us");
        }
    }
}
