//! A run of the classic model as a whole: it learns, repeats itself, stops, goes on and composes.

#![allow(clippy::unwrap_used, reason = "a failure of the set-up should be loud")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use irama_model::{
    ModelError,
    checkpoint::{recent_runs, run_folder},
    classic::{
        ClassicComposing, ClassicConfig, ClassicModel, Ended, Notes, SplitBy, TemperatureMode,
        Trainer, compose, load_run, save_run, to_score,
    },
};
use irama_neural::Kernels;
use irama_score::{Pitch, Tick, Velocity, read_midi, write_midi};

/// A tune that goes up and down an arpeggio, so that the next pitch follows from those before.
fn notes(n: usize) -> Notes {
    const TUNE: [i32; 8] = [60, 64, 67, 72, 76, 72, 67, 64];
    let train = (0..n).map(|it| Pitch::clamped(TUNE[it % 8])).collect();
    Notes { train, held_out: Vec::new() }
}

fn config() -> ClassicConfig {
    ClassicConfig {
        window: 6,
        units: vec![10, 7],
        dense_units: 5,
        batch: 11,
        n_epochs: 3,
        split: SplitBy::Windows,
        seed: 5,
        ..ClassicConfig::default()
    }
}

fn trainer(config: ClassicConfig, kernels: Kernels) -> Trainer {
    Trainer::new(&notes(120), config, kernels).unwrap()
}

fn finish(mut trainer: Trainer) -> Trainer {
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    trainer
}

fn model_of(trainer: &Trainer) -> ClassicModel {
    ClassicModel::best_of(trainer, Vec::new()).unwrap()
}

fn composed(model: &ClassicModel) -> Vec<Pitch> {
    let config = ClassicComposing { n_notes: 40, seed: 3, ..ClassicComposing::default() };
    compose(model, &config, Kernels::best(), |_| true).unwrap()
}

#[test]
fn a_plain_tune_is_learned() {
    let config = ClassicConfig {
        units: vec![24],
        dense_units: 16,
        dropout: 0.0,
        l2: 0.0,
        learning_rate: 0.01,
        n_epochs: 200,
        patience: 200,
        plateau_patience: 20,
        ..config()
    };
    let trainer = finish(trainer(config, Kernels::best()));
    let best = trainer.best().unwrap().epoch;
    assert!(best.val_mae < 0.05, "the mean error stays at {}", best.val_mae);
    let first = trainer.history()[0].val_mae;
    assert!(first > 3.0 * best.val_mae, "from {first} to {}", best.val_mae);
}

#[test]
fn threads_and_kernels_change_no_byte() {
    let bytes = |kernels: Kernels, n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| {
            let model = model_of(&finish(trainer(config(), kernels)));
            (model.to_bytes(), composed(&model))
        })
    };
    let expected = bytes(Kernels::PORTABLE, 1);
    for kernels in Kernels::available() {
        for n_threads in [1, 2, 3, 8] {
            assert!(bytes(kernels, n_threads) == expected, "{} {n_threads}", kernels.name());
        }
    }
}

#[test]
fn a_run_stopped_anywhere_ends_in_the_same_bytes() {
    let kernels = Kernels::best();
    let expected = model_of(&finish(trainer(config(), kernels))).to_bytes();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.irama");
    // Also between the last batch of an epoch and its check.
    for stop in 1..33 {
        let mut run = trainer(config(), kernels);
        for _ in 0..stop {
            run.advance().unwrap();
        }
        save_run(&run, &notes(120), &path).unwrap();
        drop(run);
        let resumed = load_run(&path, &notes(120), kernels, |it| *it == config(), |_| ());
        let run = finish(resumed.unwrap().unwrap());
        assert!(model_of(&run).to_bytes() == expected, "stopped after {stop} steps");
    }
}

/// A run that was saved after its first step and after its second, the newest state.
fn saved_twice(path: &Path) -> PathBuf {
    let mut run = trainer(config(), Kernels::best());
    for _ in 0..2 {
        run.step().unwrap();
        save_run(&run, &notes(120), path).unwrap();
    }
    recent_runs(path)[0].clone()
}

