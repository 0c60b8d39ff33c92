//! Damage of every kind: nothing panics, nothing hangs, and what is whole is read.

use irama_score::{Reading, Repair, Score, Tick, read_midi, write_midi};

use super::bytes::{END, busy_file, file, header, scale, track, track_of_length, vlq};

/// SplitMix64 (Steele, Lea and Flood 2014): a seed decides every mutation.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ it >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ it >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((it ^ it >> 31) % below.max(1) as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        self.roll(256) as u8
    }
}

/// Changes `bytes` in one of the ways in which files break.
fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const TELLING: &[u8] = &[0, 0x7f, 0x80, 0x90, 0xb0, 0xf0, 0xf7, 0xf8, 0xff, 0x2f, 0x51, 0x58];
    let at = dice.roll(bytes.len());
    match dice.roll(9) {
        0 | 1 => bytes[at] ^= 1 << dice.roll(8),
        2 => bytes[at] = dice.byte(),
        3 => bytes[at] = TELLING[dice.roll(TELLING.len())],
        4 => bytes.truncate(at + 1),
        5 => drop(bytes.remove(at)),
        6 => bytes.insert(at, dice.byte()),
        7 => {
            let end = (at + dice.roll(40)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            let to = dice.roll(bytes.len());
            bytes.splice(to..to, piece);
        }
        _ => {
            for slot in bytes.iter_mut().skip(at).take(4) {
                *slot = 0xff;
            }
        }
    }
    if bytes.is_empty() {
        bytes.push(0);
    }
}

/// What holds of every reading, whatever the bytes were.
#[track_caller]
fn check_sound(reading: &Reading, n_bytes: usize) {
    let score = &reading.score;
    // An event takes two bytes with running status.
    assert!(reading.note_ons.len() <= n_bytes / 2);
    assert_eq!(score.n_notes(), reading.note_ons.len());
    assert!(reading.repairs.len() < 60, "{:?}", reading.repairs);
    assert!(reading.repairs.is_sorted_by_key(|it| it.at) || n_bytes == 0);
    assert!(reading.repairs.iter().all(|it| !it.what.contains("oddit")), "a kind without words");
    assert!(score.texts.is_sorted_by_key(|it| it.at));
    for part in &score.parts {
        assert!(!part.notes.is_empty() && part.notes.is_sorted());
        assert!(part.controls.is_sorted_by_key(|it| it.at));
        assert!(part.notes.iter().all(|it| it.duration >= Tick(1) && it.end() <= score.end));
    }
    assert!(score.tempos.iter().all(|it| it.micros_per_quarter > 0));
}

/// The seconds that something takes: the least of three times if the first was long, as a busy machine
/// may take its time.
#[allow(clippy::disallowed_methods, reason = "it measures time")]
fn seconds<T>(work: impl Fn() -> T) -> (T, f64) {
    let once = || {
        let begin = std::time::Instant::now();
        let result = work();
        (result, begin.elapsed().as_secs_f64())
    };
    let (result, mut seconds) = once();
    for _ in 0..if seconds > LIMIT / 2.0 { 2 } else { 0 } {
        seconds = seconds.min(once().1);
    }
    (result, seconds)
}

/// Seconds that reading a small file may take.
const LIMIT: f64 = 0.1;

#[test]
#[allow(clippy::print_stdout, reason = "the scorecard reads it")]
fn many_mutations_are_read_or_refused() {
    let originals = [
        busy_file(),
        file(&scale()),
        [header(2, 2, 0xe728), track(&[&scale(), END].concat()).repeat(2)].concat(),
    ];
    let mut dice = Dice(1);
    let (mut n_read, mut slowest) = (0, 0.0_f64);
    let n = if std::env::var_os("IRAMA_LONG").is_some() { 1_000_000 } else { 50_000 };
    for round in 0..n {
        let mut bytes = originals[round % originals.len()].clone();
        for _ in 0..=dice.roll(4) {
            mutate(&mut bytes, &mut dice);
        }
        let (reading, seconds) = seconds(|| read_midi(&bytes));
        slowest = slowest.max(seconds);
        if let Ok(reading) = reading {
            check_sound(&reading, bytes.len());
            n_read += 1;
            if round % 8 == 0 && reading.score.end < Tick(1 << 28) {
                check_writable(&reading);
            }
        }
    }
    assert!(n_read > n / 5 * 4, "only {n_read} of {n} were read");
    assert!(slowest < LIMIT, "a file took {slowest} s");
    println!("R4: {n} mutations, {n_read} read; the slowest took {:.1} ms", 1000.0 * slowest);
}

/// Whatever was read can be written, and then reads as the same music; nothing is odd in it but that
/// notes of a pitch overlap where they did.
#[track_caller]
fn check_writable(reading: &Reading) {
    let Ok(bytes) = write_midi(&reading.score) else { return };
    let again = read_midi(&bytes).unwrap();
    let is_overlap = |it: &Repair| it.what.contains("same pitch sounds");
    assert!(again.repairs.iter().all(is_overlap), "{:?}", again.repairs);
    assert_eq!(again.score.tempos, reading.score.tempos);
    assert_eq!(again.score.meters, reading.score.meters);
    assert_eq!(again.score.keys, reading.score.keys);
    assert_eq!(again.score.texts, reading.score.texts);
    let notes = |score: &Score| score.parts.iter().map(|it| it.notes.clone()).collect::<Vec<_>>();
    assert_eq!(notes(&again.score), notes(&reading.score));
    assert_eq!(write_midi(&again.score).unwrap(), bytes);
}

