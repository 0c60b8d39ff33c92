//! Small models, trained ones and such as nobody would train.

use std::sync::{Arc, OnceLock};

use irama_events::{Passages, encode};
use irama_model::events::{
    Band, Dropouts, EventsConfig, EventsModel, Origin, Pieces, Sizes, Trainer,
    music::{Music, Song},
};
use irama_neural::{Chance, Kernels};
use irama_score::{Note, Part, Pitch, Program, Score, Tick, Velocity};

/// A piece of four bars: chords, a line above them, and drums.
pub(crate) fn score(idx: u8) -> Score {
    let note = |step: u64, pitch: u8, duration: u64, level: u8| Note {
        start: Tick(step * 120),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(duration * 120),
        velocity: Velocity::new(level).unwrap(),
    };
    let root = |bar: u64| 48 + (idx + [0, 5, 7, 0][bar as usize % 4]) % 12;
    let chords = (0..4).flat_map(|bar| [0, 4, 7].map(|up| note(bar * 16, root(bar) + up, 14, 70)));
    let line =
        (0..32).map(|it| note(it * 2, root(it / 8) + 12 + [0, 4, 7, 4][it as usize % 4], 2, 90));
    let drums = (0..64).step_by(4).map(|it| note(it, if it % 8 == 0 { 36 } else { 38 }, 1, 100));
    let part = |program: u8, is_drums: bool, notes: Vec<Note>| Part {
        program: Program::new(program),
        is_drums,
        notes,
        ..Part::default()
    };
    let parts = vec![
        part(0, false, chords.collect()),
        part(26, false, line.collect()),
        part(0, true, drums.collect()),
    ];
    Score { parts, end: Tick(64 * 120), ..Score::default() }
}

/// A model that has learned for `n_steps` steps; it is learned once.
pub(crate) fn trained() -> &'static EventsModel {
    static MODEL: OnceLock<EventsModel> = OnceLock::new();
    MODEL.get_or_init(|| learn(60))
}

fn learn(n_steps: u64) -> EventsModel {
    let songs = |idxs: std::ops::Range<u8>| idxs.map(|it| Song::new(encode(&score(it)))).collect();
    let pieces = Arc::new(Pieces { train: songs(0..7), held_out: songs(7..9) });
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