#[test]
fn a_damaged_state_is_put_aside_and_the_one_before_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.irama");
    let newest = saved_twice(&path);
    let bytes = fs::read(&newest).unwrap();
    fs::write(&newest, &bytes[..bytes.len() / 2]).unwrap();
    let mut warnings = Vec::new();
    let resumed = load_run(&path, &notes(120), Kernels::best(), |_| true, |it| warnings.push(it));
    assert_eq!(resumed.unwrap().unwrap().n_steps(), 1);
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].contains("checksum"), "{}", warnings[0]);
    let kept = fs::read_dir(run_folder(&path)).unwrap().count();
    assert_eq!(kept, 2, "the damaged state is kept for whoever wants to look at it");
}

#[test]
fn each_of_a_thousand_damages_to_a_state_is_noticed_and_the_file_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.irama");
    let newest = saved_twice(&path);
    let whole = fs::read(&newest).unwrap();
    for it in 0..1_000 {
        let at = it * whole.len() / 1_000;
        let mut damaged = whole.clone();
        if it % 4 == 3 {
            damaged.truncate(at)
        } else {
            damaged[at] ^= 1 << (it % 8)
        }
        fs::write(&newest, damaged).unwrap();
        let mut warnings = Vec::new();
        let resumed =
            load_run(&path, &notes(120), Kernels::best(), |_| true, |it| warnings.push(it));
        assert_eq!(resumed.unwrap().unwrap().n_steps(), 1, "byte {at}");
        let name = newest.file_name().unwrap().to_str().unwrap();
        assert!(warnings.len() == 1 && warnings[0].contains(name), "byte {at}: {warnings:?}");
    }
}

#[test]
fn a_run_does_not_go_on_with_other_notes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.irama");
    let mut run = trainer(config(), Kernels::best());
    run.step().unwrap();
    save_run(&run, &notes(120), &path).unwrap();
    let other = load_run(&path, &notes(121), Kernels::best(), |_| true, |_| ());
    assert!(matches!(other, Err(ModelError::OtherRun { .. })));
    let unfit = load_run(&path, &notes(120), Kernels::best(), |_| false, |_| ());
    assert!(unfit.unwrap().is_none());
}

#[test]
fn planned_steps_end_a_run_within_an_epoch() {
    let run = finish(trainer(ClassicConfig { n_steps: Some(13), ..config() }, Kernels::best()));
    assert_eq!((run.n_steps(), run.ended()), (13, Some(Ended::AllSteps)));
    assert_eq!(run.history().len(), 2, "nine steps are an epoch, and four are checked too");
}

#[test]
fn a_run_ended_by_the_clock_is_that_of_as_many_steps() {
    // In an epoch, between its last batch and its check, and at its end: nine steps are an epoch.
    for n_advances in [1, 9, 10, 14] {
        let mut run = trainer(config(), Kernels::best());
        for _ in 0..n_advances {
            run.advance().unwrap();
        }
        run.end_now().unwrap();
        assert_eq!(run.ended(), Some(Ended::Clock));
        let n_steps = Some(run.n_steps());
        let planned = finish(trainer(ClassicConfig { n_steps, ..config() }, Kernels::best()));
        let (stopped, planned) = (model_of(&run), model_of(&planned));
        assert!(stopped.weights == planned.weights && stopped.statistics == planned.statistics);
        assert_eq!(stopped.history, planned.history, "{n_advances}");
    }
}

#[test]
fn a_model_is_the_same_after_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.irama");
    let model = model_of(&finish(trainer(config(), Kernels::best())));
    fs::write(&path, model.to_bytes()).unwrap();
    let read = ClassicModel::load(&path).unwrap();
    assert!(read.to_bytes() == model.to_bytes());
    assert_eq!(composed(&read), composed(&model));
    fs::write(&path, model.to_safetensors()).unwrap();
    assert!(ClassicModel::load_safetensors(&path).unwrap().to_bytes() == model.to_bytes());
    assert!(ClassicModel::load(&path).is_err(), "an export is not a model file");
}

