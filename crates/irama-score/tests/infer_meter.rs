//! What the accents say about the meter.

#![allow(clippy::unwrap_used, reason = "a broken fixture should fail loudly")]

use irama_score::{
    Known, Meter, MeterChange, Note, Part, Pitch, Score, Tick, Velocity, infer_meter, rank_meters,
};

fn note(start: u64, duration: u64, pitch: u8, velocity: u8) -> Note {
    Note {
        start: Tick(start),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(duration),
        velocity: Velocity::new(velocity).unwrap(),
    }
}

fn score_of(mut notes: Vec<Note>, is_drums: bool) -> Score {
    notes.sort();
    let end = notes.iter().map(Note::end).max().unwrap_or_default();
    Score { parts: vec![Part { notes, is_drums, ..Part::default() }], end, ..Score::default() }
}

/// Bars of eighths: `B` is a bass note, `c` a chord, `C` an accented one, `.` nothing.
fn accompaniment(bar: &str, n_bars: u64) -> Score {
    let eighths: Vec<char> = bar.chars().filter(|it| *it != ' ').collect();
    let mut notes = Vec::new();
    for at in 0..eighths.len() as u64 * n_bars {
        let bar_idx = at / eighths.len() as u64;
        let step = [0, 5, 7, 2][(bar_idx % 4) as usize];
        match eighths[(at % eighths.len() as u64) as usize] {
            'B' => notes.push(note(at * 240, 460, 36 + step, 90)),
            'C' => notes.extend([60, 64].map(|it| note(at * 240, 230, it + step, 85))),
            'c' => notes.extend([60, 64].map(|it| note(at * 240, 230, it + step, 66))),
            _ => {}
        }
    }
    score_of(notes, false)
}

#[track_caller]
fn check(score: &Score, numerator: u8, denominator: u8) {
    let wanted = Known::Inferred(Meter::new(numerator, denominator).unwrap());
    assert_eq!(infer_meter(score), wanted, "{:?}", rank_meters(score));
}

#[test]
fn accompaniments_of_every_meter_are_told_apart() {
    for n_bars in [4, 8, 32] {
        check(&accompaniment("B. c. c.", n_bars), 3, 4);
        check(&accompaniment("Bc cc cc", n_bars), 3, 4);
        check(&accompaniment("B. c. B. c.", n_bars), 4, 4);
        check(&accompaniment("Bc cc Cc cc", n_bars), 4, 4);
        check(&accompaniment("Bcc Ccc", n_bars), 6, 8);
        check(&accompaniment("B.c C.c", n_bars), 6, 8);
        check(&accompaniment("B. c. c. C. c.", n_bars), 5, 4);
        check(&accompaniment("Bc Cc Ccc", n_bars), 7, 8);
        check(&accompaniment("Bcc Cc Cc", n_bars), 7, 8);
    }
}

#[test]
fn a_beat_of_bass_drum_and_snare_is_in_four() {
    let mut notes = Vec::new();
    for bar in 0..4 {
        for eighth in 0..8 {
            notes.push(note(bar * 1920 + eighth * 240, 60, 42, 60));
        }
        notes.extend([0, 960, 1200].map(|at| note(bar * 1920 + at, 60, 36, 100)));
        notes.extend([480, 1440].map(|at| note(bar * 1920 + at, 60, 38, 100)));
    }
    check(&score_of(notes, true), 4, 4);
}

#[test]
fn a_pick_up_does_not_hide_the_bar() {
    let mut score = accompaniment("B. c. c.", 8);
    for part in &mut score.parts {
        for it in &mut part.notes {
            it.start += Tick(480);
        }
        part.notes.insert(0, note(0, 480, 67, 70));
    }
    check(&score, 3, 4);
}

#[test]
fn swing_and_human_timing_do_not_hide_the_bar() {
    let mut score = accompaniment("Bc cc cc", 8);
    for (idx, it) in score.parts[0].notes.iter_mut().enumerate() {
        it.start += Tick(idx as u64 * 7 % 40);
    }
    score.parts[0].notes.sort();
    check(&score, 3, 4);
}

#[test]
fn too_little_has_no_meter() {
    assert_eq!(infer_meter(&Score::default()), Known::Unknown);
    assert_eq!(infer_meter(&accompaniment("B. c. c.", 1)), Known::Unknown);
    let pulse = (0..64).map(|at| note(at * 120, 100, 60, 80)).collect();
    assert_eq!(infer_meter(&score_of(pulse, false)), Known::Unknown);
}

#[test]
fn the_stated_meter_that_holds_longest_wins() {
    let mut score = accompaniment("B. c. c.", 8);
    let change =
        |at, numerator| MeterChange { at: Tick(at), meter: Meter { numerator, denominator: 4 } };
    score.meters = vec![change(0, 1), change(480, 5), change(9600, 2)];
    assert_eq!(infer_meter(&score), Known::Stated(Meter { numerator: 5, denominator: 4 }));
}

#[test]
fn absurd_times_do_no_harm() {
    let mut notes: Vec<Note> = (0..40).map(|it| note(it * 240, 240, 60, 80)).collect();
    notes.push(note(u64::MAX - 3, u64::MAX, 60, 80));
    let score = score_of(notes, false);
    infer_meter(&score);
    irama_score::infer_key(&score, None);
    irama_score::infer_loop_length(&score);
}
