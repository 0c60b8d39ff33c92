//! Several ranks learn together: the same bits, however many they are, and whoever goes on.

#![allow(clippy::unwrap_used, reason = "a test should fail loudly")]

mod pieces;
mod settings;

use std::{path::Path, thread};

use irama_model::{
    Engine, ModelError,
    classic::{self, ClassicConfig, ClassicModel, Notes},
    events::{self, Band, EventsConfig, EventsModel, Origin, music::Music},
};
use irama_neural::Kernels;
use irama_ranks::Ranks;
use irama_score::Pitch;

use pieces::pieces;
use settings::small_config;

/// What each of `n` ranks makes of `work`, with two threads each.
fn of_all<T: Send>(n: usize, work: impl Fn(Engine) -> T + Sync) -> Vec<T> {
    let rank = |ranks: Ranks| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        pool.install(|| work(Engine { kernels: Kernels::best(), ranks }))
    };
    thread::scope(|scope| {
        let all = Ranks::of_threads(n).into_iter();
        let threads: Vec<_> = all.map(|it| scope.spawn(|| rank(it))).collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    })
}

fn events_config(n_lanes: usize) -> EventsConfig {
    EventsConfig { n_lanes, n_steps: 10, check_every: 4, ..small_config() }
}

fn events_run(n_lanes: usize, engine: Engine) -> events::Trainer<Music> {
    events::Trainer::new(pieces(), events_config(n_lanes), None, engine).unwrap()
}

fn finish_events(mut run: events::Trainer<Music>) -> Vec<u8> {
    while run.ended().is_none() {
        run.step().unwrap();
    }
    let origin = Origin { bands: Band::of_all(&pieces().train), ..Origin::default() };
    EventsModel::best_of(&run, origin).unwrap().to_bytes()
}

fn resumed_events(path: &Path, n_lanes: usize, engine: Engine) -> events::Trainer<Music> {
    let fits = |it: &EventsConfig| *it == events_config(n_lanes);
    events::load_run::<Music>(path, &pieces(), engine, fits, |it| panic!("{it}")).unwrap().unwrap()
}

fn notes() -> Notes {
    let pitches = |n: i32| (0..n).map(|it| Pitch::clamped(48 + it * it % 29)).collect();
    Notes { train: pitches(260), held_out: pitches(60) }
}

fn classic_config() -> ClassicConfig {
    ClassicConfig {
        window: 7,
        units: vec![12, 9],
        dense_units: 5,
        batch: 60,
        n_epochs: 3,
        seed: 3,
        ..ClassicConfig::default()
    }
}

fn finish_classic(mut run: classic::Trainer) -> Vec<u8> {
    while run.ended().is_none() {
        run.step().unwrap();
    }
    ClassicModel::best_of(&run, Vec::new()).unwrap().to_bytes()
}

#[test]
fn any_number_of_ranks_learns_the_same_events_model() {
    // Blocks of rows in powers of two, in other numbers, and fewer than there are ranks.
    for (n_lanes, all) in [(64, [2, 3, 4, 8]), (44, [2, 4, 5, 8]), (10, [1, 2, 3, 4])] {
        let expected = finish_events(events_run(n_lanes, Kernels::best().into()));
        for n in all {
            let models = of_all(n, |engine| finish_events(events_run(n_lanes, engine)));
            assert!(models.iter().all(|it| *it == expected), "{n_lanes} lanes, {n} ranks");
        }
    }
}

#[test]
fn any_number_of_ranks_learns_the_same_classic_model() {
    let run = |engine| classic::Trainer::new(&notes(), classic_config(), engine).unwrap();
    let expected = finish_classic(run(Kernels::best().into()));
    for n in [1, 2, 4, 8, 11] {
        let models = of_all(n, |engine| finish_classic(run(engine)));
        assert!(models.iter().all(|it| *it == expected), "{n} ranks");
    }
}

#[test]
fn an_events_run_goes_on_with_other_numbers_of_ranks() {
    let expected = finish_events(events_run(44, Kernels::best().into()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.irama");
    of_all(4, |engine| {
        let mut run = events_run(44, engine);
        (0..3).for_each(|_| assert!(run.step().is_ok()));
        events::save_run(&run, &path).unwrap();
    });
    of_all(1, |engine| {
        let mut run = resumed_events(&path, 44, engine);
        (0..2).for_each(|_| assert!(run.step().is_ok()));
        events::save_run(&run, &path).unwrap();
    });
    let models = of_all(8, |engine| {
        let run = resumed_events(&path, 44, engine);
        assert_eq!(run.n_steps(), 5);
        finish_events(run)
    });
    assert!(models.iter().all(|it| *it == expected));
}

#[test]
fn a_classic_run_goes_on_with_other_numbers_of_ranks() {
    let run = |engine| classic::Trainer::new(&notes(), classic_config(), engine).unwrap();
    let expected = finish_classic(run(Kernels::best().into()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.irama");
    of_all(3, |engine| {
        let mut run = run(engine);
        (0..6).for_each(|_| assert!(run.step().is_ok()));
        classic::save_run(&run, &notes(), &path).unwrap();
    });
    let models = of_all(2, |engine| {
        let found = classic::load_run(&path, &notes(), engine, |_| true, |it| panic!("{it}"));
        finish_classic(found.unwrap().unwrap())
    });
    assert!(models.iter().all(|it| *it == expected));
}

#[test]
fn a_rank_with_other_files_does_not_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.irama");
    let mut run = events_run(10, Kernels::best().into());
    run.step().unwrap();
    events::save_run(&run, &path).unwrap();
    let errors = of_all(2, |engine| {
        let mut own = (*pieces()).clone();
        if !engine.ranks.is_first() {
            own.train.pop();
        }
        events::load_run::<Music>(&path, &own.into(), engine, |_| true, |_| ()).err()
    });
    assert!(errors[0].is_none());
    assert!(matches!(errors[1], Some(ModelError::OtherRun { .. })), "{:?}", errors[1]);
}
