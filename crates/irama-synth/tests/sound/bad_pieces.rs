//! Odd pieces give a right result or a clear line, in bounded time and memory.

use irama_score::{Score, TempoChange, Tick};
use irama_synth::{SoundConfig, SynthError, render};

use super::{
    figures::frames,
    pieces::{note, part, score, single},
};

fn refused(piece: &Score) -> String {
    render(piece, &SoundConfig::default()).unwrap_err().to_string()
}

#[test]
fn no_notes_are_told() {
    assert!(refused(&Score::default()).contains("no notes"));
    assert!(refused(&score(vec![part(0, vec![])])).contains("no notes"));
}

#[test]
fn a_note_of_an_hour_or_a_year_is_refused_at_once() {
    let hour = single(16, 60, 7_200 * 480);
    assert!(refused(&hour).contains("3600 s"), "{}", refused(&hour));
    let year = single(16, 60, u64::MAX / 2);
    assert!(matches!(
        render(&year, &SoundConfig::default()),
        Err(SynthError::TooLong { limit: 3600, .. })
    ));
}

#[test]
fn two_hundred_thousand_notes_at_once_are_played() {
    // Each microsecond of a tempo of one microsecond a quarter: all in one moment.
    let notes = (0..200_000).map(|it| note(it / 8, 1, (it % 128) as u8, 100)).collect();
    let mut piece = score(vec![part(0, notes)]);
    piece.tempos = vec![TempoChange { at: Tick::ZERO, micros_per_quarter: 1 }];
    let sound = frames(&piece);
    assert_eq!(sound.len(), 3 * 44_100 + 2);
    assert!(sound.iter().flatten().all(|it| it.abs() <= 0.892));
}

#[test]
fn dense_music_is_played() {
    let notes = (0..20_000).map(|it| note(it / 10, 400, (it % 128) as u8, 90)).collect();
    let sound = frames(&score(vec![part(48, notes)]));
    assert!(sound.iter().flatten().all(|it| it.is_finite()));
}

#[test]
fn extremes_of_pitch_and_velocity_are_played() {
    for program in [0, 5, 16, 40, 52, 81, 118] {
        let notes = [(0, 1), (1, 127), (127, 127), (126, 1)]
            .map(|(pitch, velocity)| note(240 * u64::from(pitch % 5), 200, pitch, velocity));
        let mut notes = notes.to_vec();
        notes.sort();
        let sound = frames(&score(vec![part(program, notes)]));
        assert!(sound.iter().flatten().all(|it| it.is_finite() && it.abs() <= 0.892));
    }
}
