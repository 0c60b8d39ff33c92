//! Measures of MIDI files or of the built-in loops, one JSON document a line:
//! `cargo run --release -p irama-judge --example measure -- FILES.mid`, or `-- --loops FOLDER`,
//! which writes the loops into the folder too. `bench/peers/muspy_measures.py` reads it.

#![allow(clippy::print_stdout, reason = "an example for the terminal")]

use std::{error::Error, fs, path::Path};

use irama_corpus::house_loops;
use irama_judge::judge;
use irama_score::{Score, read_midi, write_midi};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, folder] = args.as_slice()
        && flag == "--loops"
    {
        for it in house_loops() {
            let path = Path::new(folder).join(format!("{}.mid", it.name));
            fs::write(&path, write_midi(&it.score)?)?;
            tell(&path.display().to_string(), &it.score, 0);
        }
        return Ok(());
    }
    for path in args {
        let reading = read_midi(&fs::read(&path)?)?;
        tell(&path, &reading.score, reading.repairs.len());
    }
    Ok(())
}

fn tell(path: &str, score: &Score, n_repairs: usize) {
    let n_meters = score.meters.len();
    let measures = judge(score);
    println!(
        "{}",
        json!({ "path": path, "repairs": n_repairs, "meters": n_meters, "measures": measures })
    );
}
