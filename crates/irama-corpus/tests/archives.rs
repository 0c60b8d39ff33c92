//! Zip archives: honest ones, odd ones, and entries that lie.

#![allow(clippy::unwrap_used, reason = "a fixture that cannot be made should fail loudly")]

mod fixtures;

use fixtures::{RawEntry, file, midi, raw_zip, read, reason, try_read, tune, write, zip_of};
use irama_corpus::{Corpus, Status};
use tempfile::tempdir;

#[track_caller]
fn read_zip(bytes: &[u8]) -> Corpus {
    let folder = tempdir().unwrap();
    let corpus = read(&write(folder.path(), "x.zip", bytes));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "something was unpacked");
    corpus
}

/// A good song beside what is tested, so that the corpus is never empty.
fn beside(entry: RawEntry) -> Vec<u8> {
    raw_zip(&[RawEntry::stored("good.mid", &midi(&tune(99))), entry], None)
}

#[track_caller]
fn check_dropped(entry: RawEntry, end_of_path: &str, expected: &str) {
    let corpus = read_zip(&beside(entry));
    let reason = reason(&corpus, end_of_path);
    assert!(reason.contains(expected), "{reason}");
    assert_eq!(corpus.report.files_kept, 1);
}

fn song(name: &str) -> RawEntry {
    RawEntry::stored(name, &midi(&tune(1)))
}

#[test]
fn nested_folders_are_read_and_others_counted() {
    let entries: [(&str, &[u8]); 4] = [
        ("b/deep/x.MID", &midi(&tune(1))),
        ("a.mid", &midi(&tune(2))),
        ("notes.txt", b"hello"),
        ("__MACOSX/._a.mid", b"\0\x05\x16\x07"),
    ];
    let corpus = read_zip(&zip_of(&entries));
    assert_eq!((corpus.report.files_found, corpus.report.files_kept), (3, 2));
    assert_eq!(corpus.report.other_files.get(".txt"), Some(&1));
    assert!(corpus.songs[0].path.ends_with("x.zip/a.mid"));
    assert!(corpus.songs[1].path.ends_with("x.zip/b/deep/x.MID"));
}

#[test]
fn a_folder_and_an_archive_of_the_same_files_are_the_same_corpus() {
    let folder = tempdir().unwrap();
    let files: Vec<(String, Vec<u8>)> =
        (0..40).map(|it| (format!("{}/{it}.mid", it % 3), midi(&tune(it)))).collect();
    for (name, bytes) in &files {
        write(folder.path(), &format!("songs/{name}"), bytes);
    }
    let entries: Vec<(&str, &[u8])> = files.iter().map(|(a, b)| (&a[..], &b[..])).collect();
    let archive = write(folder.path(), "songs.zip", &zip_of(&entries));
    let (a, b) = (read(&folder.path().join("songs")), read(&archive));
    assert_eq!(a.note_ons, b.note_ons);
    assert_eq!(a.sources[0].hash, b.sources[0].hash);
    assert!(a.songs.iter().zip(&b.songs).all(|(a, b)| a.score() == b.score()));
}

#[test]
fn archives_in_a_folder_are_read_and_archives_in_archives_are_named() {
    let folder = tempdir().unwrap();
    let inner = zip_of(&[("deep.mid", &midi(&tune(1)))]);
    write(
        folder.path(),
        "sub/outer.zip",
        &zip_of(&[("inner.zip", &inner), ("a.mid", &midi(&tune(2)))]),
    );
    let corpus = read(folder.path());
    assert_eq!(file(&corpus, "outer.zip/a.mid").status, Status::Kept);
    assert!(reason(&corpus, "outer.zip/inner.zip").contains("inside an archive"));
}

#[test]
fn names_that_lead_out_are_dropped_and_named() {
    for name in ["../evil.mid", "a/../../evil.mid", "/tmp/evil.mid", "..\\evil.mid", "../evil.sh"] {
        let end = name.replace('\\', "/");
        check_dropped(song(name), &end, "leaves the archive");
    }
    check_dropped(song("C:\\evil.mid"), "C:/evil.mid", "names a drive");
    check_dropped(song("\\\\?\\C:\\evil.mid"), "//?/C:/evil.mid", "absolute");
    check_dropped(song("a\0.mid"), "a�.mid", "zero byte");
    check_dropped(song("dev/CON"), "dev/CON", "device");
    check_dropped(song(&format!("{}e.mid", "d/".repeat(10_000))), "d/e.mid", "10000 folders deep");
    check_dropped(
        song(&format!("{}.mid", "n".repeat(60_000))),
        "nnn.mid",
        "60004 bytes, but at most 4096",
    );
}

#[test]
fn links_are_dropped() {
    let link = RawEntry { unix_mode: 0o120_777, ..RawEntry::stored("link.mid", b"/etc/passwd") };
    check_dropped(link, "link.mid", "a link");
}

#[test]
fn odd_names_are_kept() {
    let names: [&[u8]; 5] =
        [b"CON.mid", b"caf\x82.mid", b"\xff\xfe.mid", b"a\\b.mid", b"\x1b[2J.mid"];
    for (name, shown) in
        names.iter().zip(["CON.mid", "café.mid", "\u{a0}■.mid", "a/b.mid", "�[2J.mid"])
    {
        let corpus = read_zip(&beside(RawEntry::stored(*name, &midi(&tune(1)))));
        assert_eq!(file(&corpus, shown).status, Status::Kept);
    }
}

#[test]
fn entries_that_share_a_name_all_come_out() {
    let entries = [1, 2, 1].map(|it| RawEntry::stored("same.mid", &midi(&tune(it))));
    let corpus = read_zip(&raw_zip(&entries, None));
    assert_eq!((corpus.report.files_found, corpus.report.files_kept), (3, 2));
    assert_eq!(corpus.report.duplicates, 1);
}

