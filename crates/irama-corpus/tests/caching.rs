//! The cache: it changes how fast a corpus is read, and nothing else.

#![allow(clippy::unwrap_used, reason = "a fixture that cannot be made should fail loudly")]

mod fixtures;

use std::{
    fs,
    path::{Path, PathBuf},
};

use fixtures::{go_on, midi, tune, write, zip_of};
use irama_corpus::{Corpus, CorpusConfig, Keep, read_corpus};
use tempfile::{TempDir, tempdir};

fn songs() -> TempDir {
    let folder = tempdir().unwrap();
    for number in 0..60 {
        let bytes = if number % 6 == 5 { b"broken".to_vec() } else { midi(&tune(number / 2)) };
        write(folder.path(), &format!("{number:02} 90bpm.mid"), &bytes);
    }
    folder
}

fn read_with(songs: &Path, cache: Option<&Path>, keep: Keep) -> Corpus {
    let cache = cache.map(Path::to_owned);
    let config = CorpusConfig { keep, cache, ..CorpusConfig::default() };
    read_corpus(&[songs.to_owned()], &config, &go_on).unwrap()
}

fn packs(cache: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.iter().all(|it| it.extension().is_some_and(|it| it == "pack")), "{paths:?}");
    paths
}

#[test]
fn a_second_run_gives_the_same_and_writes_nothing() {
    let (songs, cache) = (songs(), tempdir().unwrap());
    let folder = cache.path().join("made/when/needed");
    for keep in [Keep::Scores, Keep::Pitches, Keep::Nothing] {
        let plain = read_with(songs.path(), None, keep);
        let first = read_with(songs.path(), Some(&folder), keep);
        let written = packs(&folder);
        let second = read_with(songs.path(), Some(&folder), keep);
        assert_eq!(plain, first);
        assert_eq!(plain, second);
        let scores = |it: &Corpus| it.songs.iter().map(|it| it.score()).collect::<Vec<_>>();
        assert_eq!(scores(&plain), scores(&second));
        assert_eq!(packs(&folder), written);
        assert_eq!(written.len(), 1);
    }
}

#[test]
fn the_cache_is_really_asked() {
    let (songs, cache) = (songs(), tempdir().unwrap());
    read_with(songs.path(), Some(cache.path()), Keep::Scores);
    let pack = &packs(cache.path())[0];
    // A run that reads all again would write a second pack.
    let bytes = fs::read(pack).unwrap();
    assert!(bytes.len() > 60 * 64);
    fs::remove_file(pack).unwrap();
    read_with(songs.path(), Some(cache.path()), Keep::Nothing);
    assert_eq!(packs(cache.path()).len(), 1);
    // What was read without keeping scores serves a run that wants them.
    read_with(songs.path(), Some(cache.path()), Keep::Scores);
    assert_eq!(packs(cache.path()).len(), 1);
}

#[test]
fn the_same_content_is_known_in_a_folder_and_in_an_archive() {
    let (songs, cache) = (songs(), tempdir().unwrap());
    read_with(songs.path(), Some(cache.path()), Keep::Scores);
    let files: Vec<(String, Vec<u8>)> = (0..60)
        .map(|it| format!("{it:02} 90bpm.mid"))
        .map(|name| (name.clone(), fs::read(songs.path().join(name)).unwrap()))
        .collect();
    let entries: Vec<(&str, &[u8])> = files.iter().map(|(a, b)| (&a[..], &b[..])).collect();
    let elsewhere = tempdir().unwrap();
    let archive = write(elsewhere.path(), "x.zip", &zip_of(&entries));
    read_with(&archive, Some(cache.path()), Keep::Scores);
    assert_eq!(packs(cache.path()).len(), 1);
}

#[test]
fn another_name_is_another_record_because_names_tell_keys_and_tempos() {
    let (folder, cache) = (tempdir().unwrap(), tempdir().unwrap());
    let path = write(folder.path(), "90bpm.mid", &midi(&tune(1)));
    let tempo = |path: &Path| {
        let corpus = read_with(path, Some(cache.path()), Keep::Scores);
        serde_json::to_value(corpus.report.files[0].tempo).unwrap()["value"].clone()
    };
    assert_eq!(tempo(&path), 90.0);
    let renamed = folder.path().join("74bpm.mid");
    fs::rename(path, &renamed).unwrap();
    assert_eq!(tempo(&renamed), 74.0);
}

#[test]
fn every_damage_is_noticed_and_repaired() {
    let (songs, cache) = (songs(), tempdir().unwrap());
    let plain = read_with(songs.path(), None, Keep::Scores);
    read_with(songs.path(), Some(cache.path()), Keep::Scores);
    let pack = packs(cache.path())[0].clone();
    let whole = fs::read(&pack).unwrap();
    let mut damaged: Vec<Vec<u8>> = [0, 1, 7, 40, 500, whole.len() / 2, whole.len() - 1]
        .iter()
        .map(|&len| whole[..len].to_vec())
        .collect();
    for at in (0..whole.len()).step_by(131).chain(whole.len() - 48..whole.len()) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        damaged.push(bytes);
    }
    for bytes in damaged {
        for path in packs(cache.path()) {
            fs::remove_file(path).unwrap();
        }
        fs::write(&pack, &bytes).unwrap();
        assert_eq!(read_with(songs.path(), Some(cache.path()), Keep::Scores), plain);
        assert_eq!(read_with(songs.path(), Some(cache.path()), Keep::Scores), plain);
    }
}

#[test]
fn many_small_runs_do_not_leave_many_packs() {
    let (folder, cache) = (tempdir().unwrap(), tempdir().unwrap());
    for number in 0..60 {
        let path = write(folder.path(), &format!("{number}.mid"), &midi(&tune(number)));
        read_with(&path, Some(cache.path()), Keep::Scores);
    }
    assert!(packs(cache.path()).len() <= 17);
    let before = packs(cache.path());
    read_with(folder.path(), Some(cache.path()), Keep::Scores);
    assert_eq!(packs(cache.path()), before, "merging lost records");
}

#[test]
fn a_cache_that_cannot_be_written_is_a_warning() {
    let (songs, other) = (songs(), tempdir().unwrap());
    let plain = read_with(songs.path(), None, Keep::Scores);
    let file = write(other.path(), "file", b"in the way");
    let mut corpus = read_with(songs.path(), Some(&file.join("cache")), Keep::Scores);
    let warning = corpus.report.warnings.pop().unwrap();
    assert!(
        warning.contains("could not be written") && warning.contains("file/cache"),
        "{warning}"
    );
    assert_eq!(corpus, plain);
}
