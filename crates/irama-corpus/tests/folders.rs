//! Folders and single files: what is found, in which order, and what is said of it.

#![allow(clippy::unwrap_used, reason = "a fixture that cannot be made should fail loudly")]

mod fixtures;

use std::{
    fs,
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use fixtures::{file, go_on, midi, midi_on, read, reason, try_read, tune, write, zip_of};
use irama_corpus::{CorpusConfig, CorpusError, Keep, Progress, Status, read_corpus};
use tempfile::tempdir;

#[test]
fn folders_are_read_recursively_by_extension_in_any_case() {
    let folder = tempdir().unwrap();
    let names = ["a.mid", "b.MIDI", "sub/c.Kar", "sub/deep/d.RMI", "sub/deep/e.MID"];
    for (name, number) in names.iter().zip(1..) {
        write(folder.path(), name, &midi(&tune(number)));
    }
    write(folder.path(), "readme.txt", b"hello");
    write(folder.path(), "sub/x.WAV", b"RIFF");
    let corpus = read(folder.path());
    assert_eq!(corpus.report.files_kept, 5);
    assert_eq!(corpus.report.notes, 5 * 18);
    assert_eq!(corpus.report.notes_kept, 5 * 18);
    assert_eq!(corpus.report.other_files.get(".txt"), Some(&1));
    assert_eq!(corpus.report.other_files.get(".wav"), Some(&1));
}

#[test]
fn files_are_sorted_folder_by_folder_and_not_as_text() {
    let folder = tempdir().unwrap();
    // As text, `a-b.mid` and `a.mid` sort before `a/z.mid`, since `-` and `.` come before `/`.
    for (name, number) in ["a-b.mid", "a.mid", "a/z.mid", "B.mid"].iter().zip(1..) {
        write(folder.path(), name, &midi(&tune(number)));
    }
    let corpus = read(folder.path());
    let root = folder.path().to_string_lossy().into_owned() + "/";
    let paths: Vec<&str> =
        corpus.report.files.iter().map(|it| it.path.strip_prefix(&root).unwrap()).collect();
    assert_eq!(paths, ["B.mid", "a/z.mid", "a-b.mid", "a.mid"]);
}

#[test]
fn the_raw_stream_holds_every_note_on_duplicates_included() {
    let folder = tempdir().unwrap();
    write(folder.path(), "a.mid", &midi(&[60, 62, 64]));
    write(folder.path(), "b.mid", b"not midi");
    write(folder.path(), "c.mid", &midi(&[60, 62, 64]));
    write(folder.path(), "d.mid", &midi(&[70, 61]));
    let corpus = read(folder.path());
    let stream: Vec<u8> = corpus.note_ons.iter().map(|it| it.number()).collect();
    assert_eq!(stream, [60, 62, 64, 60, 62, 64, 70, 61]);
    assert_eq!((corpus.report.notes, corpus.report.notes_kept), (8, 5));
    assert_eq!(corpus.songs.len(), 2);
    let last: Vec<u8> = corpus.note_ons_of(&corpus.songs[1]).iter().map(|it| it.number()).collect();
    assert_eq!(last, [70, 61]);
}

#[test]
fn every_file_ends_as_kept_or_dropped_with_its_reason() {
    let folder = tempdir().unwrap();
    write(folder.path(), "good.mid", &midi(&[60, 64, 67]));
    write(folder.path(), "higher.mid", &midi(&[63, 67, 70]));
    write(folder.path(), "silent.mid", &midi(&[]));
    write(folder.path(), "empty.mid", b"");
    write(folder.path(), "page.mid", b"<!DOCTYPE html><html></html>");
    write(folder.path(), "._good.mid", b"\0\x05\x16\x07");
    write(folder.path(), "__MACOSX/shadow.mid", &midi(&[1]));
    fs::create_dir(folder.path().join("folder.mid")).unwrap();
    let corpus = read(folder.path());
    assert_eq!(file(&corpus, "/good.mid").status, Status::Kept);
    assert!(reason(&corpus, "higher.mid").ends_with("/good.mid, 3 semitones higher"));
    assert_eq!(reason(&corpus, "silent.mid"), "it holds no notes");
    assert!(reason(&corpus, "empty.mid").contains("empty"), "{}", reason(&corpus, "empty.mid"));
    assert!(!reason(&corpus, "page.mid").is_empty());
    assert!(reason(&corpus, "._good.mid").contains("macOS"));
    assert!(reason(&corpus, "__MACOSX/shadow.mid").contains("macOS"));
    assert_eq!((corpus.report.files_found, corpus.report.duplicates), (7, 1));
}

#[test]
fn the_report_has_the_fields_that_scripts_read() {
    let folder = tempdir().unwrap();
    write(folder.path(), "a.mid", &midi_on(9, &[36, 38, 42]));
    write(folder.path(), "b.mid", b"no");
    let report = serde_json::to_value(read(folder.path()).report).unwrap();
    for field in ["files_found", "files_kept", "files_dropped", "notes", "notes_kept", "bars"] {
        assert!(report[field].is_u64(), "{field} in {report}");
    }
    assert_eq!(report["duplicates"], 0);
    let (kept, dropped) = (&report["files"][0], &report["files"][1]);
    assert_eq!(
        (&kept["status"], &kept["notes"], &kept["parts"]),
        (&"kept".into(), &3.into(), &1.into())
    );
    assert_eq!(dropped["status"], "dropped");
    assert!(kept["reason"].is_null() && dropped["reason"].is_string());
    for field in ["path", "repairs", "bars", "tempo", "key", "meter"] {
        assert!(!kept[field].is_null() && !dropped[field].is_null(), "{field} in {report}");
    }
    assert_eq!(kept["tempo"]["from"], "unknown");
}

#[test]
fn scores_come_back_as_they_were_read() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "a.mid", &midi(&[60, 64, 67, 72]));
    let expected = irama_score::read_midi(&fs::read(&path).unwrap()).unwrap().score;
    assert_eq!(read(folder.path()).songs[0].score(), Some(expected));
    let config = CorpusConfig { keep: Keep::Nothing, ..CorpusConfig::default() };
    let corpus = read_corpus(&[path], &config, &go_on).unwrap();
    assert_eq!((corpus.songs.len(), corpus.note_ons.len()), (0, 0));
    assert_eq!((corpus.report.files_kept, corpus.report.notes), (1, 4));
}

