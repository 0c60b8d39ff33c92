//! The events model on small made-up pieces: the same bits however it is run, stopped or threaded.

#![allow(clippy::unwrap_used, reason = "a test should fail loudly")]

mod pieces;
mod settings;

use std::sync::Arc;

use irama_events::{Piece, encode, snap};
use irama_model::{
    Model, checkpoint,
    events::{
        Band, Brief, Composing, EventsConfig, EventsModel, Origin, PartBrief, Sizes, Temperature,
        Trainer, compose, load_run,
        music::{Music, hide},
        save_run,
    },
};
use irama_neural::Kernels;
use irama_score::{Program, Score};

use pieces::{pieces, score};
use settings::small_config;

fn config() -> EventsConfig {
    EventsConfig { n_lanes: 10, n_steps: 30, check_every: 9, ..small_config() }
}

fn trainer(kernels: Kernels) -> Trainer<Music> {
    Trainer::new(pieces(), config(), None, kernels).unwrap()
}

fn origin() -> Origin {
    Origin { bands: Band::of_all(&pieces().train), ..Origin::default() }
}

fn finish(mut trainer: Trainer<Music>) -> EventsModel {
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    EventsModel::best_of(&trainer, origin()).unwrap()
}

#[test]
fn threads_and_kernels_change_no_byte_of_a_model_and_a_piece() {
    let run = |n_threads: usize, kernels: Kernels| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| {
            let model = finish(trainer(kernels));
            let composed = compose(&model, &Composing::default(), kernels, |_| true).unwrap();
            (model.to_bytes(), composed.score)
        })
    };
    let expected = run(1, Kernels::best());
    for (n_threads, kernels) in [(2, Kernels::best()), (3, Kernels::PORTABLE), (8, Kernels::best())]
    {
        assert!(run(n_threads, kernels) == expected, "{n_threads} threads, {}", kernels.name());
    }
}

#[test]
fn a_resumed_run_ends_in_the_same_bytes() {
    let expected = finish(trainer(Kernels::best())).to_bytes();
    for n_before in [1, 8, 9, 17] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.irama");
        let mut first = trainer(Kernels::best());
        (0..n_before).for_each(|_| assert!(first.step().is_ok()));
        save_run(&first, &path).unwrap();
        drop(first);
        let resumed =
            load_run::<Music>(&path, &pieces(), Kernels::best(), |it| *it == config(), |_| ());
        let resumed = resumed.unwrap().unwrap();
        assert_eq!(resumed.n_steps(), n_before);
        assert!(finish(resumed).to_bytes() == expected, "stopped after {n_before} steps");
    }
}

#[test]
fn a_run_of_other_pieces_is_not_resumed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.irama");
    let mut first = trainer(Kernels::best());
    first.step().unwrap();
    save_run(&first, &path).unwrap();
    let mut others = (*pieces()).clone();
    others.train.pop();
    let others = Arc::new(others);
    let error = load_run::<Music>(&path, &others, Kernels::best(), |_| true, |_| ()).unwrap_err();
    assert!(error.to_string().contains("begin anew"), "{error}");
}

#[test]
fn each_of_a_thousand_damages_to_a_state_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.irama");
    let sizes = Sizes { embedding: 2, units: vec![2], head_units: 1 };
    let config = EventsConfig { sizes, ..config() };
    let mut first = Trainer::<Music>::new(pieces(), config, None, Kernels::best()).unwrap();
    first.step().unwrap();
    save_run(&first, &path).unwrap();
    let state = checkpoint::recent_runs(&path)[0].clone();
    let whole = std::fs::read(&state).unwrap();
    for it in 0..1_000 {
        let at = it * whole.len() / 1_000;
        let mut damaged = whole.clone();
        if it % 4 == 3 {
            damaged.truncate(at)
        } else {
            damaged[at] ^= 1 << (it % 8)
        }
        std::fs::write(&state, damaged).unwrap();
        let mut warnings = Vec::new();
        let resumed =
            load_run::<Music>(&path, &pieces(), Kernels::best(), |_| true, |it| warnings.push(it));
        assert!(resumed.unwrap().is_none(), "byte {at}");
        assert!(warnings.len() == 1 && warnings[0].contains("cannot be used"), "{warnings:?}");
    }
}

