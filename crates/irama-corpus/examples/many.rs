//! Writes many fresh loops as MIDI files, a thousand to a folder, one in a hundred damaged: something to try
//! `irama inspect` on.
//!
//! `cargo run --release -p irama-corpus --example many FOLDER [FILES]`

#![allow(clippy::unwrap_used, reason = "a folder that cannot be written should fail loudly")]

use std::{fs, path::PathBuf};

use irama_corpus::house_loops_from;
use irama_score::write_midi;

/// Files in a folder.
const GROUP: usize = 1000;
/// One file in so many is no MIDI.
const DAMAGE: usize = 100;

fn main() {
    let mut args = std::env::args().skip(1);
    let root = PathBuf::from(args.next().expect("a folder to write into"));
    let n_files = args.next().map_or(100_000, |it| it.parse().unwrap());
    for start in (0..n_files).step_by(GROUP) {
        let folder = root.join(format!("{:04}", start / GROUP));
        fs::create_dir_all(&folder).unwrap();
        let n_loops = GROUP.min(n_files - start);
        for (number, it) in (start..).zip(house_loops_from(start as u64, n_loops)) {
            let is_damaged = number % DAMAGE == 0;
            let bytes = if is_damaged { vec![7; 100] } else { write_midi(&it.score).unwrap() };
            fs::write(folder.join(format!("{number:07} {}.mid", it.name)), bytes).unwrap();
        }
    }
}
