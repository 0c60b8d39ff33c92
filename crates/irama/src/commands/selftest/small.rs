//! Small runs of both kinds of models: the same bits from all kernels, and files that come back.

use std::sync::Arc;

use irama_corpus::house_loops_from;
use irama_events::encode;
use irama_model::{
    Model,
    classic::{self, ClassicComposing, ClassicConfig, ClassicModel, Notes, SplitBy, to_score},
    events::{
        self, Band, Brief, Composing, EventsConfig, EventsModel, Origin, Pieces, Sizes,
        music::{Music, Song},
    },
};
use irama_neural::Kernels;
use irama_score::{Pitch, Score, Tick, Velocity, read_midi, write_midi};

use crate::failure::Failure;

/// A model that was learned, and a piece that it composed.
type Made = (Model, Score);

fn run_classic(kernels: Kernels) -> Result<Made, Failure> {
    let pitches = (0..150).map(|it| Pitch::clamped(48 + it * 7 % 25)).collect();
    let notes = Notes { train: pitches, held_out: Vec::new() };
    let config = ClassicConfig {
        window: 9,
        units: vec![33, 17],
        dense_units: 5,
        batch: 19,
        n_epochs: 2,
        split: SplitBy::Windows,
        ..ClassicConfig::default()
    };
    let mut trainer = classic::Trainer::new(&notes, config, kernels)?;
    while trainer.ended().is_none() {
        trainer.step()?;
    }
    let model = ClassicModel::best_of(&trainer, Vec::new()).ok_or_else(nothing_learned)?;
    let composing = ClassicComposing { n_notes: 40, ..ClassicComposing::default() };
    let pitches = classic::compose(&model, &composing, kernels, |_| true)?;
    let piece = to_score(&pitches, Tick::quarters(1), Velocity::clamped(80), 500_000);
    Ok((Model::Classic(model.into()), piece))
}

fn run_events(kernels: Kernels) -> Result<Made, Failure> {
    let mut songs: Vec<Song> =
        house_loops_from(1, 4).iter().map(|it| Song::new(encode(&it.score))).collect();
    let held_out = songs.split_off(3);
    let origin = Origin { bands: Band::of_all(&songs), ..Origin::default() };
    let config = EventsConfig {
        sizes: Sizes { embedding: 19, units: vec![19, 17], head_units: 9 },
        n_lanes: 11,
        window: 13,
        ..EventsConfig::for_rows(0).with_steps(6)
    };
    let pieces = Arc::new(Pieces { train: songs, held_out });
    let mut trainer = events::Trainer::<Music>::new(pieces, config, None, kernels)?;
    while trainer.ended().is_none() {
        trainer.step()?;
    }
    let model = EventsModel::best_of(&trainer, origin).ok_or_else(nothing_learned)?;
    let brief = Brief { bars: Some(2), ..Brief::default() };
    let composing = Composing { brief, ..Composing::default() };
    let piece = events::compose(&model, &composing, kernels, |_| true)?.score;
    Ok((Model::Events(model.into()), piece))
}

fn nothing_learned() -> Failure {
    Failure::failed(anyhow::anyhow!("a small run has no best model"))
}

/// Trains and composes with all kernels and several numbers of threads.
pub(super) fn disagreeing_kernels() -> Result<Vec<String>, Failure> {
    let run = |kernels: Kernels, n_threads: usize| -> Result<_, Failure> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
        let pool = pool.map_err(Failure::failed)?;
        pool.install(|| {
            let made = [run_classic(kernels)?, run_events(kernels)?];
            Ok(made.map(|(model, piece)| (model.to_bytes(), piece)))
        })
    };
    let expected = run(Kernels::PORTABLE, 1)?;
    let mut disagreeing = Vec::new();
    for kernels in Kernels::available() {
        for n_threads in [1, 2, 3] {
            if run(kernels, n_threads)? != expected {
                disagreeing.push(format!("{} with {n_threads} threads", kernels.name()));
            }
        }
    }
    Ok(disagreeing)
}

/// Writes and reads back every format.
pub(super) fn formats_that_fail() -> Result<Vec<String>, Failure> {
    let mut failing = Vec::new();
    for (model, piece) in [run_classic(Kernels::best())?, run_events(Kernels::best())?] {
        let midi = write_midi(&piece).map_err(Failure::failed)?;
        let (bytes, exported) = (model.to_bytes(), model.to_safetensors());
        let is_same = |it: Result<Model, String>| it.is_ok_and(|it| it.to_bytes() == bytes);
        let comes_back = [
            ("MIDI", read_midi(&midi).is_ok_and(|it| it.score == piece && it.repairs.is_empty())),
            ("model", is_same(Model::from_bytes(&bytes))),
            ("safetensors", is_same(Model::from_safetensors(&exported))),
        ];
        let bad = comes_back.into_iter().filter(|it| !it.1);
        failing.extend(bad.map(|(name, _)| format!("{name} ({})", model.kind())));
    }
    Ok(failing)
}
