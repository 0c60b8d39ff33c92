//! Learns events models from a corpus and prints how they get better, for whoever tries settings:
//! `learn_events CORPUS… [--steps N] [--check N] [--seed N] [--members K] [--baseline 1] [--SETTING X]`.
//!
//! Several members are models of other seeds on the same split; the last lines tell what they reach
//! with their probabilities averaged. Settings stand in [`tried`].

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for whoever measures")]
#![allow(clippy::disallowed_methods, reason = "it measures time")]

use std::{ops::ControlFlow, path::PathBuf, sync::Arc, time::Instant};

use irama_corpus::{CorpusConfig, Keep, read_corpus, split};
use irama_events::{Piece, encode};
use irama_model::{
    baseline::{BaselineConfig, FieldNll, baseline},
    events::{
        Check, EventsConfig, Pieces, Trainer,
        music::{Music, Song, hide},
        surprise_together,
    },
};
use irama_neural::Kernels;

/// What was typed.
struct Args(Vec<String>);

impl Args {
    fn text(&self, name: &str) -> Option<&String> {
        self.0.get(self.0.iter().position(|it| it == name)? + 1)
    }

    fn number(&self, name: &str, default: f64) -> f64 {
        self.text(name).map_or(default, |it| it.parse().unwrap())
    }

    fn inputs(&self) -> Vec<PathBuf> {
        self.0.iter().take_while(|it| !it.starts_with("--")).map(PathBuf::from).collect()
    }
}

fn main() {
    let args = Args(std::env::args().skip(1).collect());
    let pieces = Arc::new(read(&args));
    let n_rows = pieces.train.iter().map(|it| it.piece.events.len()).sum();
    let (n_train, n_held_out) = (pieces.train.len(), pieces.held_out.len());
    println!("{n_train} pieces, {n_rows} rows; {n_held_out} held out");
    let has_baseline = args.number("--baseline", 0.0) > 0.0;
    let markov = if has_baseline { show_baseline(&pieces) } else { Vec::new() };
    let config = tried(&args, n_rows);
    let (mut members, begin) = (Vec::new(), Instant::now());
    for member in 0..args.number("--members", 1.0) as u64 {
        let config = EventsConfig { seed: config.seed + 1_000 * member, ..config.clone() };
        let (trainer, best) = learn(&pieces, config, begin);
        members.push(best);
        let (network, held_out) = (trainer.network(), &pieces.held_out);
        let all = surprise_together::<Music>(network, &members, held_out, 0, Kernels::best());
        let (n, seconds) = (members.len(), begin.elapsed().as_secs_f64());
        println!("together {n}: {:.3} {:.2?} {seconds:.0} s", all.total(), all.by_field);
        let file = |it: &Song| {
            let it = std::slice::from_ref(it);
            surprise_together::<Music>(network, &members, it, 0, Kernels::best()).total()
        };
        let won = held_out.iter().zip(&markov).filter(|(it, markov)| file(it) < **markov).count();
        if !markov.is_empty() {
            println!("better than the baseline on {won} of {} held-out files", markov.len());
        }
    }
}

fn read(args: &Args) -> Pieces<Song> {
    let config = CorpusConfig { keep: Keep::Scores, ..CorpusConfig::default() };
    let corpus = read_corpus(&args.inputs(), &config, &|_| ControlFlow::Continue(())).unwrap();
    let seed = args.number("--seed", 0.0) as u64;
    let parts = split(&corpus.songs, seed, args.number("--share", 0.1));
    let songs = |idxs: &[usize]| -> Vec<Song> {
        let scores = idxs.iter().filter_map(|it| corpus.songs[*it].score());
        scores.map(|it| Song::new(encode(&it))).collect()
    };
    Pieces { train: songs(&parts.train), held_out: songs(&parts.held_out) }
}

/// Prints what the Markov baseline reaches, and tells it by held-out file.
fn show_baseline(pieces: &Pieces<Song>) -> Vec<f64> {
    let plain = |songs: &[Song]| songs.iter().map(|it| it.piece.clone()).collect::<Vec<Piece>>();
    let (train, held_out) = (plain(&pieces.train), plain(&pieces.held_out));
    let Some(found) = baseline(&train, &held_out, &BaselineConfig::default(), &|_| {}) else {
        return Vec::new();
    };
    println!("baseline: {:.3}", found.nll.total());
    found.by_piece.iter().map(FieldNll::total).collect()
}

/// The settings to try: those of the product, changed as was typed.
fn tried(args: &Args, n_rows: usize) -> EventsConfig {
    let mut config = EventsConfig::for_rows(n_rows);
    let real = |name: &str, default: f32| args.number(name, f64::from(default)) as f32;
    let count = |name: &str, default: usize| args.number(name, default as f64) as usize;
    if let Some(units) = args.text("--units") {
        config.sizes.units = units.split(',').map(|it| it.parse().unwrap()).collect();
        config.sizes.embedding = config.sizes.units[0];
    }
    config.sizes.head_units = count("--head", config.sizes.head_units);
    config.n_lanes = count("--lanes", config.n_lanes);
    config.window = count("--window", config.window);
    config.learning_rate = real("--rate", config.learning_rate);
    config.dropouts.layers = real("--drop", config.dropouts.layers);
    config.dropouts.input = real("--drop-in", config.dropouts.input);
    config.dropouts.recurrent = real("--connect", config.dropouts.recurrent);
    config.dropouts.heads = real("--drop-heads", config.dropouts.heads);
    config.dropouts.manner = real("--drop-manner", config.dropouts.manner);
    config.dropouts.facts = real("--drop-facts", config.dropouts.facts);
    config.weight_decay = real("--decay", config.weight_decay);
    config.average_kept = real("--average", config.average_kept);
    config.louder = count("--louder", config.louder.into()) as u8;
    config.is_transposed = args.number("--transpose", 1.0) > 0.0;
    config.n_steps = count("--steps", 1_000) as u64;
    config.check_every = count("--check", 50) as u64;
    config.seed = args.number("--seed", 0.0) as u64;
    config
}

/// Learns, and tells the best weights.
fn learn(
    pieces: &Arc<Pieces<Song>>,
    config: EventsConfig,
    begin: Instant,
) -> (Trainer<Music>, Vec<f32>) {
    let mut trainer =
        Trainer::<Music>::new(Arc::clone(pieces), config, None, Kernels::best()).unwrap();
    println!("{} values, {:?}", trainer.network().layout.len(), trainer.config().sizes);
    while trainer.ended().is_none() {
        if let Some(check) = trainer.step().unwrap() {
            println!("{}", line(&check, begin.elapsed().as_secs_f64()));
        }
    }
    let best = trainer.best().unwrap().1.to_vec();
    for (name, hidden) in [("all given", 0), ("nothing given", hide::ALL)] {
        let surprise = trainer.surprise(&pieces.held_out, &best, hidden);
        println!("{name}: {:.3} {:.2?}", surprise.total(), surprise.by_field);
    }
    (trainer, best)
}

fn line(check: &Check, seconds: f64) -> String {
    let Check { step, epochs, loss, held_out, .. } = check;
    let fields: Vec<String> = held_out.by_field.iter().map(|it| format!("{it:.2}")).collect();
    format!(
        "{step:5} {epochs:6.1} epochs {seconds:5.0} s  loss {loss:.3}  held out {:.3}  {}",
        held_out.total(),
        fields.join(" ")
    )
}
