//! The time of every layer and of the products below them, for each instruction set.
//!
//! `cargo bench -p irama-neural --bench layers [-- NAME]`

#![allow(missing_docs, reason = "the macros of criterion write functions without")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use irama_neural::{
    Adam, AdamConfig, BatchNorm, BatchNormTrace, Chance, Dense, DenseTrace, Dropout, Kernels,
    Layout, Lstm, LstmState, LstmStepper, LstmTrace, LstmWeights, PanelRows, Precision, Sequence,
    Share, Upstream, cross_entropy,
};
use rayon::prelude::*;

fn random(n_rows: usize, n_steps: usize, width: usize) -> Sequence {
    let mut sequence = Sequence::new(n_rows, n_steps, width);
    let mut chance = Chance::new(1, 0, 0);
    sequence.values_mut().iter_mut().for_each(|it| *it = chance.normal() as f32);
    sequence
}

/// Batch 64 over 50 steps through 256 inputs and units, as in the middle of the seed's network.
fn lstm(criterion: &mut Criterion) {
    let (n_rows, n_steps, n) = (64, 50, 256);
    let mut layout = Layout::default();
    let layer = Lstm::new(&mut layout, "lstm", n, n);
    let mut weights = vec![0.0; layout.len()];
    layer.initialise(&mut weights, &mut Chance::new(2, 0, 0));
    let (x, upstream) = (random(n_rows, n_steps, n), random(n_rows, n_steps, n));
    let (mut packed, mut trace) = (LstmWeights::default(), LstmTrace::default());
    let mut gradients = vec![0.0; layout.len()];
    let mut group = criterion.benchmark_group("lstm 256, batch 64, 50 steps");
    group.sample_size(10);
    group.bench_function("pack", |it| it.iter(|| layer.pack(&weights, &mut packed)));
    let products = (n_rows * n_steps * 4 * n * 2 * n) as u64;
    for kernels in Kernels::available().into_iter().rev().take(2) {
        group.throughput(Throughput::Elements(2 * products));
        group.bench_function(format!("forward, {}", kernels.name()), |it| {
            it.iter(|| layer.forward(kernels, &packed, &x, None, &mut trace));
        });
        group.throughput(Throughput::Elements(6 * products));
        group.bench_function(format!("forward and backward, {}", kernels.name()), |it| {
            it.iter(|| {
                layer.forward(kernels, &packed, &x, None, &mut trace);
                let upstream = Upstream::All(&upstream);
                layer.backward(
                    kernels,
                    &packed,
                    &x,
                    None,
                    upstream,
                    true,
                    &mut trace,
                    &mut gradients,
                );
            });
        });
    }
    group.finish();
}

/// The other layers, at the sizes of the seed's network.
fn others(criterion: &mut Criterion) {
    let kernels = Kernels::best();
    let (n_rows, n_steps, n) = (64, 50, 256);
    let x = random(n_rows, n_steps, n);
    let (mut layout, mut of_statistics) = (Layout::default(), Layout::default());
    let norm = BatchNorm::new(&mut layout, &mut of_statistics, "norm", n);
    let dense = Dense::new(&mut layout, "dense", (n, n), true);
    let mut weights = vec![0.0; layout.len()];
    let mut statistics = vec![0.0; of_statistics.len()];
    norm.initialise(&mut weights, &mut statistics);
    dense.initialise(&mut weights, &mut Chance::new(3, 0, 0));
    let mut gradients = vec![0.0; layout.len()];
    let mut group = criterion.benchmark_group("256 values, batch 64, 50 steps");
    group.sample_size(20);
    let mut trace = BatchNormTrace::default();
    group.bench_function("batch norm, forward and backward", |it| {
        it.iter(|| {
            norm.forward_training(
                kernels,
                (&x, Share::whole(x.n_rows())),
                &weights,
                &mut statistics,
                &mut trace,
            );
            let mut upstream = x.clone();
            norm.backward(
                kernels,
                (&x, Share::whole(x.n_rows())),
                &mut trace,
                &mut upstream,
                &mut gradients,
            );
        });
    });
    let mut dropped = x.clone();
    let dropout = Dropout::new(0.3, &mut Chance::new(4, 0, 0));
    group.bench_function("dropout", |it| it.iter(|| dropout.apply(kernels, &mut dropped)));
    let mut trace = DenseTrace::default();
    dense.pack(&weights, &mut trace);
    group.bench_function("dense, forward and backward", |it| {
        it.iter(|| {
            dense.forward(kernels, &x, &mut trace);
            dense.backward(kernels, &x, &x, &mut trace, &mut gradients);
        });
    });
    let targets = vec![7; n_rows * n_steps];
    let mut logits = x.clone();
    group.bench_function("cross entropy", |it| {
        it.iter(|| black_box(cross_entropy(kernels, &mut logits, &targets)));
    });
    group.finish();
}

/// A million weights, with and without all that the pass can do besides.
fn adam(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("adam, a million weights");
    group.sample_size(20);
    let everything = AdamConfig {
        weight_decay: 0.01,
        clip_norm: Some(1.0),
        average_kept: Some(0.999),
        ..AdamConfig::default()
    };
    for (name, config) in [("plain", AdamConfig::default()), ("clip, decay, average", everything)] {
        let (mut weights, gradients) = (vec![0.1; 1_000_000], vec![0.01; 1_000_000]);
        let mut adam = Adam::new(config, &weights);
        group.bench_function(name, |it| {
            it.iter(|| adam.step(Kernels::best(), 1e-3, &[], &mut weights, &gradients));
        });
    }
    group.finish();
}

/// A step of carried state through 512 inputs and units.
fn step(criterion: &mut Criterion) {
    let n = 512;
    let mut layout = Layout::default();
    let layer = Lstm::new(&mut layout, "lstm", n, n);
    let mut weights = vec![0.0; layout.len()];
    layer.initialise(&mut weights, &mut Chance::new(5, 0, 0));
    let mut group = criterion.benchmark_group("step of lstm 512");
    for precision in [Precision::F32, Precision::Bf16] {
        for n_rows in [1, 8, 64] {
            let stepper = LstmStepper::new(&layer, &weights, n_rows, precision);
            let (x, mut state) = (PanelRows::new(n_rows, n), LstmState::new(n_rows, n));
            group.bench_function(format!("{precision:?}, {n_rows} rows"), |it| {
                it.iter(|| stepper.step(Kernels::best(), &x, &mut state));
            });
        }
    }
    group.finish();
}

/// What it costs to share work out and wait for it, where the work is nothing: a training step of the
/// seed's network does so some sixty times.
fn pool(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pool");
    for n_threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
        let pool = pool.expect("threads can be had");
        group.bench_function(format!("nothing to do, {n_threads} threads"), |it| {
            let share_out = || (0..8).into_par_iter().for_each(|it| _ = black_box(it));
            pool.install(|| it.iter(share_out));
        });
    }
    group.finish();
}

criterion_group!(benches, lstm, others, adam, step, pool);
criterion_main!(benches);
