//! Models with a header that was tampered with: refused, or one that composes.
//!
//! An events model has megabytes of weights, which no fuzzer can learn. So an input chooses one of two
//! small models and says which bytes of its header to replace: (place, place, byte) again and again. What
//! begins with another byte is taken as a whole file. No checksum stands in the way: whoever makes a
//! hostile file makes that too.

#![no_main]

use std::sync::{Arc, OnceLock};

use irama_corpus::house_loops_from;
use irama_events::encode;
use irama_model::{
    Model,
    classic::{self, ClassicComposing, ClassicConfig, ClassicModel, Notes},
    events::{
        self, Brief, Composing, EventsConfig, EventsModel, Origin, Pieces, Sizes,
        music::{Music, Song},
    },
};
use irama_neural::Kernels;
use irama_score::Pitch;
use libfuzzer_sys::fuzz_target;

static MODELS: OnceLock<[Vec<u8>; 2]> = OnceLock::new();

fn classic_model() -> Vec<u8> {
    let pitches = |n: i32| (0..n).map(|it| Pitch::clamped(50 + it * 7 % 12)).collect();
    let notes = Notes { train: pitches(60), held_out: pitches(30) };
    let config = ClassicConfig { units: vec![4], window: 5, n_epochs: 1, ..Default::default() };
    let mut run = classic::Trainer::new(&notes, config, Kernels::best()).unwrap();
    while run.ended().is_none() {
        run.step().unwrap();
    }
    ClassicModel::best_of(&run, Vec::new()).unwrap().to_safetensors()
}

fn events_model() -> Vec<u8> {
    let songs: Vec<Song> =
        house_loops_from(1, 3).iter().map(|it| Song::new(encode(&it.score))).collect();
    let pieces = Arc::new(Pieces { train: songs[1..].to_vec(), held_out: songs[..1].to_vec() });
    let config = EventsConfig {
        sizes: Sizes { embedding: 4, units: vec![4], head_units: 4 },
        n_lanes: 2,
        window: 8,
        ..EventsConfig::for_rows(0).with_steps(1)
    };
    let mut run = events::Trainer::<Music>::new(pieces, config, None, Kernels::best()).unwrap();
    run.step().unwrap();
    EventsModel::best_of(&run, Origin::default()).unwrap().to_safetensors()
}

/// The model that an input stands for.
fn model_of(input: &[u8]) -> Vec<u8> {
    let models = MODELS.get_or_init(|| [classic_model(), events_model()]);
    let Some((model, rest)) =
        input.split_first().and_then(|it| Some((models.get(usize::from(*it.0))?, it.1)))
    else {
        return input.to_vec();
    };
    let mut bytes = model.clone();
    for it in rest.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([it[0], it[1]]));
        if let Some(byte) = bytes.get_mut(place) {
            *byte = it[2];
        }
    }
    bytes
}

fuzz_target!(|input: &[u8]| {
    let bytes = model_of(input);
    match Model::from_bytes(&bytes).or_else(|_| Model::from_safetensors(&bytes)) {
        Err(_) => (),
        Ok(Model::Classic(model)) => {
            let config = ClassicComposing { n_notes: 2, ..ClassicComposing::default() };
            let _ = classic::compose(&model, &config, Kernels::best(), |_| true);
        }
        Ok(Model::Events(model)) => {
            let brief = Brief { bars: Some(1), particles: Some(1), ..Brief::default() };
            let config = Composing { brief, ..Composing::default() };
            let _ = events::compose(&model, &config, Kernels::best(), |_| true);
        }
    }
});