#[test]
fn a_state_is_not_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.irama");
    let mut run = trainer(config(), Kernels::best());
    run.step().unwrap();
    save_run(&run, &notes(120), &path).unwrap();
    let message = ClassicModel::load(&recent_runs(&path)[0]).unwrap_err().to_string();
    assert!(message.contains("\"classic run\""), "{message}");
}

#[test]
fn dividing_is_the_seeds_way_and_needs_no_chance() {
    let model = model_of(&finish(trainer(config(), Kernels::best())));
    let piece = |temperature, seed| {
        let prompt = Some(notes(6).train);
        let mode = TemperatureMode::Divide;
        let config = ClassicComposing { n_notes: 20, temperature, mode, prompt, seed };
        compose(&model, &config, Kernels::best(), |_| true).unwrap()
    };
    assert_eq!(piece(0.8, 1), piece(0.8, 2));
    let mean = |pitches: Vec<Pitch>| {
        pitches.iter().map(|it| f64::from(it.number())).sum::<f64>() / pitches.len() as f64
    };
    assert!(mean(piece(0.5, 1)) > mean(piece(2.0, 1)), "a low temperature pushes the line up");
}

#[test]
fn spreading_follows_the_seed_and_the_temperature() {
    let model = model_of(&finish(trainer(config(), Kernels::best())));
    let piece = |temperature, seed| {
        let config = ClassicComposing { n_notes: 200, temperature, seed, ..Default::default() };
        compose(&model, &config, Kernels::best(), |_| true).unwrap()
    };
    assert_eq!(piece(1.0, 1), piece(1.0, 1));
    assert_ne!(piece(1.0, 1), piece(1.0, 2));
    let distinct =
        |pitches: Vec<Pitch>| pitches.into_iter().collect::<std::collections::BTreeSet<_>>().len();
    assert!(distinct(piece(2.0, 1)) > distinct(piece(0.2, 1)), "hotter is wilder");
}

#[test]
fn a_short_prompt_and_a_wrong_temperature_are_told() {
    let model = model_of(&finish(trainer(config(), Kernels::best())));
    let fails = |config: ClassicComposing| {
        compose(&model, &config, Kernels::best(), |_| true).unwrap_err().to_string()
    };
    let prompt = Some(notes(5).train);
    let short = fails(ClassicComposing { prompt, ..Default::default() });
    assert!(short.starts_with("the prompt has 5 notes"), "{short}");
    let mode = TemperatureMode::Divide;
    let cold = fails(ClassicComposing { temperature: 0.0, mode, ..Default::default() });
    assert!(cold.starts_with("the temperature is 0"), "{cold}");
}

#[test]
fn a_composition_is_a_strict_midi_file_of_whole_bars() {
    let model = model_of(&finish(trainer(config(), Kernels::best())));
    let velocity = Velocity::clamped(80);
    let score = to_score(&composed(&model), Tick(480), velocity, 500_000);
    let read = read_midi(&write_midi(&score).unwrap()).unwrap();
    assert!(read.repairs.is_empty(), "{:?}", read.repairs);
    assert_eq!(read.score, score);
    assert_eq!((score.n_notes(), score.end), (40, Tick(10 * 4 * 480)));
}

#[test]
fn a_learning_rate_that_explodes_is_told_and_keeps_the_best() {
    let config = ClassicConfig { learning_rate: 10.0, n_epochs: 50, patience: 50, ..config() };
    let mut run = trainer(config, Kernels::best());
    while run.ended().is_none() {
        match run.step() {
            Ok(_) => (),
            Err(ModelError::Diverged { learning_rate, .. }) => {
                assert!(learning_rate > 0.0);
                break;
            }
            Err(other) => panic!("{other}"),
        }
    }
    let is_finite = |run: &Trainer| {
        run.best().is_none_or(|it| it.weights.iter().all(|weight| weight.is_finite()))
    };
    assert!(is_finite(&run));
}
