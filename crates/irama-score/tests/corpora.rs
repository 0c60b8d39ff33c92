//! Thousands of real files and hundreds of broken ones, where they are at hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files should fail loudly")]
#![allow(clippy::print_stdout, reason = "says that it is skipped")]

use std::{fs::File, io::Read, path::Path};

use irama_score::{Repair, read_midi, write_midi};

/// The name and bytes of every MIDI file in an archive; `None` if the archive is not there.
fn archive(name: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let Ok(file) = File::open(&path) else {
        println!("skipped: there is no ../shared/data/{name}");
        return None;
    };
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let mut files = Vec::new();
    for idx in 0..archive.len() {
        let mut entry = archive.by_index(idx).unwrap();
        let name = entry.name().unwrap().rsplit('/').next().unwrap_or_default().to_owned();
        if name.ends_with(".mid") || name.ends_with(".rmi") {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.push((name, bytes));
        }
    }
    Some(files)
}

#[test]
fn malformed_files_are_read_with_a_word_or_refused_with_a_reason() {
    let Some(files) = archive("malformed_midi.zip") else { return };
    assert!(files.len() > 400, "{} files", files.len());
    for (name, bytes) in files {
        match read_midi(&bytes) {
            Ok(reading) if name.starts_with("ok_") => {
                assert_eq!(reading.repairs, [], "{name}");
                let has_notes = !reading.note_ons.is_empty();
                assert!(has_notes || name.contains("empty"), "{name} has no notes");
            }
            Ok(reading) if name.starts_with("bad_") => {
                assert_ne!(reading.repairs, [], "{name} was read without a word");
            }
            Ok(reading) => {
                let has_notes = !reading.note_ons.is_empty();
                let may_be_empty = !name.starts_with("odd_") || name == "odd_no_tracks.mid";
                assert!(has_notes || may_be_empty, "{name}: {:?}", reading.repairs);
            }
            Err(error) => {
                let may_be_refused = !name.starts_with("ok_") && !name.starts_with("odd_");
                assert!(may_be_refused, "{name}: {error}");
            }
        }
    }
}

#[test]
fn real_files_come_back_after_writing() {
    for corpus in ["midi_chord_progressions.zip", "freedoom.zip", "opengameart.zip"] {
        let Some(files) = archive(corpus) else { return };
        let mut n_written = 0;
        for (name, bytes) in files {
            let first = read_midi(&bytes).unwrap();
            // Some of them have more parts than channels.
            let Ok(written) = write_midi(&first.score) else { continue };
            n_written += 1;
            let second = read_midi(&written).unwrap();
            let is_overlap = |it: &Repair| it.what.contains("same pitch sounds");
            assert!(second.repairs.iter().all(is_overlap), "{name}: {:?}", second.repairs);
            assert_eq!(second.score, first.score, "{name}");
        }
        assert!(n_written > 50, "{corpus}: {n_written}");
    }
}
