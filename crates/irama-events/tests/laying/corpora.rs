//! Thousands of real files, where they are at hand.

use std::{fs::File, io::Read, path::Path};

use irama_score::read_midi;

use crate::round_trip::check;

const CORPORA: [&str; 9] = [
    "groove",
    "openscore_lieder",
    "openewld",
    "freedoom",
    "midi_chord_progressions",
    "opengameart",
    "mma_backing_tracks",
    "pop909",
    "malformed_midi",
];

#[test]
fn real_files_come_back_on_the_grid() {
    for corpus in CORPORA {
        let name = format!("../../../shared/data/{corpus}.zip");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let Ok(file) = File::open(&path) else {
            eprintln!("skipped: there is no ../shared/data/{corpus}.zip");
            continue;
        };
        let mut archive = zip::ZipArchive::new(file).unwrap();
        let mut n_notes = 0;
        for idx in 0..archive.len() {
            let mut bytes = Vec::new();
            archive.by_index(idx).unwrap().read_to_end(&mut bytes).unwrap();
            let Ok(reading) = read_midi(&bytes) else { continue };
            check(&reading.score);
            n_notes += reading.score.n_notes();
        }
        assert!(n_notes > 0, "{corpus} has no notes");
    }
}
