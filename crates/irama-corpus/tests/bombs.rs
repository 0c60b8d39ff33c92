//! Bombs: archives that would take much more time or memory than their size suggests.
//!
//! Each is refused before it is unpacked, in a message that names the limit. What that takes is
//! measured in memory: the largest size of this process is read before and after.

#![allow(clippy::unwrap_used, reason = "a fixture that cannot be made should fail loudly")]

mod fixtures;

use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
};

use fixtures::{RawEntry, midi, raw_zip, read, reason, try_read, tune, write, zip_of};
use tempfile::tempdir;
use zip::{ZipWriter, write::SimpleFileOptions};

/// The largest size that this process has had, in KiB; `None` where the system does not tell.
fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[track_caller]
fn check_refused(bytes: &[u8], expected: &str) {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "bomb.zip", bytes);
    let error = try_read(&path).unwrap_err().to_string();
    assert!(error.contains("bomb.zip") && error.contains(expected), "{error}");
    // Beside good songs it is one dropped file.
    write(folder.path(), "good.mid", &midi(&tune(1)));
    let corpus = read(folder.path());
    assert!(reason(&corpus, "bomb.zip").contains(expected));
    assert_eq!(corpus.report.files_kept, 1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "something was unpacked");
    assert!(peak_kib().is_none_or(|kib| kib < 400 << 10), "{:?} KiB with the fixture", peak_kib());
}

/// `n_bytes` zeros, packed a thousand to one.
fn zeros(names: &[String], n_bytes: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let chunk = vec![0; 1 << 20];
    for name in names {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        for _ in 0..n_bytes >> 20 {
            writer.write_all(&chunk).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_entry_of_a_thousand_to_one_is_dropped_by_its_ratio() {
    let folder = tempdir().unwrap();
    let path = write(folder.path(), "x.zip", &zeros(&["a.mid".to_owned()], 200 << 20));
    let corpus = read(&path);
    assert!(reason(&corpus, "a.mid").contains("at most 100 times"));
}

#[test]
fn many_small_entries_of_a_thousand_to_one_are_refused_together() {
    // Each is below the size from which a single ratio counts.
    let names: Vec<String> = (0..200).map(|it| format!("{it}.mid")).collect();
    check_refused(&zeros(&names, 1 << 20), "at most 100 times");
}

#[test]
fn overlapping_entries_are_refused() {
    // All entries share the bytes of the first, as in the better zip bomb.
    let song = midi(&tune(1));
    let entries: Vec<RawEntry> = (0..1000)
        .map(|it| {
            let data: &[u8] = if it == 0 { &song } else { &[] };
            let entry = RawEntry::stored(format!("{it}.mid"), &song);
            RawEntry { data: data.to_vec(), offset: Some(0), ..entry }
        })
        .collect();
    check_refused(&raw_zip(&entries, None), "no overlap is allowed");
}

#[test]
fn a_million_entries_are_refused_whether_they_are_stated_or_not() {
    let mut bytes = Vec::new();
    let header = {
        let one = raw_zip(&[RawEntry::stored("a.mid", &[])], None);
        let at = one.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
        one[at..one.len() - 22].to_vec()
    };
    for _ in 0..1_000_000 {
        bytes.extend(&header);
    }
    let (size, count) = (u32::try_from(bytes.len()).unwrap(), 0xffffu16);
    let mut hidden = bytes.clone();
    for (archive, count) in [(&mut bytes, count), (&mut hidden, 7)] {
        let end = archive.len() as u64;
        if count == 0xffff {
            archive.extend(b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0");
            for value in [1_000_000, 1_000_000, u64::from(size), 0] {
                archive.extend(value.to_le_bytes());
            }
            archive.extend(b"PK\x06\x07\0\0\0\0");
            archive.extend(end.to_le_bytes());
            archive.extend([1, 0, 0, 0]);
        }
        archive.extend(b"PK\x05\x06\0\0\0\0");
        archive.extend(count.to_le_bytes());
        archive.extend(count.to_le_bytes());
        archive.extend(size.to_le_bytes());
        archive.extend([0; 6]);
        check_refused(archive, "at most 250000 are read");
    }
}

#[test]
fn nested_bombs_are_not_opened() {
    let mut bytes = zeros(&["a.mid".to_owned()], 10 << 20);
    for _ in 0..5 {
        let names: Vec<String> = (0..16).map(|it| format!("{it}.zip")).collect();
        let entries: Vec<(&str, &[u8])> = names.iter().map(|it| (&it[..], &bytes[..])).collect();
        bytes = zip_of(&entries);
    }
    let folder = tempdir().unwrap();
    let corpus = read(&write(folder.path(), "nested.zip", &bytes));
    assert_eq!(corpus.report.files_dropped, 16);
    assert!(reason(&corpus, "nested.zip/7.zip").contains("1 level is read"));
}

#[test]
fn sizes_beyond_the_limits_are_refused_before_anything_is_unpacked() {
    let song = midi(&tune(1));
    let lie = |name: &str, size: u64, packed: u64| {
        let extra = [&[1, 0, 16, 0][..], &size.to_le_bytes(), &packed.to_le_bytes()].concat();
        let entry = RawEntry::stored(name, &song);
        RawEntry { size: u32::MAX, packed: u32::MAX, extra, ..entry }
    };
    let folder = tempdir().unwrap();
    let entries = [RawEntry::stored("good.mid", &song), lie("huge.mid", 1 << 40, 1 << 39)];
    let corpus = read(&write(folder.path(), "x.zip", &raw_zip(&entries, None)));
    assert!(reason(&corpus, "huge.mid").contains("at most 8388608"));
    // The sizes of an entry are sums in which nothing may overflow.
    let entries = [RawEntry::stored("good.mid", &song), lie("end.mid", 100, u64::MAX)];
    let corpus = read(&write(folder.path(), "x.zip", &raw_zip(&entries, None)));
    assert_eq!(corpus.report.files_kept, 1);
}

#[test]
fn a_file_beyond_the_limit_is_dropped_unread() {
    let folder = tempdir().unwrap();
    write(folder.path(), "a.mid", &midi(&tune(1)));
    let path: &Path = &folder.path().join("huge.mid");
    fs::File::create(path).unwrap().set_len(1 << 40).unwrap();
    assert!(reason(&read(folder.path()), "huge.mid").contains("at most 8388608"));
}
