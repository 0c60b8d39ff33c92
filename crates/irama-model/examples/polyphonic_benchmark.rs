//! The published piano-roll benchmark: `polyphonic_benchmark FILE.json [--minutes M] [--seed N]`.
//!
//! Trains on `train`, selects on `valid`, and prints as a last line of JSON the exact joint negative
//! log-likelihood in nats per frame, first frames included: `{"valid": …, "test": …, "minutes": …}`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a tool for whoever measures"
)]
#![allow(clippy::disallowed_methods, reason = "it measures time")]

use std::{collections::BTreeMap, fs, sync::Arc, time::Instant};

use irama_model::events::{
    Dropouts, EventsConfig, Memory, Pieces, Sizes, Trainer,
    roll::{Roll, RollMemory},
};
use irama_neural::Kernels;

/// Times through the pieces, at most: what is small is known by heart after more, before the
/// learning rate has fallen.
const MAX_EPOCHS: usize = 90;

/// Pieces, frames, pitches.
type Frames = Vec<Vec<Vec<u8>>>;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        let place = args.iter().position(|it| it == name)?;
        args.get(place + 1).cloned()
    };
    let number = |name: &str, default: f64| option(name).map_or(default, |it| it.parse().unwrap());
    let Some(path) = args.first() else {
        eprintln!("give the JSON file: polyphonic_benchmark FILE.json [--minutes M] [--seed N]");
        std::process::exit(2);
    };
    let begin = Instant::now();
    let parts = read(path);
    let rolls = |name: &str| -> Vec<Roll> {
        let pieces = parts.get(name).map(Vec::as_slice).unwrap_or_default();
        let rolls = pieces.iter().map(|it| Roll::new(it).expect("pitches up to 126"));
        rolls.filter(|it| RollMemory::n_rows(it) > 0).collect()
    };
    let pieces = Arc::new(Pieces::<Roll> { train: rolls("train"), held_out: rolls("valid") });
    let n_rows: usize = pieces.train.iter().map(RollMemory::n_rows).sum();
    let is_small = n_rows < 200_000;
    let minutes = number("--minutes", if is_small { 26.0 } else { 52.0 });
    let units = number("--units", if is_small { 256.0 } else { 320.0 }) as usize;
    let mut config = EventsConfig {
        sizes: Sizes {
            embedding: units,
            units: vec![units; number("--layers", 2.0) as usize],
            head_units: number("--head", 192.0) as usize,
        },
        dropouts: Dropouts {
            input: number("--drop-in", 0.2) as f32,
            layers: number("--drop", if is_small { 0.5 } else { 0.3 }) as f32,
            heads: number("--drop-heads", if is_small { 0.3 } else { 0.2 }) as f32,
            recurrent: number("--connect", if is_small { 0.4 } else { 0.2 }) as f32,
            ..Dropouts::default()
        },
        n_lanes: number("--lanes", if is_small { 16.0 } else { 32.0 }) as usize,
        window: number("--window", 96.0) as usize,
        learning_rate: number("--rate", 3e-3) as f32,
        weight_decay: number("--decay", 0.02) as f32,
        average_kept: number("--average", 0.998) as f32,
        patience: usize::MAX,
        seed: number("--seed", 1.0) as u64,
        ..EventsConfig::for_rows(n_rows)
    };
    config.is_transposed = number("--transpose", 1.0) > 0.0;
    println!("{} pieces, {n_rows} rows, {} held out", pieces.train.len(), pieces.held_out.len());
    let mut trainer =
        Trainer::<RollMemory>::new(Arc::clone(&pieces), config, None, Kernels::best()).unwrap();
    let per_step = trainer.config().n_lanes * trainer.config().window;
    let enough = (MAX_EPOCHS * n_rows / per_step).max(1) as u64;
    let n_steps = option("--steps")
        .map_or_else(|| steps_in(&trainer, minutes).min(enough), |it| it.parse().unwrap());
    trainer.plan_steps(n_steps);
    println!("{} values, {n_steps} steps", trainer.network().layout.len());
    while trainer.ended().is_none() {
        let check = trainer.step().unwrap();
        let spent = begin.elapsed().as_secs_f64() / 60.0;
        if let Some(check) = check {
            println!(
                "step {:6}  {:6.1} epochs  {spent:5.1} minutes  loss {:.3}  valid {:.3}",
                check.step,
                check.epochs,
                check.loss,
                check.held_out.total()
            );
        }
        if spent > minutes * 1.1 {
            trainer.end_now();
        }
    }
    let (best, weights) = trainer.best().expect("a check because every run ends with one");
    let (valid, weights) = (best.held_out.total(), weights.to_vec());
    let test = rolls("test");
    let test = (!test.is_empty()).then(|| trainer.surprise(&test, &weights, 0).total());
    let minutes = begin.elapsed().as_secs_f64() / 60.0;
    println!("{}", serde_json::json!({ "valid": valid, "test": test, "minutes": minutes }));
}

/// Reads the parts of a benchmark set.
fn read(path: &str) -> BTreeMap<String, Frames> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| {
        eprintln!("could not read {path:?} ({error}); give a file with train and valid");
        std::process::exit(2);
    });
    serde_json::from_str(&text).unwrap_or_else(|error| {
        eprintln!("{path:?} is not of the form {{\"train\": [piece][frame][pitch], …}} ({error})");
        std::process::exit(2);
    })
}

/// Steps in the minutes that are left, checks included, by the median time of a few.
fn steps_in(trainer: &Trainer<RollMemory>, minutes: f64) -> u64 {
    let mut copy = trainer.clone();
    copy.plan_steps(1_000_000);
    let mut times: Vec<f64> = (0..30)
        .map(|_| {
            let begin = Instant::now();
            copy.step().unwrap();
            begin.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    ((minutes * 60.0 * 0.93 / times[times.len() / 2]) as u64).max(100)
}
