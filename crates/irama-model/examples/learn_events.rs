//! Learns an events model from a corpus and prints how it gets better: `learn_events CORPUS.zip
//! [--minutes M] [--seed N]`.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for whoever measures")]
#![allow(clippy::disallowed_methods, reason = "it measures time")]

use std::{sync::Arc, time::Instant};

use irama_corpus::{CorpusConfig, Keep, read_corpus, split};
use irama_events::encode;
use irama_model::events::{
    EventsConfig, Pieces, Trainer,
    music::{Music, Song, hide},
    surprise_together,
};
use irama_neural::Kernels;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        let place = args.iter().position(|it| it == name)?;
        args.get(place + 1).cloned()
    };
    let number = |name: &str, default: f64| option(name).map_or(default, |it| it.parse().unwrap());
    let seed = number("--seed", 0.0) as u64;
    let config = CorpusConfig { keep: Keep::Scores, ..CorpusConfig::default() };
    let corpus =
        read_corpus(&[args[0].clone().into()], &config, &|_| std::ops::ControlFlow::Continue(()))
            .unwrap();
    let parts = split(&corpus.songs, seed, number("--share", 0.1));
    let songs = |idxs: &[usize]| -> Vec<Song> {
        let scores = idxs.iter().filter_map(|it| corpus.songs[*it].score());
        scores.map(|it| Song::new(encode(&it))).collect()
    };
    let pieces = Pieces { train: songs(&parts.train), held_out: songs(&parts.held_out) };
    let n_rows: usize = pieces.train.iter().map(|it| it.piece.events.len()).sum();
    println!("{} pieces, {n_rows} rows; {} held out", pieces.train.len(), pieces.held_out.len());
    let (held_out, pieces) = (pieces.held_out.clone(), Arc::new(pieces));
    let mut config = EventsConfig::for_rows(n_rows);
    config.seed = seed;
    if let Some(units) = option("--units") {
        config.sizes.units = units.split(',').map(|it| it.parse().unwrap()).collect();
        config.sizes.embedding = config.sizes.units[0];
    }
    config.sizes.head_units = number("--head", config.sizes.head_units as f64) as usize;
    config.n_lanes = number("--lanes", config.n_lanes as f64) as usize;
    config.window = number("--window", config.window as f64) as usize;
    config.learning_rate = number("--rate", f64::from(config.learning_rate)) as f32;
    config.dropouts.layers = number("--drop", f64::from(config.dropouts.layers)) as f32;
    config.dropouts.input = number("--drop-in", f64::from(config.dropouts.input)) as f32;
    config.dropouts.recurrent = number("--connect", f64::from(config.dropouts.recurrent)) as f32;
    config.dropouts.heads = number("--drop-heads", f64::from(config.dropouts.heads)) as f32;
    config.dropouts.manner = number("--drop-manner", f64::from(config.dropouts.manner)) as f32;
    config.dropouts.facts = number("--drop-facts", f64::from(config.dropouts.facts)) as f32;
    config.weight_decay = number("--decay", f64::from(config.weight_decay)) as f32;
    config.average_kept = number("--average", f64::from(config.average_kept)) as f32;
    config.louder = number("--louder", f64::from(config.louder)) as u8;
    config.is_transposed = number("--transpose", 1.0) > 0.0;
    config.n_steps = number("--steps", 1000.0) as u64;
    config.check_every = number("--check", 50.0) as u64;
    let mut members: Vec<Vec<f32>> = Vec::new();
    let begin = Instant::now();
    for member in 0..number("--members", 1.0) as u64 {
        let mut config = config.clone();
        config.seed = seed + 1000 * member;
        let mut trainer =
            Trainer::<Music>::new(pieces.clone(), config, None, Kernels::best()).unwrap();
        println!("{} values, {:?}", trainer.network().layout.len(), trainer.config().sizes);
        while trainer.ended().is_none() {
            if let Some(check) = trainer.step().unwrap() {
                let fields: Vec<String> =
                    check.held_out.by_field.iter().map(|it| format!("{it:.2}")).collect();
                println!(
                    "{:5} {:6.1} epochs {:5.0} s  loss {:.3}  held out {:.3}  {}",
                    check.step,
                    check.epochs,
                    begin.elapsed().as_secs_f64(),
                    check.loss,
                    check.held_out.total(),
                    fields.join(" "),
                );
            }
        }
        let best = trainer.best().unwrap().1.to_vec();
        for (name, hidden) in [("all given", 0), ("nothing given", hide::ALL)] {
            let surprise = trainer.surprise(&held_out, &best, hidden);
            println!("{name}: {:.3} {:.2?}", surprise.total(), surprise.by_field);
        }
        members.push(best);
        let all =
            surprise_together::<Music>(trainer.network(), &members, &held_out, 0, Kernels::best());
        println!(
            "together {}: {:.3} {:.2?} {:.0} s",
            members.len(),
            all.total(),
            all.by_field,
            begin.elapsed().as_secs_f64()
        );
    }
}
