//! How loud each program is beside the piano: `cargo run --release -p irama-synth --example levels`.
//!
//! Three notes of the middle range at velocity 90, measured before any mastering.

#![allow(clippy::print_stdout, reason = "it prints a table")]

use irama_score::{Note, Part, Pitch, Program, Score, Tick, Velocity};
use irama_synth::{SampleRate, SoundConfig, measure, mix_of};

fn main() {
    let all: Vec<f64> = (0..128).map(level).collect();
    for (row, levels) in all.chunks(8).enumerate() {
        let cells: Vec<String> =
            levels.iter().map(|it| format!("{:>4}", (all[0] - it).round() as i32)).collect();
        println!("{:>3} {}", 8 * row, cells.join(","));
    }
}

/// In LUFS.
fn level(program: u8) -> f64 {
    let base = match program {
        32..=39 | 43 | 58 | 67 | 70 => 36,
        _ => 55,
    };
    let note = |idx: u64| Note {
        start: Tick(480 * idx),
        duration: Tick(440),
        pitch: Pitch::clamped(base + 5 * idx as i32),
        velocity: Velocity::clamped(90),
    };
    let notes: Vec<Note> = (0..3).map(note).collect();
    let part = Part { program: Program::new(program), notes, ..Part::default() };
    let score = Score { end: Tick(1440), parts: vec![part], ..Score::default() };
    let frames =
        mix_of(&score, &SoundConfig { rate: SampleRate::Hz48000, ..SoundConfig::default() })
            .unwrap_or_default();
    let sounding = &frames[..frames.len().min(72_000)];
    measure(sounding, SampleRate::Hz48000).lufs.unwrap_or(-70.0)
}