#[test]
fn learning_lowers_the_surprise_and_what_is_given_helps_no_less_than_nothing() {
    let config = EventsConfig { n_steps: 120, check_every: 40, ..config() };
    let mut trainer = Trainer::<Music>::new(pieces(), config, None, Kernels::best()).unwrap();
    let untrained = trainer.network().initial(&mut irama_neural::Chance::new(1, 1, 1));
    let before = trainer.surprise(&pieces().held_out, &untrained, hide::ALL).total();
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    let after = trainer.best().unwrap().0.held_out.total();
    assert!(after < 0.5 * before, "{before} became {after}");
}

#[test]
fn a_model_file_gives_the_same_model_back_and_every_cut_is_refused() {
    let model = finish(trainer(Kernels::best()));
    let bytes = model.to_bytes();
    assert!(EventsModel::from_bytes(&bytes).unwrap().to_bytes() == bytes);
    for len in (0..bytes.len()).step_by(997) {
        assert!(EventsModel::from_bytes(&bytes[..len]).is_err());
    }
}

#[test]
fn a_file_tells_its_kind_and_a_run_is_no_model() {
    let model = finish(trainer(Kernels::best()));
    let found = Model::from_bytes(&model.to_bytes()).unwrap();
    assert_eq!(found.kind(), "events");
    assert!(found.to_bytes() == model.to_bytes());
    let exported = Model::from_safetensors(&found.to_safetensors()).unwrap();
    assert!(exported.to_bytes() == model.to_bytes());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.irama");
    save_run(&trainer(Kernels::best()), &path).unwrap();
    let state = checkpoint::recent_runs(&path).pop().unwrap();
    let error = Model::load(&state).unwrap_err().to_string();
    assert!(error.contains("\"events run\""), "{error}");
}

#[test]
fn a_run_continues_with_the_same_settings_and_steps_planned_from_the_same_minutes() {
    let in_minutes = EventsConfig { minutes: Some(1.0), ..config() };
    let planned = in_minutes.clone().with_steps(77);
    assert!(in_minutes.continues(&planned) && planned.continues(&in_minutes));
    assert!(!config().continues(&config().with_steps(77)));
    assert!(!in_minutes.continues(&EventsConfig { seed: 4, ..planned.clone() }));
    assert!(!in_minutes.continues(&EventsConfig { minutes: None, ..planned }));
}

#[test]
fn any_model_writes_as_many_bars_as_were_asked_for() {
    let model = finish(
        Trainer::new(pieces(), EventsConfig { n_steps: 1, ..config() }, None, Kernels::best())
            .unwrap(),
    );
    for seed in 0..12 {
        let n_bars = 1 + seed % 5;
        let temperature = Temperature::All(0.5 + seed as f32 / 4.0);
        let brief = Brief { bars: Some(n_bars), temperature, ..Brief::default() };
        let config = Composing { brief, seed, ..Composing::default() };
        let composed = compose(&model, &config, Kernels::best(), |_| true).unwrap();
        assert_eq!(composed.score.n_bars(), n_bars, "seed {seed}");
        assert_eq!(snap(&composed.score), composed.score, "seed {seed} lies on the grid");
        assert!(composed.nll_per_note.is_finite());
    }
}

#[test]
fn a_prompt_stands_at_the_beginning_of_what_continues_it() {
    let model = finish(trainer(Kernels::best()));
    let prompt = score(2);
    let brief = Brief { bars: Some(3), ..Brief::default() };
    let material = Some(prompt.clone());
    let config = Composing { brief, material, ..Composing::default() };
    let composed = compose(&model, &config, Kernels::best(), |_| true).unwrap();
    assert_eq!(composed.score.n_bars(), 7);
    let rows = |score: &Score| -> Piece { encode(score) };
    let (whole, start) = (rows(&composed.score), rows(&prompt));
    let n = start.events.len() - 1;
    assert_eq!(whole.events[..n], start.events[..n]);
}

#[test]
fn only_the_seats_that_are_asked_for_play() {
    let model = finish(trainer(Kernels::best()));
    let parts = Some(vec![PartBrief::named("drums"), PartBrief::named("bass")]);
    let config = Composing { brief: Brief { parts, ..Brief::default() }, ..Composing::default() };
    let composed = compose(&model, &config, Kernels::best(), |_| true).unwrap();
    assert!(composed.score.parts.iter().all(|it| it.is_drums || it.program == Program::new(32)));
}
