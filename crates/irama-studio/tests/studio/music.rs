//! A model that has learned a little, once for all tests.

use std::sync::{Arc, OnceLock};

use irama_corpus::house_loops_from;
use irama_events::{Passages, encode};
use irama_model::{
    Model,
    events::{
        Band, Dropouts, EventsConfig, EventsModel, Origin, Pieces, Sizes, Trainer,
        music::{Music, Song},
    },
};
use irama_neural::Kernels;

/// A small events model, as a file.
pub(crate) fn model() -> &'static [u8] {
    static MODEL: OnceLock<Vec<u8>> = OnceLock::new();
    MODEL.get_or_init(|| Model::Events(Box::new(learned())).to_bytes())
}

fn learned() -> EventsModel {
    let loops = house_loops_from(7, 8);
    let song = |it: &irama_corpus::HouseLoop| Song::new(encode(&it.score));
    let pieces = Pieces {
        train: loops[2..].iter().map(song).collect(),
        held_out: loops[..2].iter().map(song).collect(),
    };
    let config = EventsConfig {
        sizes: Sizes { embedding: 12, units: vec![12], head_units: 8 },
        dropouts: Dropouts::default(),
        n_lanes: 8,
        window: 16,
        seed: 3,
        ..EventsConfig::for_rows(1_000).with_steps(60)
    };
    let origin = Origin {
        bands: Band::of_all(&pieces.train),
        passages: Passages::learn(loops[2..].iter().map(|it| it.score.clone())),
        ..Origin::default()
    };
    let mut trainer =
        Trainer::<Music>::new(Arc::new(pieces), config, None, Kernels::best()).unwrap();
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    EventsModel::best_of(&trainer, origin).unwrap()
}
