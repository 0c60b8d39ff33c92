//! Shards as they are built, read, damaged and learned from.

use std::{
    fs, panic,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use irama_events::encode;
use irama_neural::Kernels;
use irama_ranks::Ranks;
use irama_score::{Note, Part, Pitch, Score, Tick, Velocity};

use super::*;
use crate::events::{
    EventsConfig, Memory, Pieces, Sizes, Trainer, load_run,
    music::{Music, Song},
    save_run,
};

const N: usize = PIECES + 40;

/// A short scale; songs differ by their roots and lengths.
fn song(idx: usize) -> Song {
    let note = |it: usize| Note {
        start: Tick(480 * it as u64),
        pitch: Pitch::clamped((30 + idx * 7 % 60 + it) as i32),
        duration: Tick(480),
        velocity: Velocity::clamped(80),
    };
    let n = 4 + idx % 5;
    let part = Part { notes: (0..n).map(note).collect(), ..Part::default() };
    let score = Score { parts: vec![part], end: Tick(480 * n as u64), ..Score::default() };
    let mut song = Song::new(encode(&score));
    song.given.style = idx.is_multiple_of(3).then_some(2);
    song
}

/// Builds shards of `n` songs; returns them and how many songs were asked for.
fn built(folder: &std::path::Path, n: usize, ranks: &Ranks) -> (Arc<Shards>, usize) {
    let n_asked = AtomicUsize::new(0);
    let piece = |idx| {
        n_asked.fetch_add(1, Ordering::Relaxed);
        Some(song(idx))
    };
    let building = Building { n_pieces: n, origin: 7, piece: &piece, done: &|_| () };
    let shards = build(folder, &building, ranks).unwrap();
    (Arc::new(shards), n_asked.into_inner())
}

#[test]
fn every_piece_comes_back_and_shards_that_are_there_are_not_built_again() {
    let folder = tempfile::tempdir().unwrap();
    let (shards, n_asked) = built(folder.path(), N, &Ranks::solo());
    assert_eq!((shards.len(), n_asked), (N, N));
    for idx in [0, 1, PIECES - 1, PIECES, N - 1] {
        let (ours, expected) = (shards.read(idx).unwrap(), song(idx));
        assert_eq!((ours.piece, ours.given), (expected.piece, expected.given));
    }
    assert_eq!(built(folder.path(), N, &Ranks::solo()).1, 2, "one of each, to compare");
    fs::remove_file(folder.path().join(name_of(0))).unwrap();
    assert_eq!(built(folder.path(), N, &Ranks::solo()).1, PIECES + 1);
}

#[test]
fn ranks_build_together_what_one_builds() {
    let (alone, together) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    built(alone.path(), N, &Ranks::solo());
    let asked = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for ranks in Ranks::of_threads(2) {
            let (asked, folder) = (&asked, together.path());
            scope.spawn(move || {
                let n_asked = built(folder, N, &ranks).1;
                asked.lock().unwrap().push(n_asked);
            });
        }
    });
    let mut asked = asked.into_inner().unwrap();
    asked.sort_unstable();
    assert_eq!(asked, [N - PIECES, PIECES]);
    for shard in 0..2 {
        let bytes = |it: &tempfile::TempDir| fs::read(it.path().join(name_of(shard))).unwrap();
        assert!(bytes(&alone) == bytes(&together));
    }
}

#[test]
fn hosts_that_share_no_folder_build_all_of_their_own() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    std::thread::scope(|scope| {
        for (ranks, folder) in Ranks::of_threads(2).into_iter().zip(&folders) {
            scope.spawn(move || {
                let (shards, n_asked) = built(folder.path(), N, &ranks);
                assert_eq!((shards.len(), n_asked), (N, N));
            });
        }
    });
    for folder in &folders {
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "shards and nothing else");
    }
}

#[test]
fn what_another_version_encoded_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), 9, &Ranks::solo());
    let piece = |idx: usize| Some(song(idx + 1));
    let building = Building { n_pieces: 9, origin: 7, piece: &piece, done: &|_| () };
    let shards = build(folder.path(), &building, &Ranks::solo()).unwrap();
    assert_eq!(shards.read(8).unwrap().piece, song(9).piece);
}

