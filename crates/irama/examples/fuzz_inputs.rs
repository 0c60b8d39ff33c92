//! Inputs for the fuzzer to begin with, all made here: `fuzz_inputs FOLDER` writes a folder a target.

#![allow(clippy::unwrap_used, reason = "a tool that cannot write its files should fail loudly")]

use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
};

use irama_corpus::house_loops_from;
use irama_score::write_midi;
use zip::{ZipWriter, write::SimpleFileOptions};

/// Texts of every kind that a brief is made of.
const TEXTS: [&str; 8] = [
    "D minor",
    "F# dorian",
    "5-8",
    "Dm7 | G7 | Cmaj7 A7/C# | %",
    "A A' B A",
    "{}",
    r#"{"bars":8,"key":"C major","chords":"C | F","plan":"A A'","copy_limit":12}"#,
    r#"{"parts":[{"name":"bass","lowest":28,"highest":48,"polyphony":1,"density":4.0}]}"#,
];

fn main() {
    let root = std::env::args().nth(1).expect("a folder to write into");
    let write = |target: &str, name: &str, bytes: &[u8]| {
        let folder = Path::new(&root).join(target);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
    };
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (idx, it) in house_loops_from(1, 8).iter().enumerate() {
        let bytes = write_midi(&it.score).unwrap();
        write("midi", &format!("{idx}.mid"), &bytes);
        archive.start_file(format!("{idx}.mid"), SimpleFileOptions::default()).unwrap();
        archive.write_all(&bytes).unwrap();
    }
    write("archive", "loops.zip", &archive.finish().unwrap().into_inner());
    for (idx, text) in TEXTS.iter().enumerate() {
        write("brief", &idx.to_string(), text.as_bytes());
    }
    // The first byte chooses a model, then come places and what is put there.
    write("model", "classic", &[0, 20, 0, b'9']);
    write("model", "events", &[1, 20, 0, b'9', 90, 1, b'}']);
}
