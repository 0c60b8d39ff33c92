//! Reads MIDI files and prints what was found: `cargo run --example read_folder -- FILES`.

#![allow(clippy::print_stdout, reason = "an example for the terminal")]

fn main() {
    for path in std::env::args().skip(1) {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("{path}: {error}");
                continue;
            }
        };
        match irama_score::read_midi(&bytes) {
            Ok(reading) => {
                let score = &reading.score;
                println!(
                    "{path}: {} note-ons, {} notes in {} parts, end {}",
                    reading.note_ons.len(),
                    score.n_notes(),
                    score.parts.len(),
                    score.end
                );
                for repair in reading.repairs {
                    println!("    at {}: {}", repair.at, repair.what);
                }
            }
            Err(error) => println!("{path}: refused: {error}"),
        }
    }
}
