//! What the Markov baseline says of pieces that are made for it.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::sync::Mutex;

use irama_events::{Event, FIELDS, Field, Frame, FramePart, Piece, Seat};
use irama_model::baseline::{Baseline, BaselineConfig, Situation, baseline};

const PIANO: Seat = Seat(0);

/// Eighths on the piano, with drums on every quarter; where the tune begins differs.
fn piece(n_notes: usize, start: usize) -> Piece {
    const TUNE: [u8; 8] = [60, 64, 67, 72, 71, 67, 65, 62];
    let mut events = Vec::new();
    for idx in 0..n_notes {
        let pitch = TUNE[(start + idx) % TUNE.len()];
        let sub = if idx == 0 { 0 } else { 12 };
        events.push(Event { row: [0, sub, PIANO.0, pitch, 11, 20, 2] });
        if idx % 2 == 0 {
            events.push(Event { row: [0, 0, Seat::DRUMS.0, 36, 5, 25, 2] });
        }
    }
    let mut end = Event::default();
    end.set(Field::Seat, Seat::END.0);
    end.set(Field::Sub, 12);
    events.push(end);
    let part = |seat| FramePart { seat, name: String::new(), program: None };
    let frame = Frame { parts: vec![part(PIANO), part(Seat::DRUMS)], ..Frame::default() };
    Piece { frame, events }
}

fn pieces(n: usize) -> Vec<Piece> {
    (0..n).map(|start| piece(64, start)).collect()
}

fn run(train: &[Piece], held_out: &[Piece]) -> Option<Baseline> {
    baseline(train, held_out, &BaselineConfig::default(), &|_| {})
}

#[test]
fn a_pattern_that_repeats_costs_next_to_nothing() {
    let found = run(&pieces(16), &[piece(64, 3), piece(32, 5)]).unwrap();
    // Where a tune of this kind begins is one of eight, and where it ends is told.
    assert!(found.nll.total() < 0.2, "{found:?}");
    assert_eq!(found.nll.n_notes, 96 + 48);
    let sum: f64 = found.by_piece.iter().map(|it| it.total() * it.n_notes as f64).sum();
    assert!((sum / 144.0 - found.nll.total()).abs() < 1e-12, "{found:?}");
}

#[test]
fn noise_costs_as_much_as_chance() {
    let mut dice = 1u32;
    let mut noise = |n: usize| -> Vec<Piece> {
        let mut pieces = vec![piece(400, 0); n];
        for event in
            pieces.iter_mut().flat_map(|it| &mut it.events).filter(|it| it.seat().is_note())
        {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            event.set(Field::Loudness, (dice >> 27) as u8);
        }
        pieces
    };
    let (train, held_out) = (noise(10), noise(2));
    let cost = run(&train, &held_out).unwrap().nll.of(Field::Loudness);
    assert!((32f64.ln() - 0.03..32f64.ln() + 0.1).contains(&cost), "{cost}");
}

#[test]
fn threads_change_nothing() {
    let with_threads = |n| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        pool.install(|| run(&pieces(12), &pieces(3)).unwrap())
    };
    assert_eq!(with_threads(1), with_threads(3));
}

#[test]
fn without_notes_on_either_side_there_is_no_baseline() {
    let silent = piece(0, 0);
    for (train, held_out) in [
        (vec![], vec![]),
        (pieces(3), vec![]),
        (vec![], pieces(3)),
        (pieces(3), vec![silent.clone()]),
        (vec![silent.clone()], pieces(3)),
    ] {
        assert_eq!(run(&train, &held_out), None);
    }
    let found = run(&pieces(3), &[silent, piece(8, 0)]).unwrap();
    assert_eq!(found.by_piece[0].n_notes, 0);
    assert!(found.by_piece.iter().all(|it| it.total().is_finite()), "{found:?}");
}

#[test]
fn what_was_never_heard_costs_much_but_not_all() {
    let mut strange = piece(16, 0);
    for event in strange.events.iter_mut().filter(|it| it.seat() == PIANO) {
        event.set(Field::Loudness, 3);
    }
    for train in [vec![piece(64, 0)], pieces(16)] {
        let cost = run(&train, std::slice::from_ref(&strange)).unwrap().nll.of(Field::Loudness);
        assert!(cost.is_finite() && cost > 1.0, "{cost}");
    }
}

#[test]
fn every_field_is_told_once_for_each_situation() {
    let heard = Mutex::new(Vec::new());
    let config = BaselineConfig::default();
    baseline(&pieces(3), &pieces(1), &config, &|field| heard.lock().unwrap().push(field)).unwrap();
    let mut heard = heard.into_inner().unwrap();
    heard.sort_unstable();
    let expected: Vec<Field> =
        FIELDS.into_iter().flat_map(|it| Situation::of_field(it).iter().map(move |_| it)).collect();
    assert_eq!(heard, expected);
}