#[test]
fn several_inputs_are_one_corpus_with_a_source_each() {
    let folder = tempdir().unwrap();
    let one = write(folder.path(), "one/a.mid", &midi(&tune(1)));
    write(folder.path(), "one/LICENSE", "\n  My Licence 1.0\u{202e}\nand so on".as_bytes());
    let entries = [("x/b.mid", &midi(&tune(2))[..]), ("x/LICENSE.txt", b"CC0")];
    let two = write(folder.path(), "two.zip", &zip_of(&entries));
    let inputs = [one.parent().unwrap().to_owned(), two];
    let corpus = read_corpus(&inputs, &CorpusConfig::default(), &go_on).unwrap();
    assert_eq!(corpus.songs.len(), 2);
    let licences: Vec<_> = corpus.sources.iter().map(|it| it.licence.as_deref()).collect();
    assert_eq!(licences, [Some("My Licence 1.0�"), Some("CC0")]);
    assert!(corpus.sources.iter().all(|it| it.notes == 18 && it.hash.len() == 64));
    // The same file alone has the same hash, whatever stands around it.
    assert_eq!(read(&one).sources[0].hash, corpus.sources[0].hash);
    assert_ne!(corpus.sources[0].hash, corpus.sources[1].hash);
}

#[test]
fn what_cannot_be_a_corpus_is_one_clear_line() {
    let folder = tempdir().unwrap();
    let missing = try_read(&folder.path().join("nowhere")).unwrap_err();
    assert!(matches!(&missing, CorpusError::Missing { .. }), "{missing}");
    assert!(missing.to_string().contains("nowhere"));
    let empty = try_read(folder.path()).unwrap_err().to_string();
    assert!(empty.contains("there are no files") && empty.contains(".mid"), "{empty}");
    for name in ["a.wav", "b.wav", "c.txt"] {
        write(folder.path(), name, b"x");
    }
    let other = try_read(folder.path()).unwrap_err().to_string();
    assert!(other.contains("3 files, none of them MIDI (.wav 2, .txt 1)"), "{other}");
    let alone = try_read(&folder.path().join("c.txt")).unwrap_err().to_string();
    assert!(alone.contains("c.txt") && !alone.contains('\n'), "{alone}");
    let none = read_corpus(&[], &CorpusConfig::default(), &go_on).unwrap_err();
    assert!(matches!(none, CorpusError::NoInputs));
}

#[test]
fn a_missing_input_is_an_error_before_any_work() {
    let folder = tempdir().unwrap();
    let good = write(folder.path(), "a.mid", &midi(&[60]));
    let calls = AtomicUsize::new(0);
    let count = |_| {
        calls.fetch_add(1, Ordering::Relaxed);
        ControlFlow::Continue(())
    };
    let inputs = [good, folder.path().join("typo.zip")];
    let error = read_corpus(&inputs, &CorpusConfig::default(), &count).unwrap_err();
    assert!(error.to_string().contains("typo.zip"));
    assert_eq!(calls.into_inner(), 0);
}

