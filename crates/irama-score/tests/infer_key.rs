//! What the notes and the names say about the key.

#![allow(clippy::unwrap_used, reason = "a broken fixture should fail loudly")]

use irama_score::{
    Key, KeyChange, Known, Mode, Note, Part, Pitch, Score, Tick, Velocity, infer_key, rank_keys,
};

fn note(start: u64, duration: u64, pitch: u8) -> Note {
    Note {
        start: Tick(start),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(duration),
        velocity: Velocity::new(80).unwrap(),
    }
}

fn score_of(notes: Vec<Note>) -> Score {
    let end = notes.iter().map(Note::end).max().unwrap_or_default();
    Score { parts: vec![Part { notes, ..Part::default() }], end, ..Score::default() }
}

/// One bar a chord, the lowest pitch first.
fn chords(chords: &[&[u8]], up: u8) -> Score {
    let bar = |(idx, chord): (usize, &&[u8])| {
        let start = idx as u64 * 1920;
        chord.iter().map(move |pitch| note(start, 1900, pitch + up)).collect::<Vec<_>>()
    };
    score_of(chords.iter().enumerate().flat_map(bar).collect())
}

/// Dm9 G13 Cmaj9 Am7, and its minor sister.
const MAJOR: &[&[u8]] = &[
    &[48, 55, 59, 64, 67],
    &[45, 52, 55, 60, 64],
    &[50, 53, 57, 60, 64],
    &[43, 53, 57, 59, 64],
    &[48, 55, 59, 64, 67],
];
const MINOR: &[&[u8]] =
    &[&[45, 55, 60, 64], &[50, 53, 57, 60], &[52, 56, 59, 62], &[45, 55, 60, 64]];

#[test]
fn every_key_is_found_when_a_progression_is_raised_to_it() {
    for up in 0..12 {
        for (progression, mode, home) in [(MAJOR, Mode::Major, 0), (MINOR, Mode::Minor, 9)] {
            let tonic = (home + up) % 12;
            assert_eq!(
                infer_key(&chords(progression, up), None),
                Known::Inferred(Key { tonic, mode }),
                "raised by {up}"
            );
        }
    }
}

#[test]
fn raising_a_score_raises_every_fit_and_changes_no_score() {
    let home = rank_keys(&chords(MAJOR, 0));
    assert_eq!(home.len(), 24);
    for up in 1..12 {
        let raised = rank_keys(&chords(MAJOR, up));
        for (low, high) in home.iter().zip(&raised) {
            assert_eq!((low.key.tonic + up) % 12, high.key.tonic);
            assert!((low.score - high.score).abs() < 1e-12, "{low:?} {high:?}");
        }
    }
}

#[test]
fn the_correlation_is_that_of_the_published_profile() {
    // A piece that sounds exactly as the major profile says correlates perfectly with it.
    let hundredths = [635, 223, 348, 233, 438, 409, 252, 519, 239, 366, 229, 288];
    let notes = (0..12).map(|class| note(0, hundredths[class], 60 + class as u8)).collect();
    let best = rank_keys(&score_of(notes))[0];
    assert_eq!(best.key, Key { tonic: 0, mode: Mode::Major });
    assert!((best.correlation - 1.0).abs() < 1e-12, "{best:?}");
}

#[test]
fn too_few_notes_and_flat_profiles_have_no_key() {
    let chromatic = (0..24).map(|it| note(it * 120, 120, 60 + (it % 12) as u8)).collect();
    let diminished = (0..16).map(|it| note(it * 120, 120, 60 + 3 * (it % 4) as u8)).collect();
    let scarce = [60, 64, 67].map(|pitch| note(0, 480, pitch)).to_vec();
    let two_classes = (0..16).map(|it| note(it * 120, 120, 60 + 7 * (it % 2) as u8)).collect();
    for notes in [chromatic, scarce, two_classes, Vec::new()] {
        assert_eq!(infer_key(&score_of(notes), None), Known::Unknown);
    }
    let fits = rank_keys(&score_of(diminished));
    assert!((fits[0].correlation - fits[1].correlation).abs() < 1e-12, "a tie by symmetry");
}

#[test]
fn drums_and_noises_do_not_speak() {
    let mut score = chords(MAJOR, 0);
    let clusters: Vec<Note> = (0..64).map(|it| note(it * 120, 9000, 37)).collect();
    score.parts.push(Part { is_drums: true, notes: clusters.clone(), ..Part::default() });
    let program = irama_score::Program::new(122);
    score.parts.push(Part { program, notes: clusters, ..Part::default() });
    assert_eq!(rank_keys(&score), rank_keys(&chords(MAJOR, 0)));
}

#[test]
fn what_is_stated_wins_over_name_and_notes() {
    let mut score = chords(MAJOR, 0);
    let stated = Key { tonic: 2, mode: Mode::Minor };
    score.keys = vec![KeyChange { at: Tick::ZERO, key: stated }];
    assert_eq!(infer_key(&score, Some("Loop G#m.mid")), Known::Stated(stated));
}

#[test]
fn c_major_that_nobody_meant_is_not_believed() {
    let unasked = Key { tonic: 0, mode: Mode::Major };
    let with_signature = |mut score: Score, n_times: usize| {
        let bars = score.parts[0].notes.clone();
        for round in 1..n_times as u64 {
            let later = |it: &Note| Note { start: it.start + Tick(round * 9600), ..*it };
            score.parts[0].notes.extend(bars.iter().map(later));
        }
        score.keys = vec![KeyChange { at: Tick::ZERO, key: unasked }];
        score
    };
    let far = with_signature(chords(MAJOR, 6), 4);
    assert_eq!(infer_key(&far, None), Known::Inferred(Key { tonic: 6, mode: Mode::Major }));
    let short = with_signature(chords(MAJOR, 6), 1);
    assert_eq!(infer_key(&short, None), Known::Stated(unasked));
    let meant = with_signature(chords(MAJOR, 0), 4);
    assert_eq!(infer_key(&meant, None), Known::Stated(unasked));
}

#[test]
fn a_full_name_wins_over_the_notes_and_a_bare_letter_only_advises() {
    let score = chords(MAJOR, 0);
    let key = |tonic, mode| Known::Inferred(Key { tonic, mode });
    assert_eq!(infer_key(&score, Some("85bpm A minor.mid")), key(9, Mode::Minor));
    assert_eq!(infer_key(&score, Some("keys_B_90.mid")), key(0, Mode::Major));
    assert_eq!(infer_key(&score, Some("85bpm F# major.mid")), key(0, Mode::Major));
    let silent = Score::default();
    assert_eq!(infer_key(&silent, Some("drums F#m.mid")), key(6, Mode::Minor));
    assert_eq!(infer_key(&silent, Some("drums F#.mid")), Known::Unknown);
}
