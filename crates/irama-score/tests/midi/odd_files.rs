//! Odd files of every kind: how many notes are recovered, and which repair is named.

use irama_score::{MidiError, read_midi};

use super::bytes::{END, file, header, meta, note, scale, track, track_of_length, vlq};

/// A file, its note-ons, and a fragment of a repair that must be named.
type Odd = (&'static str, Vec<u8>, usize, &'static str);

fn join(pieces: &[&[u8]]) -> Vec<u8> {
    pieces.concat()
}

/// The scale as a whole track.
fn scale_track() -> Vec<u8> {
    track(&join(&[&scale(), END]))
}

/// A file in which `events` come before the scale.
fn before(events: &[u8]) -> Vec<u8> {
    file(&join(&[events, &scale()]))
}

#[track_caller]
fn check(odd: &[Odd]) {
    for (name, bytes, n_notes, repair) in odd {
        let reading = read_midi(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(reading.note_ons.len(), *n_notes, "{name}: {:?}", reading.repairs);
        assert_eq!(reading.score.n_notes(), *n_notes, "{name}");
        assert!(
            reading.repairs.iter().any(|it| it.what.contains(repair)),
            "{name}: no {repair:?} in {:?}",
            reading.repairs
        );
        assert!(reading.repairs.iter().all(|it| it.at <= bytes.len() as u64), "{name}");
    }
}

#[test]
fn odd_headers_are_read_by_their_content() {
    let body = scale_track();
    let with = |header: &[u8]| join(&[header, &body]);
    let fields = [0, 1, 0, 1, 1, 0xe0];
    check(&[
        ("format 9", with(&header(9, 1, 480)), 8, "unknown format 9"),
        ("division 0", with(&header(0, 1, 0)), 8, "took 480"),
        ("SMPTE 25", with(&header(1, 1, 0xe728)), 8, "SMPTE frames (25 a second)"),
        ("SMPTE 29.97", with(&header(1, 1, 0xe350)), 8, "29.97"),
        ("SMPTE 103", with(&header(1, 1, 0x990a)), 8, "no SMPTE frame rate is 103"),
        ("SMPTE 128", with(&header(1, 1, 0x8060)), 8, "took 96 ticks"),
        ("SMPTE of 0 ticks", with(&header(1, 1, 0xe700)), 8, "took 480 ticks"),
        ("too many tracks", with(&header(1, 10, 480)), 8, "track count is 10, the file's 1"),
        ("65,535 tracks", with(&header(1, 65_535, 480)), 8, "65535"),
        ("one of three", join(&[&header(1, 1, 480), &body.repeat(3)]), 24, "track count is 1"),
        ("format 0 of two", join(&[&header(0, 2, 480), &body.repeat(2)]), 16, "format 0 with more"),
        ("format 2", join(&[&header(2, 2, 480), &body.repeat(2)]), 16, "one after another"),
        ("no tracks", header(1, 0, 480), 0, "announces no track"),
        ("length 10", with(&join(&[b"MThd\0\0\0\x0a", &fields, &[0; 4]])), 8, "claims 10 bytes"),
        ("length 2 for 6", with(&join(&[b"MThd\0\0\0\x02", &fields])), 8, "claims 2 bytes"),
        ("length 2", with(b"MThd\0\0\0\x02\0\x01"), 8, "header is too short"),
        ("length 4 GB", with(&join(&[b"MThd\xff\xff\xff\xff", &fields])), 8, "claims 4294967295"),
        ("damaged tag", with(&join(&[b"MThe\0\0\0\x06", &fields])), 8, "taken for MThd"),
        ("no header", body.clone(), 8, "no MIDI header"),
        ("junk before", join(&[&[0; 128], &with(&header(0, 1, 480))]), 8, "128 bytes before"),
        (
            "long junk before",
            join(&[&b"HTTP/1.1 200 OK\r\n".repeat(5000), &with(&header(0, 1, 480))]),
            8,
            "85000 bytes before",
        ),
        (
            "a download begun anew",
            join(&[&header(0, 1, 480), &with(&header(0, 1, 480))]),
            8,
            "14 bytes before",
        ),
    ]);
}

#[test]
fn odd_chunks_are_found_all_the_same() {
    let body = scale_track();
    let bare = join(&[&scale(), END]);
    let one = |rest: &[u8]| join(&[&header(0, 1, 480), rest]);
    let two = |first: &[u8]| join(&[&header(1, 2, 480), first, &body]);
    let whole = one(&body);
    check(&[
        ("no end of track", one(&track(&scale())), 8, "without an end of track"),
        ("events after the end", one(&track(&bare.repeat(2))), 16, "with events after it"),
        ("zeros after the end", one(&track(&join(&[&bare, &[0; 9]]))), 8, "9 bytes after an end"),
        ("an end with a length", one(&track(&join(&[&scale(), b"\0\xff\x2f\x01\0"]))), 8, "with a"),
        ("length too long", one(&track_of_length(&bare, 99_999)), 8, "beyond the file"),
        ("length 4 GB", one(&track_of_length(&bare, u32::MAX)), 8, "beyond the file"),
        ("length 0", one(&track_of_length(&bare, 0)), 8, "too short; read on"),
        ("length 10", one(&track_of_length(&bare, 10)), 8, "too short; read on"),
        ("length 10 of two", two(&track_of_length(&bare, 10)), 16, "too short; read on"),
        ("length over the next", two(&track_of_length(&bare, 120)), 16, "beyond the next track"),
        ("length 4 GB of two", two(&track_of_length(&bare, u32::MAX)), 16, "beyond the file"),
        (
            "length over the next, no end",
            two(&track_of_length(&scale(), 150)),
            16,
            "beyond the next track",
        ),
        ("unknown chunk", two(&join(&[b"XFIH\0\0\0\x03abc"])), 8, "1 unknown chunk"),
        ("junk between", two(&join(&[&body, &[0xaa; 33]])), 16, "33 bytes between"),
        ("trailing junk", join(&[&whole, &[0xde; 50]]), 8, "50 bytes after the last"),
        ("one byte more", join(&[&whole, b"*"]), 8, "1 byte after the last"),
        ("damaged tag", two(&[b"MTrj", &body[4..]].concat()), 16, "taken for MTrk"),
        ("two files in one", join(&[&whole, &whole]), 8, "a second MIDI file"),
        ("an empty last track", join(&[&whole, b"MTrk\0\0\0\0"]), 8, "without an end of track"),
        ("cut chunk header", join(&[&whole, b"MTrk\0"]), 8, "inside a chunk's header"),
        (
            "a text that says MTrk, in a track without an end",
            two(&track(&join(&[&meta(1, b"see the MTrk chunk"), &scale()]))),
            16,
            "without an end",
        ),
    ]);
}

#[test]
fn odd_wrappers_are_taken_off() {
    let file = join(&[&header(0, 1, 480), &scale_track()]);
    let length = u32::try_from(file.len()).unwrap();
    let riff = |length: u32, content: &[u8]| {
        let sizes = [length + 12, length].map(u32::to_le_bytes);
        join(&[b"RIFF", &sizes[0], b"RMIDdata", &sizes[1], content])
    };
    let info = join(&[b"RIFF\0\0\0\0RMIDLIST\x03\0\0\0abc\0data", &length.to_le_bytes(), &file]);
    let feeds = join(&[&header(0, 1, 10), &scale_track()]);
    let mangled: Vec<u8> = feeds
        .iter()
        .flat_map(|&it| if it == b'\n' { vec![b'\r', b'\n'] } else { vec![it] })
        .collect();
    let encoded: String = file.iter().map(|&it| char::from(it)).collect();
    check(&[
        ("RMID", riff(length, &file), 8, "RIFF (RMID)"),
        ("RMID with a list", info, 8, "RIFF (RMID)"),
        ("RMID with more behind", join(&[&riff(length, &file), b"LIST\0\0\0\0"]), 8, "RIFF"),
        ("RMID cut", riff(9000, &file[..70]), 5, "wrapper ends early"),
        ("text-mode transfer", mangled, 8, "put 0D before every 0A"),
        ("saved as UTF-8", encoded.into_bytes(), 8, "encoded as UTF-8"),
    ]);
}

#[test]
fn odd_statuses_cost_no_note() {
    let mut odd: Vec<Odd> = Vec::new();
    for (status, n_data) in [(0xf1, 1), (0xf2, 2), (0xf3, 1)] {
        let events = join(&[&[0, status], &[0x7f; 2][..n_data]]);
        odd.push(("system common", before(&events), 8, "not meant for files"));
    }
    for status in [0xf4, 0xf5, 0xf6, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe] {
        odd.push(("cable message", before(&[0, status]), 8, "not meant for files"));
        odd.push((
            "without a time",
            before(&[&[0, status][..], &[0, status]].concat()),
            8,
            "2 sys",
        ));
        let inside = join(&[&[0, 0x90, 50, status, 80, 96, 0x80, 50, 0], &scale()]);
        let repair = if status >= 0xf8 { "real-time byte inside" } else { "" };
        if status >= 0xf8 {
            odd.push(("real time inside", file(&inside), 9, repair));
        }
    }
    let all: Vec<u8> = (0xf4..0xff).filter(|&it| it != 0xf7).flat_map(|it| [0, it]).collect();
    odd.push(("all of them", before(&all), 8, "10 system messages"));
    check(&odd);
}

#[test]
fn odd_running_status_is_read_on() {
    let pair = [0, 62, 80, 96, 62, 0];
    let note_on = [0, 0x90, 60, 80, 96, 60, 0];
    let through = |event: &[u8]| file(&join(&[&note_on, event, &pair]));
    check(&[
        ("after a text", through(&meta(1, b"hi")), 2, "running status after a meta"),
        ("after a sysex", through(&[0, 0xf0, 3, 1, 2, 0xf7]), 2, "running status after a meta"),
        ("after F6", through(&[0, 0xf6]), 2, "running status after a meta"),
        ("after F8", through(&[0, 0xf8]), 2, "not meant for files"),
        ("no status before", file(&join(&[&note_on[..1], &note_on[2..]])), 1, "before any status"),
    ]);
}

#[test]
fn odd_data_bytes_keep_their_notes() {
    let high = |bytes: &[u8]| file(&join(&[bytes, &scale()]));
    let lost = join(&[&scale(), &[0, 0x90, 60], &scale()]);
    let broken = join(&[&scale(), &[0, 0x90, 60], &scale()[1..]]);
    check(&[
        ("pitch 200", high(&[0, 0x90, 200, 80, 96, 0x80, 200, 0]), 9, "2 data bytes above 127"),
        ("pitch 200 alone", file(&[0, 0x90, 200, 80, 96, 0x80, 200, 0]), 1, "above 127"),
        ("velocity 208", high(&[0, 0x90, 60, 208, 96, 0x80, 60, 0]), 9, "above 127"),
        ("velocity 128", high(&[0, 0x90, 60, 128, 96, 0x80, 60, 0]), 9, "above 127"),
        ("program 200", high(&[0, 0xc0, 200]), 8, "above 127"),
        ("a velocity is lost", file(&lost), 16, "note-offs without a note"),
        ("the rest is lost", file(&broken), 16, "1 message broken off"),
        (
            "stray bytes",
            file(&[&scale()[..], &[1, 2, 3, 4, 5], &scale()].concat()),
            15,
            "without a note",
        ),
    ]);
}

#[test]
fn odd_system_exclusives_end_where_they_end() {
    let rest = [0, 0x90, 50, 80, 96, 0x80, 50, 0];
    let after = |sysex: &[u8]| before(&join(&[sysex, &rest]));
    check(&[
        ("unterminated", after(&[0, 0xf0, 4, 0x7e, 0x7f, 9, 1]), 9, "without an end"),
        ("one short", after(&[0, 0xf0, 4, 0x7e, 0x7f, 9, 1, 0xf7]), 9, "wrong length"),
        ("one long", after(&[0, 0xf0, 6, 0x7e, 0x7f, 9, 1, 0xf7]), 9, "wrong length"),
        ("no length", after(&[0, 0xf0, 0x7e, 0x7f, 9, 1, 0xf7]), 9, "wrong length"),
        ("256 MB", after(&[0, 0xf0, 0xff, 0xff, 0xff, 0x7f, 1, 2, 0xf7]), 9, "wrong length"),
        ("256 MB to the end", file(&[&scale()[..], b"\0\xf0\xff\xff\xff\x7f\x01"].concat()), 8, ""),
        ("split and left open", after(&[0, 0xf0, 2, 1, 2, 9, 0xf7, 1, 3]), 9, "without an end"),
    ]);
}

#[test]
fn odd_meta_events_are_skipped_or_mended() {
    let tempo = |content: &[u8]| before(&meta(0x51, content));
    let meter = |content: &[u8]| before(&meta(0x58, content));
    let key = |content: &[u8]| before(&meta(0x59, content));
    let cut = join(&[&scale(), b"\0\xff\x01\xff\xff\xff\x7fabc"]);
    check(&[
        ("tempo 0", tempo(&[0, 0, 0]), 8, "tempo of 0"),
        ("tempo of 2 bytes", tempo(&[7, 0xa1]), 8, "not 3 bytes"),
        ("tempo of 4 bytes", tempo(&[7, 0xa1, 0x20, 0]), 8, "not 3 bytes"),
        ("0/4", meter(&[0, 2, 24, 8]), 8, "out of range"),
        ("4/2^255", meter(&[4, 255, 24, 8]), 8, "out of range"),
        ("4/128", meter(&[4, 7, 24, 8]), 8, "out of range"),
        ("meter of 2 bytes", meter(&[4, 2]), 8, "not 4 bytes"),
        ("meter of 1 byte", meter(&[4]), 8, "not 4 bytes"),
        ("15 sharps", key(&[15, 0]), 8, "out of range"),
        ("mode 5", key(&[0, 5]), 8, "out of range"),
        ("key of 1 byte", key(&[0]), 8, "not 2 bytes"),
        ("Latin-1", before(&meta(3, b"caf\xe9")), 8, "not in UTF-8"),
        ("escapes", before(&meta(3, b"\x1b[31mEVIL\0\x07")), 8, "control characters"),
        ("256 MB of text", file(&cut), 8, "beyond the track"),
        ("a text of 256 MB before", before(b"\0\xff\x01\xff\xff\xff\x7f"), 8, "beyond the track"),
        ("a reset", before(&[0, 0xff]), 8, "not meant for files"),
        ("a reset without a time", before(&[0, 0xff, 0xff]), 8, ""),
    ]);
}

#[test]
fn odd_times_are_taken_as_small_or_as_they_are() {
    let long = join(&[&[0xff, 0xff, 0xff, 0xff, 0x7f, 0x90, 60, 80, 96, 0x80, 60, 0], &scale()]);
    let padded = join(&[&[0x80, 0x80, 0x80, 0x80, 96, 0x90, 60, 80, 96, 0x80, 60, 0], &scale()]);
    check(&[
        ("5 bytes", file(&long), 9, "longer than 4 bytes"),
        ("5 bytes of zeros", file(&padded), 9, "longer than 4 bytes"),
        (
            "cut in an event",
            [header(0, 1, 480), scale_track()[..60].to_vec()].concat(),
            6,
            "cut off",
        ),
    ]);
    let start = |bytes: &[u8]| read_midi(bytes).unwrap().score.parts[0].notes[0].start.0;
    assert_eq!((start(&file(&long)), start(&file(&padded))), (0, 96));
    let huge = [&vlq(0x0fff_ffff)[..], &note(0, 60, 1)[1..]].concat();
    let reading = read_midi(&file(&huge)).unwrap();
    assert_eq!((reading.repairs, reading.score.end.0), (vec![], 0x1000_0000));
}

#[test]
fn odd_notes_are_paired_sensibly() {
    let held = join(&[&[0, 0x90, 60, 80], &scale()[8..]]);
    let overlap = [0, 0x90, 60, 80, 96, 0x90, 60, 81, 96, 0x80, 60, 0, 96, 0x80, 60, 0];
    check(&[
        ("no note-off", file(&held), 8, "without a note-off"),
        ("note-off alone", before(&[0, 0x80, 60, 0]), 8, "1 note-off without a note"),
        ("zero length", file(&note(0, 60, 0).repeat(20)), 20, "20 notes of zero length"),
        ("overlap", file(&overlap), 2, "while the same pitch sounds"),
    ]);
    let notes = read_midi(&file(&overlap)).unwrap().score.parts[0].notes.clone();
    assert_eq!(
        notes.iter().map(|it| (it.start.0, it.duration.0)).collect::<Vec<_>>(),
        [(0, 192), (96, 192)]
    );
}

#[test]
fn a_missing_note_off_does_not_shift_the_others() {
    let mut events = vec![0, 0x90, 60, 80, 0x83, 0x60, 0xb0, 1, 0];
    events.extend(note(0, 60, 480).repeat(3));
    let notes = read_midi(&file(&events)).unwrap().score.parts[0].notes.clone();
    assert_eq!(
        notes.iter().map(|it| (it.start.0, it.duration.0)).collect::<Vec<_>>(),
        [(0, 480), (480, 480), (960, 480), (1440, 480)]
    );
}

#[test]
fn valid_files_are_read_without_a_word() {
    let tempo = meta(0x51, &[7, 0xa1, 0x20]);
    let retrigger = [0, 0x90, 60, 80, 96, 0x90, 60, 80, 0, 0x80, 60, 0, 96, 0x80, 60, 0];
    let split = [0, 0xf0, 2, 1, 2, 9, 0xf7, 2, 3, 4, 0, 0xf7, 2, 5, 0xf7];
    let valid = [
        file(&[]),
        file(&scale()),
        super::bytes::busy_file(),
        [header(1, 2, 96), track(&[&tempo, END].concat()), scale_track()].concat(),
        before(&tempo.repeat(2)),
        before(&meta(0x51, &[0xff; 3])),
        before(&split),
        before(&[0, 0xf7, 3, 0xf8, 0xfa, 0xfe]),
        before(&meta(0x7f, &[0xff, 0x2f, 0, 0x90])),
        before(&meta(0x54, &[0; 5])),
        before(&meta(0x7f, b"the MTrk\0\0\0\x04 chunk")),
        file(&retrigger),
        file(&(0..100).flat_map(|_| note(9, 36, 240)).collect::<Vec<_>>()),
    ];
    for (idx, bytes) in valid.iter().enumerate() {
        assert_eq!(read_midi(bytes).unwrap().repairs, [], "file {idx}");
    }
}

#[test]
fn what_is_not_midi_is_refused_by_its_name() {
    let what = |bytes: &[u8]| read_midi(bytes).unwrap_err().to_string();
    assert_eq!(read_midi(b""), Err(MidiError::Empty));
    assert_eq!(read_midi(b"M"), Err(MidiError::NotMidi { n_bytes: 1 }));
    assert_eq!(read_midi(&header(1, 1, 480)), Err(MidiError::NoTracks));
    assert_eq!(read_midi(b"MThd\0\0"), Err(MidiError::NoTracks));
    assert_eq!(
        read_midi(&[&b"RIFX"[..], &[0; 60]].concat()),
        Err(MidiError::NotMidi { n_bytes: 64 })
    );
    assert!(what(&[&b"\x89PNG\r\n\x1a\n"[..], &[1; 99]].concat()).contains("PNG"));
    assert!(what(&[&b"PK\x03\x04"[..], &file(&scale())].concat()).contains("zip archive"));
    assert!(what(&b"This is not a MIDI file\n".repeat(20)).contains("text file"));
    assert!(what(b"<!DOCTYPE html><html>404</html>").contains("web page"));
    assert!(what(b"RIFF\0\0\0\0WAVEfmt ").contains("WAV"));
    assert!(what(&[0xf0, 0x7e, 0x7f, 9, 1, 0xf7]).contains("system exclusive dump"));
    assert!(what(&[0; 4000]).contains("zeros"));
    assert!(what(b"\xff\xd8\xff\xe0").contains("JPEG"));
}
