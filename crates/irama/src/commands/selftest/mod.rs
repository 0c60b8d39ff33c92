//! `irama selftest`: what this build can do on this machine.

mod small;

use std::hint::black_box;

use irama_model::classic::{ClassicConfig, Network, Notes, SplitBy, Staggered, Trainer};
use irama_neural::{Chance, Dense, DenseTrace, Kernels, Layout, Sequence};
use irama_score::Pitch;
use serde_json::json;

use crate::{
    args::SelftestArgs,
    clock::Stopwatch,
    failure::Failure,
    voice::{Voice, print, print_json},
};

/// The side of the square product whose rate is this machine's best.
const SIDE: usize = 2048;
/// Multiply-adds of a training step of the seed's network for each window of 50 notes, forward and
/// backward: those of the LSTM layers.
const STEP_PRODUCTS: f64 = 50.0
    * (3.0 * (512.0 * 1024.0 + 384.0 * 512.0) + 257.0 * 1024.0 + 256.0 * 1024.0 + 257.0 * 1024.0);

pub(crate) fn run(args: &SelftestArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    voice.say(&voice.pick("testing; this takes some seconds…", "menguji; tunggu beberapa detik…"));
    let disagreeing = small::disagreeing_kernels()?;
    let formats = small::formats_that_fail()?;
    let matrix = matrix_rate(kernels);
    let (step_ms, note_ms) = speeds(kernels)?;
    let step_rate = 64.0 * STEP_PRODUCTS * 2.0 / (step_ms * 1e6);
    let share = step_rate / matrix;
    let available: Vec<_> = Kernels::available().into_iter().map(Kernels::name).collect();
    let n_threads = rayon::current_num_threads();
    if args.json {
        print_json(&json!({
            "version": env!("CARGO_PKG_VERSION"),
            "kernels": kernels.name(),
            "kernels_available": available,
            "kernels_that_disagree": disagreeing,
            "formats_that_fail": formats,
            "threads": n_threads,
            "matrix_gflops": matrix,
            "training_step_ms": step_ms,
            "training_step_gflops": step_rate,
            "share_of_matrix_rate": share,
            "composed_note_ms": note_ms,
        }))?;
    } else {
        let verdict = |bad: &[String]| if bad.is_empty() { "yes".into() } else { bad.join(", ") };
        print(&format!(
            "kernels in use          {} (this machine has {})\n\
             same bits from all      {} (1, 2 and 3 threads, training and composing, both kinds)\n\
             formats come back       {} (MIDI, models, safetensors)\n\
             best matrix rate        {matrix:.0} GFLOP/s with {n_threads} threads ({SIDE}³)\n\
             training step           {step_ms:.1} ms, {step_rate:.0} GFLOP/s, {:.0} % of the best \
             rate\n\
             composed note           {note_ms:.2} ms",
            kernels.name(),
            available.join(", "),
            verdict(&disagreeing),
            verdict(&formats),
            share * 100.0
        ))?;
    }
    if disagreeing.is_empty() && formats.is_empty() {
        return Ok(());
    }
    Err(Failure::failed(anyhow::anyhow!("this build does not work on this machine as it should")))
}

/// The rate of a large square product in GFLOP/s: the best of some runs.
fn matrix_rate(kernels: Kernels) -> f64 {
    let mut layout = Layout::default();
    let layer = Dense::new(&mut layout, "square", (SIDE, SIDE), false);
    let mut weights = vec![0.0; layout.len()];
    layer.initialise(&mut weights, &mut Chance::new(1, 0, 0));
    let mut trace = DenseTrace::default();
    layer.pack(&weights, &mut trace);
    let mut x = Sequence::new(SIDE, 1, SIDE);
    x.values_mut().copy_from_slice(&weights[layer.kernel.clone()]);
    let fastest = fastest(5, || {
        layer.forward(kernels, &x, &mut trace);
        black_box(&trace);
    });
    2.0 * (SIDE as f64).powi(3) / fastest / 1e9
}

/// A training step and a composed note of the seed's network, in milliseconds.
fn speeds(kernels: Kernels) -> Result<(f64, f64), Failure> {
    let pitches = (0..2_000).map(|it| Pitch::clamped(36 + it * 7919 % 61)).collect();
    let notes = Notes { train: pitches, held_out: Vec::new() };
    let config = ClassicConfig { split: SplitBy::Windows, ..ClassicConfig::default() };
    let mut trainer = Trainer::new(&notes, config.clone(), kernels)?;
    let mut failure = None;
    let step = fastest(12, || failure = trainer.step().err());
    if let Some(failure) = failure {
        return Err(failure.into());
    }
    let network = Network::new(&config);
    let (weights, statistics) = network.initial(&mut Chance::new(1, 0, 0));
    let mut windows = Staggered::new(&network, (&weights, &statistics), config.window, kernels);
    let mut note = 0.5;
    let time = fastest(200, || note = windows.step(note));
    Ok((step * 1e3, time * 1e3))
}

/// Seconds of the fastest of `n` runs: what the machine can do when nothing disturbs it.
fn fastest(n: usize, mut work: impl FnMut()) -> f64 {
    (0..n)
        .map(|_| {
            let watch = Stopwatch::start();
            work();
            watch.seconds()
        })
        .fold(f64::INFINITY, f64::min)
}
