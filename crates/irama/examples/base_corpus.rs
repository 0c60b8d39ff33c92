//! Lays out what the model in the box learns from: a folder for each style.
//!
//! `cargo run --release -p irama --example base_corpus -- ARCHIVES FOLDER`, where ARCHIVES holds the
//! five archives that crates/irama/assets/README.md names; it says how to go on from there. Of the
//! largest archive every other song is taken, so that styles weigh more alike and all passages fit.

use std::{error::Error, fs, io::Read, path::Path};

use irama_corpus::house_loops_from;
use irama_score::write_midi;

/// An archive, the style that its songs are in, of how many songs one is taken, and whose they are.
const ARCHIVES: [(&str, &str, usize, &str); 5] = [
    (
        "groove.zip",
        "drums",
        1,
        "CC BY 4.0: Groove MIDI Dataset, J. Gillick, A. Roberts, J. Engel, D. Eck and D. Bamman, 2019",
    ),
    ("openewld.zip", "old songs", 1, "public-domain scores: OpenEWLD, F. Simonetta, 2018"),
    ("openscore_lieder.zip", "art song", 2, "CC0 1.0: OpenScore Lieder Corpus"),
    (
        "freedoom.zip",
        "band",
        1,
        "BSD-3-Clause: Copyright 2001-2024 contributors to the Freedoom project",
    ),
    ("midi_chord_progressions.zip", "chords", 1, "MIT: Copyright 2019 Ludovic Drolez"),
];
/// The style of the built-in loops, how many fresh ones there are, and whose they are.
const LOOPS: (&str, usize, &str) =
    ("lo-fi", 1200, "MIT OR Apache-2.0: built-in loops, the Irama developers");
/// Their seed: another than that of the loops which everyone hears first.
const SEED: u64 = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [archives, folder] = args.as_slice() else {
        return Err("usage: base_corpus ARCHIVES FOLDER".into());
    };
    let folder = Path::new(folder);
    for (archive, style, every, licence) in ARCHIVES {
        unpack(&Path::new(archives).join(archive), &folder.join(style), every)?;
        fs::write(folder.join(style).join("LICENSE"), licence)?;
    }
    let (style, n, licence) = LOOPS;
    let loops = folder.join(style);
    fs::create_dir_all(&loops)?;
    for it in house_loops_from(SEED, n) {
        fs::write(loops.join(it.name + ".mid"), write_midi(&it.score)?)?;
    }
    fs::write(loops.join("LICENSE"), licence)?;
    Ok(())
}

/// Unpacks every `every`th song of an archive, in the order of their names.
fn unpack(archive: &Path, folder: &Path, every: usize) -> Result<(), Box<dyn Error>> {
    let file = fs::File::open(archive).map_err(|it| format!("{}: {it}", archive.display()))?;
    let mut zip = zip::ZipArchive::new(file)?;
    let mut names =
        zip.file_names().map(|it| it.map(String::from)).collect::<Result<Vec<_>, _>>()?;
    names.retain(|it| it.to_ascii_lowercase().ends_with(".mid"));
    names.sort();
    fs::create_dir_all(folder)?;
    for (number, name) in names.iter().step_by(every).enumerate() {
        let mut bytes = Vec::new();
        zip.by_name(name)?.read_to_end(&mut bytes)?;
        fs::write(folder.join(format!("{number:04}.mid")), bytes)?;
    }
    Ok(())
}