#[test]
fn a_named_file_is_what_its_first_bytes_are() {
    let folder = tempdir().unwrap();
    let song = write(folder.path(), "song.bin", &midi(&[60, 62]));
    assert_eq!(read(&song).report.files_kept, 1);
    let archive = write(folder.path(), "pack.dat", &zip_of(&[("a.mid", &midi(&[60, 62]))]));
    assert_eq!(read(&archive).report.files_kept, 1);
}

#[cfg(unix)]
#[test]
fn knots_of_links_never_loop() {
    use std::os::unix::fs::symlink;
    let folder = tempdir().unwrap();
    let root = folder.path();
    write(root, "real/a.mid", &midi(&tune(1)));
    // Doubling chains: without memory, 2 to the 20th ways lead to the last folder.
    for step in 0..20 {
        let (here, next) = (root.join(format!("d{step}")), root.join(format!("d{}", step + 1)));
        fs::create_dir_all(&here).unwrap();
        symlink(&next, here.join("left")).unwrap();
        symlink(&next, here.join("right")).unwrap();
    }
    symlink(root, root.join("real/up")).unwrap();
    symlink("self", root.join("self")).unwrap();
    symlink("nowhere", root.join("dangling.mid")).unwrap();
    symlink("/dev/zero", root.join("endless.mid")).unwrap();
    symlink("real/a.mid", root.join("z.mid")).unwrap();
    let corpus = read(root);
    assert_eq!((corpus.report.files_found, corpus.report.files_kept), (4, 1));
    assert_eq!(reason(&corpus, "dangling.mid"), "not a regular file");
    assert_eq!(reason(&corpus, "endless.mid"), "not a regular file");
    assert!(reason(&corpus, "z.mid").contains("duplicate"));
}

#[test]
fn threads_do_not_change_the_result() {
    let folder = tempdir().unwrap();
    for number in 0..300 {
        // Every third is damaged, every fifth a duplicate.
        let bytes = if number % 3 == 0 { b"broken".to_vec() } else { midi(&tune(number / 5)) };
        write(folder.path(), &format!("{}/{number}.mid", number % 7), &bytes);
    }
    let read_with = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| read(folder.path()))
    };
    let alone = read_with(1);
    assert_eq!(alone, read_with(4));
    assert_eq!(alone.report.files_found, 300);
}

#[test]
fn whoever_watches_may_say_stop() {
    let folder = tempdir().unwrap();
    for number in 0..50 {
        write(folder.path(), &format!("{number}.mid"), &midi(&tune(number)));
    }
    let inputs: [PathBuf; 1] = [folder.path().to_owned()];
    let stop_at = |limit: usize| {
        let n_calls = AtomicUsize::new(0);
        let watch = |_| {
            let n_before = n_calls.fetch_add(1, Ordering::Relaxed);
            if n_before >= limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let error = read_corpus(&inputs, &CorpusConfig::default(), &watch).unwrap_err();
        assert!(matches!(error, CorpusError::Stopped));
        n_calls.into_inner()
    };
    assert_eq!(stop_at(0), 1);
    // Within the listing of the one folder, and between files that are read.
    assert_eq!(stop_at(10), 11);
    assert!((61..100).contains(&stop_at(60)));
}

#[test]
fn files_are_counted_while_they_are_looked_for_and_again_while_they_are_read() {
    let folder = tempdir().unwrap();
    for number in 0..30 {
        write(folder.path(), &format!("{}/{number}.mid", number % 3), &midi(&tune(number)));
        write(folder.path(), &format!("{}/{number}.txt", number % 3), b"not music");
    }
    let told = Mutex::new(Vec::new());
    let watch = |it: Progress| {
        told.lock().unwrap().push((it.total, it.done));
        ControlFlow::Continue(())
    };
    read_corpus(&[folder.path().to_owned()], &CorpusConfig::default(), &watch).unwrap();
    let told = told.into_inner().unwrap();
    type Told = Vec<(Option<usize>, usize)>;
    let (found, mut done): (Told, Told) = told.iter().copied().partition(|it| it.0.is_none());
    assert!(found.is_sorted() && found.iter().any(|it| it.1 == 30), "{found:?}");
    assert!(told[..found.len()].iter().all(|it| it.0.is_none()));
    done.sort_unstable();
    assert_eq!(done, (1..=30).map(|it| (Some(30), it)).collect::<Vec<_>>());
}
