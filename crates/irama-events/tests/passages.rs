//! The copy receipt against counting by hand and by brute force.

#![allow(clippy::unwrap_used, reason = "a test that cannot make its notes should fail loudly")]

use irama_events::{Copied, Passages};
use irama_score::{Note, Part, Pitch, Score, Tick, Velocity};
use proptest::prelude::*;

fn note(start: u64, pitch: u8) -> Note {
    Note {
        start: Tick(start),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(100),
        velocity: Velocity::clamped(80),
    }
}

/// Sixteenths, one pitch each.
fn tune(pitches: &[u8]) -> Vec<Note> {
    pitches.iter().zip(0..).map(|(pitch, nth)| note(120 * nth, *pitch)).collect()
}

fn score(notes: Vec<Note>) -> Score {
    Score { parts: vec![Part { notes, ..Part::default() }], ..Score::default() }
}

fn drums(notes: Vec<Note>) -> Score {
    Score { parts: vec![Part { notes, is_drums: true, ..Part::default() }], ..Score::default() }
}

/// A line without eight notes that occur twice in it.
fn varied(n: u64) -> Vec<u8> {
    (0..n).map(|it| 40 + (it * it * 7 % 41 + it * 3 % 11) as u8).collect()
}

fn pitched(passages: &Passages, score: &Score) -> Copied {
    passages.receipt(score).pitched
}

fn copied(longest_notes: usize, share_of_8: f64, share_of_16: f64) -> Copied {
    Copied { longest_notes, share_of_8, share_of_16 }
}

#[test]
fn a_copy_is_found_in_any_key_and_at_any_time() {
    let song = tune(&varied(40));
    let passages = Passages::learn([score(song.clone())]);
    let moved: Vec<Note> =
        song.iter().map(|it| note(it.start.0 + 970, it.pitch.number() + 5)).collect();
    assert_eq!(pitched(&passages, &score(moved.clone())), copied(40, 1.0, 1.0));
    assert!(passages.contains(&moved, false) && passages.contains(&moved[9..17], false));
    assert!(!passages.contains(&moved[9..16], false), "seven notes are no passage");
    assert!(!passages.contains(&moved, true), "these are no drums");
}

#[test]
fn passages_of_different_files_do_not_chain_up() {
    let song = tune(&varied(20));
    let passages = Passages::learn([score(song[..14].to_vec()), score(song[6..].to_vec())]);
    // Of five passages of sixteen notes, none stands in one file.
    assert_eq!(pitched(&passages, &score(song.clone())), copied(14, 1.0, 0.0));
    assert!(!passages.contains(&song[..15], false));
}

#[test]
fn passages_that_are_joined_are_as_if_learned_together() {
    let (one, two) = (score(tune(&varied(40))), drums(tune(&varied(20))));
    let joined = Passages::learn([&one]).joined(&Passages::learn([&two]));
    assert_eq!(joined, Passages::learn([&one, &two]));
    assert_eq!(joined.joined(&Passages::default()), joined);
}

#[test]
fn shares_are_counted_by_the_passage() {
    let mut pitches = varied(40);
    let passages = Passages::learn([score(tune(&pitches))]);
    pitches[20] += 1;
    // Passages with note 20 in them: 8 of 33, and 16 of 25.
    assert_eq!(pitched(&passages, &score(tune(&pitches))), copied(20, 25.0 / 33.0, 9.0 / 25.0));
}

#[test]
fn another_rhythm_is_no_copy() {
    let pitches = varied(20);
    let passages = Passages::learn([score(tune(&pitches))]);
    let slower = pitches.iter().zip(0..).map(|(it, nth)| note(240 * nth, *it)).collect();
    assert_eq!(pitched(&passages, &score(slower)), Copied::default());
}

#[test]
fn drums_are_told_apart_and_keep_their_instruments() {
    let beat = tune(&[36, 42, 38, 42, 36, 36, 38, 42, 36, 42, 38, 46]);
    let passages = Passages::learn([drums(beat.clone())]);
    let receipt = passages.receipt(&drums(beat.clone()));
    assert_eq!((receipt.pitched, receipt.drums), (Copied::default(), copied(12, 1.0, 0.0)));
    let higher = beat.iter().map(|it| note(it.start.0, it.pitch.number() + 1)).collect();
    assert_eq!(passages.receipt(&drums(higher)).drums, Copied::default());
}

#[test]
fn a_chord_is_one_however_its_keys_are_struck() {
    let chords = |late: [u64; 3]| -> Vec<Note> {
        let roots = [40, 45, 43, 47, 41];
        let chord = |(nth, root): (u64, u8)| {
            let pitches = [root, root + 4, root + 7];
            pitches.into_iter().zip(late).map(move |(it, late)| note(480 * nth + late, it))
        };
        let mut notes: Vec<Note> = (0..).zip(roots).flat_map(chord).collect();
        notes.sort_unstable();
        notes
    };
    let passages = Passages::learn([score(chords([0, 0, 0]))]);
    assert_eq!(pitched(&passages, &score(chords([22, 0, 9]))).longest_notes, 15);
    assert_eq!(pitched(&passages, &score(chords([0, 120, 240]))).longest_notes, 0);
}

