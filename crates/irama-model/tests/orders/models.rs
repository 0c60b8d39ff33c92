//! Small models, trained ones and such as nobody would train.

use std::sync::OnceLock;

use irama_events::Passages;
use irama_model::events::{
    Band, Dropouts, EventsConfig, EventsModel, Origin, Sizes, Trainer, music::Music,
};
use irama_neural::{Chance, Kernels};

use crate::pieces::{pieces, score};

/// A model that has learned for `n_steps` steps; it is learned once.
pub(crate) fn trained() -> &'static EventsModel {
    static MODEL: OnceLock<EventsModel> = OnceLock::new();
    MODEL.get_or_init(|| learn(60))
}

fn learn(n_steps: u64) -> EventsModel {
    let pieces = pieces();
    let config = EventsConfig {
        sizes: Sizes { embedding: 12, units: vec![12], head_units: 8 },
        dropouts: Dropouts { input: 0.1, layers: 0.2, heads: 0.1, ..Dropouts::default() },
        n_lanes: 8,
        window: 16,
        seed: 3,
        ..EventsConfig::for_rows(1_000).with_steps(n_steps)
    };
    let origin = Origin {
        bands: Band::of_all(&pieces.train),
        passages: Passages::learn((0..7).map(score)),
        ..Origin::default()
    };
    let mut trainer = Trainer::<Music>::new(pieces, config, None, Kernels::best()).unwrap();
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    EventsModel::best_of(&trainer, origin).unwrap()
}

/// Models of all kinds: trained, untrained, wild, and with one value of each field far too likely.
pub(crate) fn any(number: u64) -> EventsModel {
    let mut model = trained().clone();
    let mut chance = Chance::new(number, 91, 0);
    let scale = match number % 5 {
        0 => return model,
        1 => 0.02,
        2 => 0.3,
        3 => 5.0,
        _ => 0.1,
    };
    // Cheap and wild enough: uniform instead of normal.
    model.weights.iter_mut().for_each(|it| *it = ((chance.uniform() * 2.0 - 1.0) * scale) as f32);
    if number % 5 == 4 {
        let layout = model.network().layout.clone();
        for entry in layout.entries().iter().filter(|it| it.name.ends_with("output/bias")) {
            let favourite = entry.range.start + chance.below(entry.range.len());
            model.weights[favourite] = 30.0;
        }
    }
    model
}
