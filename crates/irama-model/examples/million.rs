//! A collection that is larger than memory should be: synthetic loops are sharded by all ranks together
//! and learned from. Each rank prints a row of JSON with its times and the most memory that it took.
//!
//! `mpirun -n N million FOLDER N_LOOPS STEPS LANES`, built like the example `scaling`; a folder that has
//! the shards already is used as it is.

#![allow(clippy::print_stdout, reason = "its rows are what it is for")]

mod started;

use std::{path::PathBuf, sync::Arc};

use irama_events::encode;
use irama_model::{
    Engine,
    events::{
        EventsConfig, Pieces, Sizes, Trainer,
        music::Song,
        shards::{Building, StoredMusic, build},
    },
};
use irama_neural::{Chance, Kernels};
use irama_ranks::Ranks;
use irama_score::{Note, Part, Pitch, Program, Score, Tick, Velocity};
use started::{ranks, stopwatch};

/// Loops that are held out to check with: enough for a figure, and a bound for what a check costs.
const HELD_OUT: usize = 500;
/// Tells these loops from other collections.
const ORIGIN: u64 = 1;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |it: usize, otherwise: usize| {
        args.get(it).map_or(otherwise, |it| it.parse().expect("a number because the usage says so"))
    };
    let folder = PathBuf::from(args.first().expect("a folder because the usage says so"));
    let (n_loops, n_steps, n_lanes) = (number(1, 10_000), number(2, 20), number(3, 32));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be had");
    pool.install(|| run(&folder, n_loops, n_steps, n_lanes, &ranks()));
}

fn run(folder: &std::path::Path, n_loops: usize, n_steps: usize, n_lanes: usize, ranks: &Ranks) {
    let seconds = stopwatch();
    let piece = |idx: usize| Some(made_up(idx as u64));
    let done = |n: usize| {
        if ranks.is_first() && n.is_multiple_of(16 * irama_model::events::shards::PIECES) {
            println!("{n} loops on the first rank after {:.0} s", seconds());
        }
    };
    let building = Building { n_pieces: n_loops, origin: ORIGIN, piece: &piece, done: &done };
    let shards = Arc::new(build(folder, &building, ranks).expect("the folder can be written"));
    let built = seconds();
    let mut train = shards.pieces();
    let held_out = train.split_off(train.len() - HELD_OUT);
    let pieces = Arc::new(Pieces { train, held_out });
    let opened = seconds();
    let config = EventsConfig {
        sizes: Sizes { embedding: 256, units: vec![256, 256], head_units: 64 },
        n_lanes,
        n_steps: n_steps as u64,
        check_every: n_steps as u64,
        seed: 1,
        ..EventsConfig::for_rows(1_000_000)
    };
    let engine = Engine { kernels: Kernels::best(), ranks: ranks.clone() };
    let trainer = Trainer::<StoredMusic>::new(pieces, config, None, engine);
    let mut trainer = trainer.expect("the settings can work");
    let n_rows = trainer.n_rows();
    let begun = seconds();
    while trainer.n_steps() + 1 < n_steps as u64 {
        trainer.step().expect("the loss is finite");
    }
    let learned = seconds();
    trainer.step().expect("the loss is finite");
    println!(
        "{{\"rank\": {}, \"ranks\": {}, \"loops\": {n_loops}, \"rows\": {n_rows}, \"build_s\": {built:.1}, \
         \"open_s\": {:.2}, \"step_ms\": {:.1}, \"check_s\": {:.1}, \"peak_mb\": {}}}",
        ranks.rank(),
        ranks.size(),
        opened - built,
        (learned - begun) * 1e3 / (n_steps - 1) as f64,
        seconds() - learned,
        peak_megabytes(),
    );
}

/// A loop of four bars: chords, a bass and drums.
fn made_up(idx: u64) -> Song {
    let mut chance = Chance::new(idx, 1, 0);
    let root = 48 + chance.below(12) as i32;
    let mut part = |program: u8, is_drums: bool, every: u64, base: i32, reach: usize| {
        let notes = (0..4 * 1920 / every).map(|it| Note {
            start: Tick(it * every),
            pitch: Pitch::clamped(base + chance.below(reach) as i32),
            duration: Tick(every),
            velocity: Velocity::clamped(60 + chance.below(40) as i32),
        });
        let notes = notes.collect();
        Part { program: Program::new(program), is_drums, notes, ..Part::default() }
    };
    let parts = vec![
        part(0, false, 480, root, 12),
        part(33, false, 480, root - 12, 12),
        part(0, true, 240, 36, 8),
    ];
    Song::new(encode(&Score { parts, end: Tick(4 * 1920), ..Score::default() }))
}

/// The most memory that this process had, where the system tells.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|it| it.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