#[test]
fn exempt_notes_end_a_passage() {
    let song = score(tune(&varied(40)));
    let passages = Passages::learn([&song]);
    let locked = |n: u64| move |part: usize, it: &Note| part == 0 && it.start < Tick(120 * n);
    assert_eq!(passages.receipt_without(&song, locked(30)).pitched, copied(10, 1.0, 0.0));
    assert_eq!(passages.receipt_without(&song, locked(33)).pitched, Copied::default());
    let one = |_: usize, it: &Note| it.start == Tick(120 * 25);
    assert_eq!(passages.receipt_without(&song, one).pitched, copied(25, 1.0, 1.0));
}

#[test]
fn a_line_is_followed_note_by_note() {
    let song = tune(&varied(30));
    let passages = Passages::learn([score(song.clone())]);
    let mut line = tune(&[100, 3, 77]);
    line.extend(song[10..22].iter().map(|it| note(it.start.0 + 480, it.pitch.number() + 2)));
    assert!(passages.contains_last(12, &line, false));
    assert!(!passages.contains_last(13, &line, false));
    assert!(!passages.contains_last(16, &line, false), "longer than the line");
    assert!(!passages.contains_last(7, &line, false) && !passages.contains_last(0, &line, false));
}

#[test]
fn nothing_learned_and_nothing_written_are_no_copies() {
    let nothing = Passages::learn([Score::default()]);
    assert_eq!(nothing, Passages::default());
    assert_eq!(pitched(&nothing, &score(tune(&varied(30)))), Copied::default());
    let passages = Passages::learn([score(tune(&varied(30)))]);
    assert_eq!(pitched(&passages, &Score::default()), Copied::default());
}

#[test]
fn one_key_struck_all_day_is_no_trouble() {
    let passages = Passages::learn([score(tune(&[60; 50_000]))]);
    assert_eq!(pitched(&passages, &score(tune(&[72; 50_001]))).longest_notes, 50_000);
    let bytes = passages.to_bytes();
    assert!(bytes.len() < 2_000, "{}", bytes.len());
    assert_eq!(Passages::from_bytes(&bytes), Some(passages));
}

#[test]
fn notes_at_the_end_of_time_are_no_trouble() {
    let far: Vec<Note> = (0..12).map(|it| note(u64::MAX / 11 * it, 60)).collect();
    let passages = Passages::learn([score(far.clone())]);
    assert_eq!(pitched(&passages, &score(far)).longest_notes, 12);
}

/// Model files hold these bytes: they may not change without a new version.
#[test]
fn hashes_are_the_same_everywhere() {
    let passages = Passages::learn([score(tune(&varied(9))), drums(tune(&varied(8)))]);
    let hex: String = passages.to_bytes().iter().map(|it| format!("{it:02x}")).collect();
    assert_eq!(hex, "0105cbb268123825b3650000000051e146560000000000");
}

proptest! {
    #[test]
    fn the_longest_passage_and_the_shares_are_exact(
        files in prop::collection::vec(prop::collection::vec(60_u8..62, 0..60), 1..4),
        piece in prop::collection::vec(60_u8..62, 0..60),
    ) {
        let passages = Passages::learn(files.iter().map(|it| score(tune(it))));
        let intervals = |it: &[u8]| it.windows(2).map(|it| it[1].wrapping_sub(it[0])).collect();
        let files: Vec<Vec<u8>> = files.iter().map(|it| intervals(it)).collect();
        let stands = |passage: &[u8]| {
            let passage: Vec<u8> = intervals(passage);
            files.iter().any(|it| it.windows(passage.len()).any(|it| it == passage))
        };
        let n_known = |n: usize| piece.windows(n).filter(|it| stands(it)).count();
        let longest = (8..=piece.len()).rev().find(|n| n_known(*n) > 0).unwrap_or(0);
        let share = |n| n_known(n) as f64 / piece.windows(n).len().max(1) as f64;
        let expected = copied(longest, share(8), share(16));
        prop_assert_eq!(pitched(&passages, &score(tune(&piece))), expected);
    }

    #[test]
    fn bytes_and_back_change_nothing(
        files in prop::collection::vec(prop::collection::vec(60_u8..63, 0..200), 0..4),
    ) {
        let passages = Passages::learn(files.iter().map(|it| score(tune(it))));
        prop_assert_eq!(Passages::from_bytes(&passages.to_bytes()), Some(passages));
    }

    #[test]
    fn a_strangers_bytes_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Some(first) = bytes.first_mut() {
            *first = 1;
        }
        if let Some(passages) = Passages::from_bytes(&bytes) {
            prop_assert_eq!(Passages::from_bytes(&passages.to_bytes()), Some(passages));
        }
    }
}