#[test]
fn bytes_at_random_are_read_or_refused() {
    let mut dice = Dice(2);
    for round in 0..5000 {
        let noise: Vec<u8> = (0..dice.roll(400)).map(|_| dice.byte()).collect();
        let bytes = match round % 4 {
            0 => noise,
            1 => [header(dice.roll(4) as u16, dice.roll(4) as u16, 480), track(&noise)].concat(),
            2 => [&b"MTrk\0\0\0\x10"[..], &noise].concat(),
            _ => file(&noise),
        };
        if let Ok(reading) = read_midi(&bytes) {
            check_sound(&reading, bytes.len());
        }
    }
}

#[test]
fn two_bytes_after_a_header_are_read_whatever_they_are() {
    for first in 0..=255 {
        for second in 0..=255 {
            let reading = read_midi(&file(&[&[0, first, second][..], &scale()].concat())).unwrap();
            let n = reading.note_ons.len();
            // A length byte can swallow notes and a broken message one; most must be there.
            assert!(n >= 7 || matches!(first, 0xf0 | 0xf7 | 0xff), "{first:#x} {second:#x}: {n}");
            check_sound(&reading, 200);
        }
    }
}

/// The offset behind each note-on of `bytes`, which must be valid.
fn note_on_ends(bytes: &[u8]) -> Vec<usize> {
    let n = |len: usize| read_midi(&bytes[..len]).map_or(0, |it| it.note_ons.len());
    let total = n(bytes.len());
    (1..=total).map(|k| (0..=bytes.len()).find(|&len| n(len) >= k).unwrap()).collect()
}

#[test]
fn a_prefix_with_k_note_ons_gives_k_notes() {
    // Where note-ons end is known from how the file is built, not from the reader.
    let events: Vec<Vec<u8>> = (40..80).map(|pitch| super::bytes::note(0, pitch, 480)).collect();
    let bytes = file(&events.concat());
    let mut ends = Vec::new();
    let mut at = header(0, 1, 480).len() + 8;
    for event in &events {
        ends.push(at + 4);
        at += event.len();
    }
    for len in 0..=bytes.len() {
        let whole = ends.iter().filter(|&&end| end <= len).count();
        match read_midi(&bytes[..len]) {
            Ok(reading) => {
                assert_eq!(reading.note_ons.len(), whole, "{len}");
                assert_eq!(reading.repairs.is_empty(), len == bytes.len(), "{len}");
                check_sound(&reading, len);
            }
            Err(_) => assert_eq!(whole, 0, "{len}"),
        }
    }
}

#[test]
fn prefixes_of_a_busy_file_never_lose_notes_again() {
    let bytes = busy_file();
    let ends = note_on_ends(&bytes);
    assert_eq!(ends.len(), 8 + 2 + 16);
    for len in 0..=bytes.len() {
        let whole = ends.iter().filter(|&&end| end <= len).count();
        let found = read_midi(&bytes[..len]).map_or(0, |it| it.note_ons.len());
        assert_eq!(found, whole, "{len}");
    }
}

#[test]
fn a_hostile_file_takes_time_and_memory_in_proportion() {
    // Each of these took minutes in a reader that begins anew at every chunk, length or byte.
    let n = 40_000;
    let lying = track_of_length(&[0, 0x90, 60, 80], 0x00ff_ffff).repeat(n);
    let hostile = [
        [header(1, 0xffff, 480), lying].concat(),
        [header(1, 1, 480), b"MTrkAAAA".repeat(n)].concat(),
        [header(1, 1, 480), b"MTrj\0\0\0\x01A".repeat(n)].concat(),
        b"MThd".repeat(2 * n),
        file(&[0, 0xf0, 0x7f].repeat(n)),
        file(&[0xff, 0xff, 0xff, 0xff, 0xff].repeat(n)),
        file(&[0, 0xff, 1, 0x8f, 0xff, 0xff, 0x7f].repeat(n)),
        file(&[0x90; 200_000]),
        file(&[0, 0x90, 60, 80].repeat(n)),
        file(&[0, 0xb0, 123, 0].repeat(n)),
        file(&[0xf8; 200_000]),
        file(&[0, 0xff, 0x2f, 0].repeat(n)),
        [header(0, 1, 480), track_of_length(&[0xff; 16], u32::MAX)].concat(),
    ];
    for bytes in hostile {
        if let Ok(reading) = read_midi(&bytes) {
            check_sound(&reading, bytes.len());
        }
    }
}

#[test]
fn times_beyond_all_sense_do_not_overflow() {
    let wait = [vlq(0x0fff_ffff), vec![0x90, 60, 80], vlq(0x0fff_ffff), vec![0x80, 60, 0]].concat();
    let bytes = [header(0, 1, 1), track(&[wait.repeat(1000), END.to_vec()].concat())].concat();
    let reading = read_midi(&bytes).unwrap();
    assert_eq!(reading.score.end, Tick(0x0fff_ffff * 2000 * 480));
    assert!(reading.score.tempo_map().seconds_at(reading.score.end).is_finite());
    assert_eq!(reading.score.n_bars(), reading.score.end.0.div_ceil(1920));
    assert!(write_midi(&reading.score).is_err());
}
