//! Megabytes a second of reading, on one thread: `cargo run --release --example read_speed -- FILES`.
//!
//! The files are in memory first. The best of five rounds is printed, as disturbance only slows.

#![allow(clippy::print_stdout, reason = "an example for the terminal")]
#![allow(clippy::disallowed_methods, reason = "speed is what it measures")]

use std::time::Instant;

fn main() -> std::io::Result<()> {
    let files: Vec<Vec<u8>> =
        std::env::args().skip(1).map(std::fs::read).collect::<Result<_, _>>()?;
    let n_bytes: usize = files.iter().map(Vec::len).sum();
    let mut best = f64::INFINITY;
    let mut n_notes = 0;
    for _ in 0..5 {
        let start = Instant::now();
        let scores = files.iter().filter_map(|bytes| irama_score::read_midi(bytes).ok());
        n_notes = scores.map(|it| it.score.n_notes()).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let megabytes = n_bytes as f64 / 1e6;
    println!("{} files, {n_notes} notes: {:.0} MB/s", files.len(), megabytes / best);
    Ok(())
}
