//! What weights of 16 bits cost in nats: `precision MODEL.irama CORPUS…`, on the files that the
//! model held out.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for whoever measures")]

use std::{ops::ControlFlow, path::PathBuf};

use irama_corpus::{CorpusConfig, Keep, read_corpus, split};
use irama_events::encode;
use irama_model::events::{
    EventsModel, Passes,
    music::{Music, Song},
    surprise,
};
use irama_neural::{Kernels, Precision};

fn main() {
    let mut args = std::env::args().skip(1);
    let model = EventsModel::load(args.next().expect("a model").as_ref()).unwrap();
    let inputs: Vec<PathBuf> = args.map(PathBuf::from).collect();
    let config = CorpusConfig { keep: Keep::Scores, ..CorpusConfig::default() };
    let corpus = read_corpus(&inputs, &config, &|_| ControlFlow::Continue(())).unwrap();
    let held_out = split(&corpus.songs, model.config.seed, model.config.held_out).held_out;
    let scores = held_out.iter().filter_map(|it| corpus.songs[*it].score());
    let songs: Vec<Song> = scores.map(|it| Song::new(encode(&it))).collect();
    for (name, precision) in [("32 bits", Precision::F32), ("16 bits", Precision::Bf16)] {
        let weights = model.network().rounded(&model.weights, precision);
        let (network, mut passes) = (model.network(), Passes::default());
        let nats =
            surprise::<Music>(network, &weights, &songs, 0, Kernels::best(), &mut passes).total();
        println!("{name} {nats:.5} nats a note");
    }
}
