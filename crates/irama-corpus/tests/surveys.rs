//! Surveys: what is read by several together, and without music in memory, is what one reads.

#![allow(clippy::unwrap_used, reason = "a test that cannot prepare its files should fail loudly")]

mod fixtures;

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{Barrier, Mutex},
};

use fixtures::{go_on, midi, read, tune, write, zip_of};
use irama_corpus::{
    CorpusConfig, CorpusError, Limits, Progress, Survey, Team, find, split, split_kin,
};

/// Enough for several rounds of several readers.
const N: u32 = 5_000;

/// Songs in an archive; of a hundred one is damaged and one has the notes of an earlier one.
fn archive(folder: &Path) -> PathBuf {
    let file = |number: u32| match number % 100 {
        7 => b"no MIDI".to_vec(),
        8 if number > 100 => midi(&tune(number - 50)),
        _ => midi(&tune(number)),
    };
    let files: Vec<(String, Vec<u8>)> = (0..N).map(|it| (format!("{it}.mid"), file(it))).collect();
    let entries: Vec<(&str, &[u8])> =
        files.iter().map(|it| (it.0.as_str(), it.1.as_slice())).collect();
    write(folder, "songs.zip", &zip_of(&entries))
}

/// What each of `n` makes of the archive.
fn of_all<T: Send>(
    n: usize,
    input: &Path,
    cache: Option<&Path>,
    progress: impl Fn(usize, Progress) -> ControlFlow<()> + Sync,
    make: impl Fn(usize, Result<Survey, CorpusError>) -> T + Sync,
) -> Vec<T> {
    let (barrier, said) = (Barrier::new(n), Mutex::new(vec![Vec::new(); n]));
    let work = |rank: usize| {
        let tell = |bytes: &[u8]| {
            said.lock().unwrap()[rank] = bytes.to_vec();
            barrier.wait();
            let all = said.lock().unwrap().clone();
            barrier.wait();
            all
        };
        let config = CorpusConfig { cache: cache.map(Path::to_owned), ..CorpusConfig::default() };
        let found = find(&[input.to_owned()], &Limits::default(), &go_on).unwrap();
        let team = Team { rank, size: n, tell: &tell };
        make(rank, found.survey(&config, &team, &|it| progress(rank, it)))
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..n).map(|it| scope.spawn(move || work(it))).collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    })
}

#[test]
fn any_number_of_readers_find_what_one_finds() {
    let folder = tempfile::tempdir().unwrap();
    let input = archive(folder.path());
    let corpus = read(&input);
    assert!(corpus.report.duplicates > 20 && corpus.report.files_dropped > 70);
    let cache = folder.path().join("cache");
    for (n, cache) in [(1, None), (1, Some(&cache)), (3, Some(&cache)), (4, None)] {
        let cache = cache.map(PathBuf::as_path);
        of_all(
            n,
            &input,
            cache,
            |_, it| go_on(it),
            |rank, survey| {
                let survey = survey.unwrap();
                let (ours, theirs) = (&survey.report, &corpus.report);
                let counts = |it: &irama_corpus::Report| {
                    let files = [it.files_found, it.files_kept, it.files_dropped, it.duplicates];
                    (files, [it.notes, it.notes_kept, it.bars], it.other_files.clone())
                };
                assert_eq!(counts(ours), counts(theirs));
                assert_eq!(survey.sources, corpus.sources);
                let named = |it: &irama_corpus::Report| -> Vec<String> {
                    let reasons =
                        it.files.iter().filter_map(|it| Some((&it.path, it.reason.as_ref()?)));
                    reasons.map(|it| format!("{}: {}", it.0, it.1)).collect()
                };
                assert_eq!(named(ours), if rank == 0 { named(theirs) } else { Vec::new() });
                assert_eq!(split_kin(survey.kin(), 3, 0.2), split(&corpus.songs, 3, 0.2));
                for idx in (0..corpus.songs.len()).step_by(611) {
                    assert_eq!(survey.path(idx), corpus.songs[idx].path);
                    assert_eq!(survey.score(idx), corpus.songs[idx].score());
                }
            },
        );
    }
}

#[test]
fn whoever_is_stopped_stops_all() {
    let folder = tempfile::tempdir().unwrap();
    let input = archive(folder.path());
    let progress = |rank: usize, it: Progress| match it.done {
        2_000.. if rank == 1 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    let all = of_all(3, &input, None, progress, |_, it| matches!(it, Err(CorpusError::Stopped)));
    assert_eq!(all, [true; 3]);
}

#[test]
fn collections_are_told_apart_before_they_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let print = |name: &str| {
        let found = find(&[folder.path().join(name)], &Limits::default(), &go_on).unwrap();
        found.fingerprint()
    };
    write(folder.path(), "a/1.mid", &midi(&tune(1)));
    write(folder.path(), "a/2.mid", &midi(&tune(2)));
    let first = print("a");
    assert_eq!(first, print("a"));
    write(folder.path(), "a/2.mid", &midi(&tune(3)));
    assert_ne!(first, print("a"), "a file has changed");
    write(folder.path(), "a/2.mid", &midi(&tune(2)));
    write(folder.path(), "a/3.mid", &midi(&tune(2)));
    assert_ne!(first, print("a"), "a file has come");
}

#[test]
fn a_file_that_has_changed_since_is_no_song() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a/1.mid", &midi(&tune(1)));
    let found = find(std::slice::from_ref(&path), &Limits::default(), &go_on).unwrap();
    let survey = found.survey(&CorpusConfig::default(), &Team::alone(), &go_on).unwrap();
    assert!(survey.score(0).is_some());
    write(folder.path(), "a/1.mid", &midi(&tune(2)));
    assert_eq!(survey.score(0), None);
}
