//! What the songs that a model held out cost, style by style: `base_evidence MODEL.irama FOLDER…`, with
//! the inputs that it learned from, a style each, in their order.
//!
//! Beside it the same with weights of 16 bits, with the style not told, and under a Markov model of
//! the style's own songs.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for whoever measures")]

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use irama_corpus::{CorpusConfig, Keep, display_name, read_corpus, split};
use irama_events::{Piece, encode};
use irama_model::{
    Model,
    baseline::{BaselineConfig, baseline},
    events::{
        EventsModel, Passes,
        music::{Music, Song, hide},
        surprise,
    },
};
use irama_neural::Kernels;
use rayon::prelude::*;

/// The songs of one style.
#[derive(Default)]
struct Style {
    train: Vec<Song>,
    held_out: Vec<Song>,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (model, inputs) = args.split_first().expect("a model and what it learned from");
    let Model::Events(model) = Model::load(model.as_ref()).unwrap() else {
        panic!("give an events model")
    };
    let small = EventsModel::from_bytes(&model.to_small_bytes()).unwrap();
    println!("| style | songs held out | notes | Markov | LSTM | style not told | 16 bits |");
    println!("|---|---|---|---|---|---|---|");
    for (name, style) in model.styles.iter().zip(read(inputs, &model)) {
        let nll = |model: &EventsModel, hidden: u8| {
            let mut passes = Passes::default();
            let (network, weights) = (model.network(), &model.weights);
            let pieces = &style.held_out;
            surprise::<Music>(network, weights, pieces, hidden, Kernels::best(), &mut passes)
        };
        let (whole, untold, halved) = (nll(&model, 0), nll(&model, hide::STYLE), nll(&small, 0));
        println!(
            "| {name} | {} | {} | {:.3} | {:.3} | {:.3} | {:+.5} |",
            style.held_out.len(),
            whole.n,
            markov(&style),
            whole.total(),
            untold.total(),
            halved.total() - whole.total()
        );
    }
}

/// The songs of each input, split as the model's learning did.
fn read(inputs: &[String], model: &EventsModel) -> Vec<Style> {
    let paths: Vec<PathBuf> = inputs.iter().map(PathBuf::from).collect();
    let config = CorpusConfig { keep: Keep::Scores, ..CorpusConfig::default() };
    let corpus = read_corpus(&paths, &config, &|_| ControlFlow::Continue(())).unwrap();
    let sides = split(&corpus.songs, model.config.seed, model.config.held_out);
    let of = |side: &[usize], number: usize| -> Vec<Song> {
        let start = display_name(&paths[number]);
        let own = side.par_iter().map(|it| &corpus.songs[*it]);
        own.filter(|it| Path::new(&it.path).starts_with(&start))
            .map(|it| {
                let mut song = Song::new(encode(&it.score().unwrap()));
                song.given.style = Some(number as u8);
                song
            })
            .collect()
    };
    let style =
        |number| Style { train: of(&sides.train, number), held_out: of(&sides.held_out, number) };
    (0..paths.len()).map(style).collect()
}

fn markov(style: &Style) -> f64 {
    let pieces = |songs: &[Song]| songs.iter().map(|it| it.piece.clone()).collect::<Vec<Piece>>();
    let (train, held_out) = (pieces(&style.train), pieces(&style.held_out));
    let found = baseline(&train, &held_out, &BaselineConfig::default(), &|_| ());
    found.map_or(f64::NAN, |it| it.nll.total())
}
