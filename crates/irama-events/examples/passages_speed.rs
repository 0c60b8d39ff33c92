//! How long passages take to learn, to load and to look up, and how much room they need:
//! `cargo run --release -p irama-events --example passages_speed -- [FILES.mid]`.
//!
//! Without files, a million notes are made up by walking at random over a scale.

#![allow(clippy::print_stdout, reason = "an example for the terminal")]
#![allow(clippy::disallowed_methods, reason = "speed is what it measures")]

use std::time::Instant;

use irama_events::Passages;
use irama_score::{Note, Part, Pitch, Score, Tick, Velocity, read_midi};

fn main() -> std::io::Result<()> {
    let files: Vec<Vec<u8>> =
        std::env::args().skip(1).map(std::fs::read).collect::<Result<_, _>>()?;
    let mut scores: Vec<Score> =
        files.iter().filter_map(|it| Some(read_midi(it).ok()?.score)).collect();
    if scores.is_empty() {
        scores = (0..1000).map(wander).collect();
    }
    let n_notes: usize = scores.iter().map(Score::n_notes).sum();
    println!("{n_notes} notes in {} files", scores.len());
    let passages = timed("learned", || Passages::learn(&scores));
    let bytes = timed("packed", || passages.to_bytes());
    println!("{} bytes, {:.2} a note", bytes.len(), bytes.len() as f64 / n_notes as f64);
    let loaded = timed("loaded", || Passages::from_bytes(&bytes));
    println!("as before: {}", loaded.as_ref() == Some(&passages));
    let longest = scores.iter().max_by_key(|it| it.n_notes()).cloned().unwrap_or_default();
    println!("{} notes of a learned piece:", longest.n_notes());
    println!("{:?}", timed("receipt", || passages.receipt(&longest)).pitched);
    let fresh = wander(1000);
    println!("{} new notes:", fresh.n_notes());
    println!("{:?}", timed("receipt", || passages.receipt(&fresh)).pitched);
    Ok(())
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    println!("{what} in {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    result
}

/// A thousand notes by a small generator (Knuth's MMIX constants).
fn wander(seed: u64) -> Score {
    let mut state = seed;
    let mut dice = |sides: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let (mut at, mut degree) = (0, 20);
    let mut note = || {
        at += 120 * [0, 1, 2, 2][dice(4) as usize];
        degree = (degree + 2 + dice(3) as i32 - 3).clamp(10, 40);
        let pitch = degree / 7 * 12 + [0, 2, 4, 5, 7, 9, 11][degree as usize % 7];
        Note {
            start: Tick(at),
            pitch: Pitch::clamped(pitch),
            duration: Tick(120),
            velocity: Velocity::clamped(80),
        }
    };
    let notes = (0..1000).map(|_| note()).collect();
    Score { parts: vec![Part { notes, ..Part::default() }], ..Score::default() }
}