#[test]
fn encrypted_and_unsupported_entries_say_so() {
    check_dropped(RawEntry { flags: 1, ..song("a.mid") }, "a.mid", "encrypted");
    check_dropped(RawEntry { method: 99, ..song("a.mid") }, "a.mid", "encrypted");
    for (method, name) in
        [(9, "Deflate64"), (12, "bzip2"), (14, "LZMA"), (93, "Zstandard"), (77, "method 77")]
    {
        check_dropped(RawEntry { method, ..song("a.mid") }, "a.mid", name);
    }
}

#[test]
fn damaged_and_lying_entries_are_dropped() {
    let bytes = u32::try_from(song("a.mid").data.len()).unwrap();
    check_dropped(RawEntry { crc: 1, ..song("a.mid") }, "a.mid", "checksum");
    check_dropped(RawEntry { size: bytes + 1, ..song("a.mid") }, "a.mid", "damaged");
    check_dropped(RawEntry { size: bytes - 1, ..song("a.mid") }, "a.mid", "larger than");
    check_dropped(RawEntry { packed: bytes - 1, ..song("a.mid") }, "a.mid", "damaged");
    check_dropped(RawEntry { method: 8, ..song("a.mid") }, "a.mid", "damaged");
    check_dropped(RawEntry { offset: Some(7_000_000), ..song("a.mid") }, "a.mid", "ends before");
    check_dropped(RawEntry { size: u32::MAX - 1, ..song("a.mid") }, "a.mid", "at most 100 times");
}

#[test]
fn sizes_that_follow_the_data_are_read_from_the_directory() {
    // As macOS and every streaming writer pack: zeros in the local header, flag 3 set.
    let mut bytes = raw_zip(&[RawEntry { flags: 8, ..song("a.mid") }], None);
    bytes[14..26].fill(0);
    assert_eq!(read_zip(&bytes).report.files_kept, 1);
}

#[test]
fn what_stands_before_and_after_an_archive_does_not_matter() {
    let mut bytes = b"#!/bin/sh\nPK\x01\x02 unpack yourself\n".to_vec();
    bytes.extend(zip_of(&[("a.mid", &midi(&tune(1)))]));
    bytes.extend(b"\n\n");
    assert_eq!(read_zip(&bytes).report.files_kept, 1);
}

#[test]
fn zip64_is_understood() {
    let song = song("a.mid");
    let mut extra = vec![1, 0, 24, 0];
    for value in [song.size, song.packed, 0] {
        extra.extend(u64::from(value).to_le_bytes());
    }
    let huge = RawEntry { extra, offset: Some(u32::MAX), ..song };
    let mut bytes = raw_zip(&[huge], None);
    let (end, len) = (bytes.len() - 22, bytes.len());
    // Only the directory says that its sizes are elsewhere.
    let header = bytes.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    bytes[header + 20..header + 28].fill(0xff);
    let (size, at) = (bytes[end + 12..end + 16].to_vec(), bytes[end + 16..end + 20].to_vec());
    let mut end64 = b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0".to_vec();
    end64.extend([1u64, 1].iter().flat_map(|it| it.to_le_bytes()));
    end64.extend([&size[..], &[0; 4], &at, &[0; 4]].concat());
    end64.extend(b"PK\x06\x07\0\0\0\0");
    end64.extend((end as u64).to_le_bytes());
    end64.extend([1, 0, 0, 0]);
    bytes[end + 8..len - 2].fill(0xff);
    bytes.splice(end..end, end64);
    assert_eq!(read_zip(&bytes).report.files_kept, 1);
}

#[test]
fn archives_that_are_cut_or_hold_no_midi_are_one_clear_line() {
    let whole = zip_of(&[("a.mid", &midi(&tune(1))), ("b.mid", &midi(&tune(2)))]);
    let check = |bytes: &[u8], expected: &str| {
        let folder = tempdir().unwrap();
        let error = try_read(&write(folder.path(), "x.zip", bytes)).unwrap_err().to_string();
        assert!(error.contains("x.zip") && error.contains(expected), "{error}");
    };
    check(&whole[..whole.len() - 30], "cut off");
    check(&whole[..whole.len() / 2], "cut off");
    check(b"", "cut off");
    check(b"not a zip", "cut off");
    check(
        &zip_of(&[("a.wav", b"x"), ("b.txt", b"y")]),
        "2 files, none of them MIDI (.txt 1, .wav 1)",
    );
    check(&zip_of(&[]), "there are no files");
}

#[test]
fn a_directory_that_breaks_off_gives_what_it_lists_and_says_so() {
    let corpus = read_zip(&raw_zip(&[song("a.mid")], Some(9)));
    assert_eq!(file(&corpus, "a.mid").status, Status::Kept);
    assert!(reason(&corpus, "x.zip").contains("after 1 of 9 entries"));
}

#[test]
fn no_truncation_of_an_archive_panics() {
    let whole = zip_of(&[("a.mid", &midi(&tune(1))), ("d/b.mid", &midi(&tune(2)))]);
    let folder = tempdir().unwrap();
    for len in 0..whole.len() {
        let path = write(folder.path(), "x.zip", &whole[..len]);
        assert!(try_read(&path).is_err(), "{len}");
    }
}

#[test]
fn no_flipped_byte_of_an_archive_panics() {
    let whole = zip_of(&[("a.mid", &midi(&tune(1))), ("d/b.mid", &midi(&tune(2)))]);
    let folder = tempdir().unwrap();
    for at in 0..whole.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= mask;
            let path = write(folder.path(), "x.zip", &bytes);
            if let Ok(corpus) = try_read(&path) {
                assert!(corpus.report.files_found > 0, "{at}");
            }
        }
    }
}