#[test]
fn building_that_was_ended_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let piece = |idx: usize| (idx < PIECES).then(|| song(idx));
    let building = Building { n_pieces: N, origin: 7, piece: &piece, done: &|_| () };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| assert!(build(folder.path(), &building, &Ranks::solo()).is_err()));
    assert_eq!(built(folder.path(), N, &Ranks::solo()).1, N - PIECES + 1, "the first one is there");
}

#[test]
fn every_damage_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (shards, _) = built(folder.path(), 20, &Ranks::solo());
    let path = folder.path().join(name_of(0));
    let good = fs::read(&path).unwrap();
    assert!(Shards::open(folder.path(), 8).is_err(), "of another collection");
    for at in (0..good.len()).step_by(31) {
        let mut bytes = good.clone();
        bytes[at] ^= 16;
        fs::write(&path, &bytes).unwrap();
        let all = Shards::open(folder.path(), 7);
        let is_read = all.is_ok_and(|all| (0..20).all(|it| all.read(it).is_ok()));
        assert!(!is_read, "byte {at}");
    }
    for len in [0, 5, 40, good.len() - 1] {
        fs::write(&path, &good[..len]).unwrap();
        assert!(Shards::open(folder.path(), 7).is_err(), "{len} bytes");
    }
    assert!(shards.read(0).is_ok() && shards.read(19).is_ok(), "their pieces are there");
    fs::write(&path, &good[..40]).unwrap();
    assert!(shards.read(19).is_err(), "a file that is cut while it is open");
}

fn config() -> EventsConfig {
    EventsConfig {
        sizes: Sizes { embedding: 8, units: vec![8], head_units: 8 },
        n_lanes: 3,
        window: 6,
        n_steps: 12,
        check_every: 5,
        seed: 4,
        ..EventsConfig::for_rows(0)
    }
}

fn finish<M: Memory>(mut run: Trainer<M>) -> Vec<f32> {
    while run.ended().is_none() {
        run.step().unwrap();
    }
    run.best().unwrap().1.to_vec()
}

#[test]
fn what_is_learned_from_shards_is_what_is_learned_from_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (shards, _) = built(folder.path(), 24, &Ranks::solo());
    let songs =
        Pieces { train: (0..20).map(song).collect(), held_out: (20..24).map(song).collect() };
    let run = Trainer::<Music>::new(songs.into(), config(), None, Kernels::best()).unwrap();
    let expected = finish(run);
    let mut train = shards.pieces();
    let held_out = train.split_off(20);
    let filed = Arc::new(Pieces { train, held_out });
    let new =
        || Trainer::<StoredMusic>::new(filed.clone(), config(), None, Kernels::best()).unwrap();
    assert_eq!(finish(new()), expected);
    let path = folder.path().join("m.irama");
    let mut run = new();
    (0..4).for_each(|_| assert!(run.step().is_ok()));
    save_run(&run, &path).unwrap();
    let resumed =
        load_run::<StoredMusic>(&path, &filed, Kernels::best(), |_| true, |it| panic!("{it}"));
    assert_eq!(finish(resumed.unwrap().unwrap()), expected);
}

#[test]
fn pieces_are_in_memory_only_while_they_are_played() {
    let folder = tempfile::tempdir().unwrap();
    let (shards, _) = built(folder.path(), 9, &Ranks::solo());
    let pieces = shards.pieces();
    let (first, again) = (pieces[3].song(), pieces[3].song());
    assert!(Arc::ptr_eq(&first, &again));
    let open = Arc::downgrade(&first);
    drop((first, again));
    assert!(open.upgrade().is_none());
}

#[test]
fn a_piece_that_cannot_be_read_any_more_is_told_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), 9, &Ranks::solo());
    let told = Arc::new(Mutex::new(String::new()));
    let listener = Arc::clone(&told);
    let shards = Shards::open(folder.path(), 7).unwrap();
    let shards = shards.when_failed(move |it| *listener.lock().unwrap() = it.to_string());
    let pieces = Arc::new(shards).pieces();
    fs::write(folder.path().join(name_of(0)), b"").unwrap();
    let taken = panic::catch_unwind(panic::AssertUnwindSafe(|| pieces[0].song()));
    assert!(taken.is_err() && told.lock().unwrap().contains("000000.shard"));
}
