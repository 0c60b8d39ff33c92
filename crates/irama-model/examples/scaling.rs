//! What a step of learning costs on several ranks, as one row of JSON; `bench/scaling` fits a model to
//! such rows.
//!
//! `mpirun -n N scaling LANES UNITS STEPS THREADS`, built with `cargo build --release -p irama-model --features
//! mpi --example scaling`; without mpirun, one rank. The default network of a large collection has
//! units 256,256; `UNITS` are joined by commas.

#![allow(clippy::print_stdout, reason = "its rows are what it is for")]

mod started;

use std::sync::Arc;

use irama_events::encode;
use irama_model::{
    Engine,
    events::{EventsConfig, Pieces, Sizes, Trainer, music::Song},
};
use irama_neural::{Chance, Kernels};
use irama_ranks::Ranks;
use irama_score::{Note, Part, Pitch, Program, Score, Tick, Velocity};
use started::{ranks, stopwatch};

/// Repetitions of what takes less than a step.
const N_REPEATS: usize = 30;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |it: usize, otherwise: usize| {
        args.get(it).map_or(otherwise, |it| it.parse().expect("a number because the usage says so"))
    };
    let (n_lanes, n_steps) = (number(0, 32), number(2, 10));
    let units = args.get(1).map_or("256,256", String::as_str);
    let units: Vec<usize> = units.split(',').filter_map(|it| it.parse().ok()).collect();
    let n_threads = number(3, 1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
    pool.expect("threads can be had").install(|| measure(n_lanes, &units, n_steps, ranks()));
}

/// The median and the least time of `work` in milliseconds, after two runs that do not count.
fn times(n: usize, mut work: impl FnMut()) -> [f64; 2] {
    let seconds = stopwatch();
    let mut times: Vec<f64> = (0..n + 2)
        .map(|_| {
            let before = seconds();
            work();
            (seconds() - before) * 1e3
        })
        .skip(2)
        .collect();
    times.sort_by(f64::total_cmp);
    [times[n / 2], times[0]]
}

fn measure(n_lanes: usize, units: &[usize], n_steps: usize, ranks: Ranks) {
    let config = EventsConfig {
        sizes: Sizes { embedding: units[0], units: units.to_vec(), head_units: 64 },
        n_lanes,
        n_steps: 1_000_000,
        check_every: 1_000_000,
        seed: 1,
        ..EventsConfig::for_rows(1_000_000)
    };
    let window = config.window;
    let engine = Engine { kernels: Kernels::best(), ranks: ranks.clone() };
    let trainer = Trainer::<irama_model::events::music::Music>::new(pieces(), config, None, engine);
    let mut trainer = trainer.expect("the settings can work");
    let before = ranks.traffic();
    let mut n = 0;
    let step = times(n_steps, || {
        n += 1;
        trainer.step().expect("the loss is finite");
    });
    let after = ranks.traffic();
    let n_weights = trainer.network().layout.len();
    let (mut sums, mut few) = (vec![1e-3; n_weights], [1e-3; 8]);
    let fellows = ranks.on_rows(n_lanes);
    let join = times(N_REPEATS, || fellows.share().join(&mut sums));
    let trip = times(N_REPEATS, || fellows.share().join(&mut few));
    if ranks.is_first() {
        println!(
            "{{\"ranks\": {}, \"threads\": {}, \"lanes\": {n_lanes}, \"window\": {window}, \"weights\": {n_weights}, \
             \"step_ms\": {:.3}, \"best_step_ms\": {:.3}, \"join_ms\": {:.3}, \"trip_ms\": {:.4}, \
             \"bytes_per_step\": {}, \"trips_per_step\": {}}}",
            ranks.size(),
            rayon::current_num_threads(),
            step[0],
            step[1],
            join[0],
            trip[0],
            (after.bytes - before.bytes) / n,
            (after.trips - before.trips) / n,
        );
    }
}

/// Made-up songs of three parts, eight bars each.
fn pieces() -> Arc<Pieces<Song>> {
    let song = |idx: u64| {
        let mut chance = Chance::new(idx, 0, 0);
        let mut part = |program: u8, is_drums: bool, every: u64| {
            let notes = (0..8 * 1920 / every).map(|it| Note {
                start: Tick(it * every),
                pitch: Pitch::clamped(36 + chance.below(48) as i32),
                duration: Tick(every),
                velocity: Velocity::clamped(60 + chance.below(40) as i32),
            });
            let notes = notes.collect();
            Part { program: Program::new(program), is_drums, notes, ..Part::default() }
        };
        let parts = vec![part(0, false, 240), part(33, false, 480), part(0, true, 120)];
        Song::new(encode(&Score { parts, end: Tick(8 * 1920), ..Score::default() }))
    };
    Arc::new(Pieces { train: (0..64).map(song).collect(), held_out: vec![song(64)] })
}
