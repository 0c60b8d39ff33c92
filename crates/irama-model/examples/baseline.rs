//! What the held-out songs of a corpus cost under the Markov baseline, field by field.
//!
//! `cargo run --release -p irama-model --example baseline -- CORPUS.zip [--seed N] [--without-context]
//! [--look-back]`

#![allow(clippy::print_stdout, reason = "its table is its result")]
#![allow(clippy::disallowed_methods, reason = "it measures, so it reads the clock")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot be made should fail loudly")]

use std::{ops::ControlFlow, path::PathBuf, time::Instant};

use irama_corpus::{CorpusConfig, Song, read_corpus, split};
use irama_events::{FIELDS, Piece, encode};
use irama_model::baseline::{Baseline, BaselineConfig, Given, Level, baseline};

/// How many of the songs are held out.
const SHARE: f64 = 0.1;

fn main() {
    let mut config = BaselineConfig::default();
    let (mut inputs, mut seed) = (Vec::new(), 1);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seed" => seed = args.next().unwrap().parse().unwrap(),
            "--events" => config.n_events = args.next().unwrap().parse().unwrap(),
            "--checked" => config.n_checked = args.next().unwrap().parse().unwrap(),
            "--gain" => config.least_gain = args.next().unwrap().parse().unwrap(),
            "--without-context" => config.given = Given { ensemble: false, bars_to_go: false },
            "--look-back" => config.has_look_back = true,
            _ => inputs.push(PathBuf::from(arg)),
        }
    }
    let corpus =
        read_corpus(&inputs, &CorpusConfig::default(), &|_| ControlFlow::Continue(())).unwrap();
    let sides = split(&corpus.songs, seed, SHARE);
    let pieces = |side: &[usize]| -> Vec<Piece> {
        side.iter().map(|it| encode(&score(&corpus.songs[*it]))).collect()
    };
    let (train, held_out) = (pieces(&sides.train), pieces(&sides.held_out));
    println!("{} songs to learn from, {} held out", train.len(), held_out.len());
    let start = Instant::now();
    let outcome = baseline(&train, &held_out, &config, &|_| {});
    let seconds = start.elapsed().as_secs_f64();
    match outcome {
        Some(it) => show(&it, seconds),
        None => println!("one side has no notes"),
    }
}

fn score(song: &Song) -> irama_score::Score {
    song.score().unwrap()
}

fn show(baseline: &Baseline, seconds: f64) {
    let n_notes = baseline.nll.n_notes;
    for field in FIELDS {
        println!("{:9} {:.3}", field.name(), baseline.nll.of(field));
        for chain in baseline.chains.iter().filter(|it| it.field == field) {
            let names: Vec<String> = chain.levels.iter().filter_map(name).collect();
            let cost = chain.costs.iter().sum::<f64>() / n_notes as f64;
            let situation = format!("{:?}", chain.situation).to_lowercase();
            println!("  {situation:7} {cost:.3}  {}", names.join(", "));
        }
    }
    let total = baseline.nll.total();
    println!("total     {total:.3}  nats a note, {n_notes} notes, {seconds:.1} s");
}

/// The element that a context adds; with a star where pitches are counted from another pitch.
fn name(level: &Level) -> Option<String> {
    let star = if level.is_relative { "*" } else { "" };
    Some(format!("{:?}{star}", level.element?))
}
