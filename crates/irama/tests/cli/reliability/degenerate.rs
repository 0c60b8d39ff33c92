//! R20: collections with next to nothing in them, or far too much of one thing. Each gives a model that
//! writes notes, or one line with a remedy.

use irama_score::{Note, Part, Pitch, Score, TempoChange, Tick, Velocity, write_midi};

use super::figure;
use crate::world::{Ran, World, melody};

/// A note of so many ticks.
fn note(start: u64, pitch: u8, duration: u64, velocity: i32) -> Note {
    Note {
        start: Tick(start),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(duration),
        velocity: Velocity::clamped(velocity),
    }
}

fn file(notes: Vec<Note>, is_drums: bool) -> Vec<u8> {
    let end = notes.iter().map(Note::end).max().unwrap_or(Tick(1_920));
    let parts = vec![Part { is_drums, notes, ..Part::default() }];
    write_midi(&Score { parts, end, ..Score::default() }).unwrap()
}

/// Quarters with these pitches.
fn line(pitches: &[u8]) -> Vec<Note> {
    let place = |(idx, pitch): (usize, &u8)| note(480 * idx as u64, *pitch, 480, 80);
    pitches.iter().enumerate().map(place).collect()
}

/// The fourteen collections: a name, and the files of each.
fn collections() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let songs = |n: u8, length: usize| -> Vec<Vec<u8>> {
        (0..n).map(|it| file(line(&melody(it, length)), false)).collect()
    };
    let drums = |it: u8| {
        let strokes = (0..32).map(|at| note(at * 240, 35 + (at as u8 * (it + 1)) % 7, 120, 90));
        file(strokes.collect(), true)
    };
    let tempo = |micros_per_quarter: u32| {
        let notes = line(&melody(micros_per_quarter as u8, 30));
        let end = notes.last().unwrap().end();
        let tempos = vec![TempoChange { at: Tick::ZERO, micros_per_quarter }];
        let parts = vec![Part { notes, ..Part::default() }];
        write_midi(&Score { parts, end, tempos, ..Score::default() }).unwrap()
    };
    let chord = (0..2_048).map(|it| note(0, (it % 128) as u8, 480 + it / 128, 80)).collect();
    let edges = |it: u64| {
        let extreme = |at: u64| {
            let pitch = if (at + it).is_multiple_of(it + 2) { 0 } else { 127 };
            note(at * 480, pitch, 1 + at % 2 * 100_000, if at.is_multiple_of(2) { 1 } else { 127 })
        };
        file((0..40).map(extreme).collect(), false)
    };
    // 120 quarters a minute.
    let hours = melody(3, 3 * 60 * 120);
    vec![
        ("no file", vec![]),
        ("no note", vec![file(vec![], false), file(vec![], false)]),
        ("one note", vec![file(line(&[60]), false)]),
        ("a note each", (0..30).map(|it| file(line(&[40 + it]), false)).collect()),
        ("a note less than a window", songs(3, 11)),
        ("a note more than a window", songs(3, 13)),
        ("one pitch a thousand times", vec![file(line(&[60; 1000]), false); 2]),
        ("drums alone", (0..6).map(drums).collect()),
        ("three hours", vec![file(line(&hours), false), file(line(&melody(9, 200)), false)]),
        ("a chord of 2,048 notes", vec![file(chord, false), file(line(&melody(5, 100)), false)]),
        ("one song alone", songs(1, 200)),
        ("the same song ten times", vec![file(line(&melody(1, 100)), false); 10]),
        ("damage and text", vec![b"not music".to_vec(), b"MThd\0\0\0\x06".to_vec()]),
        (
            "edges of every range",
            [(0..3).map(edges).collect(), vec![tempo(1), tempo(16_777_215)]].concat(),
        ),
    ]
}

fn is_refusal(ran: &Ran) -> bool {
    let errors = ran.stderr.lines().filter(|it| it.starts_with("error: ")).count();
    ran.code == Some(2) && errors == 1 && ran.stdout.is_empty()
}

#[test]
fn r20_degenerate_collections_give_notes_or_a_remedy() {
    let world = World::new();
    let (mut n_models, mut n_remedies) = (0, 0);
    let kinds = [
        ("--units 8 --batch 2 --window 8", "--bars 4"),
        ("--model classic --units 4 --batch 8 --window 12", "--notes 8"),
    ];
    let all = collections();
    assert_eq!(all.len(), 14);
    for (idx, (name, files)) in all.iter().enumerate() {
        let folder = format!("c{idx}");
        std::fs::create_dir(world.path(&folder)).unwrap();
        for (it, bytes) in files.iter().enumerate() {
            world.write(&format!("{folder}/{it}.mid"), bytes);
        }
        for (settings, length) in kinds {
            let train = format!("train {folder} -o m.irama --steps 4 --seed 1 --json {settings}");
            let ran = world.irama(&train);
            assert!(!ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
            if is_refusal(&ran) {
                n_remedies += 1;
                continue;
            }
            let result = ran.json();
            let loss = result["best_nll_per_note"].as_f64().or(result["best_loss"].as_f64());
            assert!(loss.is_some_and(f64::is_finite), "{name}: {result}");
            for seed in 1..=4 {
                let compose = format!("compose -m m.irama -o a.mid --seed {seed} --json {length}");
                let result = world.irama(&compose).json();
                assert!(result["notes"].as_u64() >= Some(1), "{name}: {result}");
            }
            n_models += 1;
            std::fs::remove_file(world.path("m.irama")).unwrap();
        }
    }
    assert!(n_models >= 10 && n_remedies >= 6, "{n_models} models, {n_remedies} remedies");
    figure(
        "R20",
        &format!("14 collections, two kinds: {n_models} models that write, {n_remedies} remedies"),
    );
}
