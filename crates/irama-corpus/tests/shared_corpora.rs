//! Real collections and 494 malformed files, where they stand beside the checkout.

#![allow(clippy::unwrap_used, reason = "a fixture that cannot be made should fail loudly")]

mod fixtures;

use std::path::{Path, PathBuf};

use fixtures::read;
use irama_corpus::Status;

fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = root.join(name);
    if !path.is_file() {
        #[allow(clippy::print_stderr, reason = "a skipped test should not look like a passed one")]
        {
            eprintln!("skipped: there is no {name} beside the checkout");
        }
        return None;
    }
    Some(path)
}

#[test]
fn all_malformed_files_are_accounted_for() {
    let Some(path) = shared("malformed_midi.zip") else { return };
    let corpus = read(&path);
    assert_eq!(corpus.report.files_found, 494);
    for file in &corpus.report.files {
        let name = file.path.rsplit('/').next().unwrap();
        let was_read = file.notes > 0 || file.reason.is_none();
        let is_silent = was_read && file.repairs.is_empty();
        assert!(!name.starts_with("odd_") || was_read || name == "odd_no_tracks.mid", "{file:#?}");
        assert!(!name.starts_with("ok_") || file.repairs.is_empty(), "{file:#?}");
        assert!(!name.starts_with("bad_") || !is_silent, "{file:#?}");
        assert_eq!(file.status == Status::Dropped, file.reason.is_some());
    }
}

#[test]
fn real_collections_have_as_many_files_as_their_authors_say() {
    for (name, n_files) in [
        ("freedoom.zip", 112),
        ("midi_chord_progressions.zip", 920),
        ("mma_backing_tracks.zip", 300),
        ("openewld.zip", 400),
        ("opengameart.zip", 93),
    ] {
        let Some(path) = shared(name) else { return };
        let report = read(&path).report;
        assert_eq!(report.files_found, n_files, "{name}");
        let is_lost =
            |it: &&irama_corpus::FileReport| it.status == Status::Dropped && it.notes == 0;
        let lost: Vec<_> = report.files.iter().filter(is_lost).collect();
        assert!(lost.is_empty(), "{name}: {lost:#?}");
    }
}
