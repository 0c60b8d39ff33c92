//! How fast files are read, whole and damaged, and written.
//!
//! `cargo bench -p irama-score --bench read_midi`

#![allow(missing_docs, reason = "the macros of criterion write functions without")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use irama_score::{
    Control, Gesture, Note, Part, Pitch, Score, TempoChange, Tick, Velocity, read_midi, write_midi,
};

/// Four parts of quavers, with a controller beside every note.
fn song(n_notes_a_part: u64) -> Score {
    let part = |idx: u8| Part {
        notes: (0..n_notes_a_part)
            .map(|nth| Note {
                start: Tick(240 * nth),
                pitch: Pitch::clamped(i32::from(36 + 12 * idx) + (5 * nth % 12) as i32),
                duration: Tick(200),
                velocity: Velocity::clamped(60 + (nth % 40) as i32),
            })
            .collect(),
        controls: (0..n_notes_a_part)
            .map(|nth| Control {
                at: Tick(240 * nth + 60),
                gesture: Gesture::Controller { number: 1, value: (nth % 128) as u8 },
            })
            .collect(),
        ..Part::default()
    };
    Score {
        tempos: vec![TempoChange { at: Tick::ZERO, micros_per_quarter: 700_000 }],
        parts: (0..4).map(part).collect(),
        end: Tick(240 * n_notes_a_part),
        ..Score::default()
    }
}

/// Sets a bit of every `step`-th byte behind the header.
fn damaged(bytes: &[u8], step: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.iter_mut().skip(100).step_by(step).for_each(|byte| *byte ^= 0x80);
    bytes
}

fn files(criterion: &mut Criterion) {
    for (name, n_notes_a_part) in [("loop", 64), ("song", 2000)] {
        let score = song(n_notes_a_part);
        let bytes = write_midi(&score).expect("four short parts fit, because MIDI has 16 channels");
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("read", |it| it.iter(|| read_midi(black_box(&bytes))));
        let broken = damaged(&bytes, 97);
        group.bench_function("read damaged", |it| it.iter(|| read_midi(black_box(&broken))));
        group.bench_function("write", |it| it.iter(|| write_midi(black_box(&score))));
        group.finish();
    }
}

criterion_group!(benches, files);
criterion_main!(benches);
