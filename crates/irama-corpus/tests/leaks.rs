//! No song is on both sides of a split, not even under another name and in another key.

#![allow(clippy::unwrap_used, reason = "a fixture that cannot be made should fail loudly")]

mod fixtures;

use std::collections::BTreeSet;

use fixtures::{midi, read, tune, write};
use irama_corpus::split;
use tempfile::tempdir;

const N_SONGS: u32 = 200;

/// What a planted copy has in common with its original: the intervals of its notes.
fn intervals(score: &irama_score::Score) -> Vec<i32> {
    let pitches: Vec<i32> =
        score.parts[0].notes.iter().map(|note| i32::from(note.pitch.number())).collect();
    pitches.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[test]
fn planted_duplicates_never_straddle_a_split() {
    let folder = tempdir().unwrap();
    for number in 0..N_SONGS {
        let original = tune(number);
        write(folder.path(), &format!("songs/{number}.mid"), &midi(&original));
        // A fifth has a copy: every second exact, every other one in another key.
        if number % 5 == 0 {
            let up = if number % 10 == 0 { 0 } else { u8::try_from(number % 11 + 1).unwrap() };
            let copy: Vec<u8> = original.iter().map(|pitch| pitch + up).collect();
            write(folder.path(), &format!("copies/{number}.mid"), &midi(&copy));
        }
    }
    let corpus = read(folder.path());
    assert_eq!(corpus.report.duplicates, 40);
    assert_eq!(corpus.report.files_kept, 200);
    let songs: Vec<Vec<i32>> =
        corpus.songs.iter().map(|song| intervals(&song.score().unwrap())).collect();
    let mut splits = BTreeSet::new();
    for seed in 0..200 {
        let sides = split(&corpus.songs, seed, 0.2);
        let train: BTreeSet<&Vec<i32>> = sides.train.iter().map(|&idx| &songs[idx]).collect();
        let n_leaks = sides.held_out.iter().filter(|&&idx| train.contains(&songs[idx])).count();
        assert_eq!(n_leaks, 0, "seed {seed}");
        assert_eq!(sides.train.len() + sides.held_out.len(), 200);
        assert!((30..=50).contains(&sides.held_out.len()), "{}", sides.held_out.len());
        splits.insert(sides.held_out);
    }
    assert_eq!(splits.len(), 200, "two seeds draw the same");
}
