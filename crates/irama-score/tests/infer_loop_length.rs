//! How many bars a loop has, whatever its file's end says.

#![allow(clippy::unwrap_used, reason = "a broken fixture should fail loudly")]

use irama_score::{
    Known, LoopLength, Meter, MeterChange, Note, Part, Pitch, Score, Tick, Velocity,
    infer_loop_length,
};

fn note(start: u64, duration: u64, pitch: u8) -> Note {
    Note {
        start: Tick(start),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(duration),
        velocity: Velocity::new(80).unwrap(),
    }
}

/// A quarter note on every beat of `n_bars` bars of 4/4, each bar on a pitch of its own.
fn beats(n_bars: u64) -> Vec<Note> {
    (0..n_bars * 4).map(|beat| note(beat * 480, 470, 40 + (beat / 4) as u8)).collect()
}

fn in_four(notes: Vec<Note>, end: u64) -> Score {
    let meters = vec![MeterChange { at: Tick::ZERO, meter: Meter::COMMON }];
    Score {
        parts: vec![Part { notes, ..Part::default() }],
        meters,
        end: Tick(end),
        ..Score::default()
    }
}

#[track_caller]
fn check(score: &Score, n_bars: u64) {
    let length = infer_loop_length(score);
    let Known::Inferred(length) = length else { panic!("{length:?} is not inferred") };
    assert_eq!((length.n_bars, length.ticks), (n_bars, Tick(n_bars * 1920)));
}

#[test]
fn the_last_release_may_fall_short_or_hang_over() {
    for n_bars in [1, 2, 4, 8, 16] {
        let line = n_bars * 1920;
        check(&in_four(beats(n_bars), line - 10 - 5), n_bars);
        let mut hanging = beats(n_bars);
        hanging.push(note(line - 480, 900, 30));
        check(&in_four(hanging, line + 420), n_bars);
    }
}

#[test]
fn a_note_held_through_another_bar_asks_for_it() {
    let mut notes = beats(1);
    notes.push(note(1440, 480 + 1900, 60));
    check(&in_four(notes, 3820), 2);
}

#[test]
fn an_empty_last_bar_is_filled_up_to_a_round_number() {
    for (n_played, n_bars) in
        [(3, 4), (5, 5), (6, 6), (7, 8), (9, 9), (12, 12), (14, 16), (15, 16), (37, 37)]
    {
        check(&in_four(beats(n_played), n_played * 1920 - 100), n_bars);
    }
}

#[test]
fn an_end_on_the_bar_line_is_a_statement() {
    let length = |n_bars| LoopLength { n_bars, ticks: Tick(n_bars * 1920), period_bars: n_bars };
    assert_eq!(infer_loop_length(&in_four(beats(3), 5760)), Known::Stated(length(3)));
    assert_eq!(infer_loop_length(&in_four(beats(3), 5759)), Known::Stated(length(3)));
    assert_eq!(infer_loop_length(&in_four(beats(3), 4 * 1920)), Known::Stated(length(4)));
    // A bar line that the music has already passed is none.
    let mut late = in_four(beats(3), 3840);
    late.parts[0].notes.push(note(5770, 20, 60));
    check(&late, 4);
}

#[test]
fn the_meter_counts_and_may_change() {
    let three = Meter { numerator: 3, denominator: 4 };
    let mut score = in_four(beats(3), 5700);
    score.meters[0].meter = three;
    let Known::Inferred(length) = infer_loop_length(&score) else { panic!("a length") };
    assert_eq!((length.n_bars, length.ticks), (4, Tick(4 * 1440)));
    score.meters = vec![
        MeterChange { at: Tick::ZERO, meter: Meter::COMMON },
        MeterChange { at: Tick(1920), meter: three },
    ];
    // A bar of four and, for the eight beats left, three of three.
    let Known::Inferred(length) = infer_loop_length(&score) else { panic!("a length") };
    assert_eq!((length.n_bars, length.ticks), (4, Tick(1920 + 3 * 1440)));
}

#[test]
fn the_period_of_repeated_bars_is_found() {
    let two_bars = beats(2);
    let mut notes = Vec::new();
    for round in 0..4 {
        // Played by a human: late by up to 20 ticks.
        let late = |it: &Note| Note { start: it.start + Tick(round * 3840 + round * 6), ..*it };
        notes.extend(two_bars.iter().map(late));
    }
    let known = infer_loop_length(&in_four(notes.clone(), 15_360));
    assert_eq!(known.value().map(|it| (it.n_bars, it.period_bars)), Some((8, 2)));
    notes.truncate(28);
    let known = infer_loop_length(&in_four(notes, 15_360));
    assert_eq!(known.value().map(|it| (it.n_bars, it.period_bars)), Some((8, 8)));
}

#[test]
fn silence_has_no_length() {
    assert_eq!(infer_loop_length(&in_four(Vec::new(), 1920)), Known::Unknown);
}
