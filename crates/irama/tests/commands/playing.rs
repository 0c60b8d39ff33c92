//! `play` to a port that writes down what it is sent: nothing is left sounding, however it ends.

use std::collections::{BTreeMap, BTreeSet};

use irama_score::{Note, Part, Pitch, Score, Tick, Velocity, write_midi};

use crate::workshop::{Workshop, tune};

/// A message: when it was due and when it came, in microseconds, and its bytes.
type Sent = (u64, u64, Vec<u8>);

fn sent(workshop: &Workshop, name: &str) -> Vec<Sent> {
    let text = String::from_utf8(workshop.read(name)).unwrap();
    let message = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let bytes = words[2..].iter().map(|it| u8::from_str_radix(it, 16).unwrap()).collect();
        (words[0].parse().unwrap(), words[1].parse().unwrap(), bytes)
    };
    text.lines().map(message).collect()
}

/// Every key that went down came up, and the device was told to be silent at the end.
fn check_silent(all: &[Sent]) {
    let mut down: BTreeMap<(u8, u8), i32> = BTreeMap::new();
    for (_, _, bytes) in all {
        match bytes[0] & 0xF0 {
            0x90 => *down.entry((bytes[0] & 15, bytes[1])).or_default() += 1,
            0x80 => *down.entry((bytes[0] & 15, bytes[1])).or_default() -= 1,
            _ => (),
        }
    }
    assert!(!down.is_empty() && down.values().all(|it| *it == 0), "{down:?}");
    let channels: BTreeSet<u8> = down.keys().map(|it| it.0).collect();
    let off = |it: u8| [[0xB0 | it, 123, 0], [0xB0 | it, 120, 0]];
    let expected: Vec<[u8; 3]> = channels.into_iter().flat_map(off).collect();
    let is_off = |it: &&[u8]| it[0] & 0xF0 == 0xB0 && matches!(it[1], 120 | 123);
    let sent: Vec<&[u8]> = all.iter().map(|it| it.2.as_slice()).filter(is_off).collect();
    assert_eq!(sent, expected, "both on each channel that was used, once");
    assert_eq!(all.last().unwrap().2, expected.last().unwrap());
}

#[test]
fn a_piece_is_sent_in_time_and_ends_in_silence() {
    let workshop = Workshop::new();
    workshop.write_song("tune.mid", &tune(3, 6));
    workshop.run_well("play tune.mid --port file:sent.txt");
    let all = sent(&workshop, "sent.txt");
    check_silent(&all);
    assert_eq!(all[0].2, [0xC0, 0]);
    let strikes: Vec<u64> = all.iter().filter(|it| it.2[0] == 0x90).map(|it| it.0).collect();
    let gaps: Vec<u64> = strikes.windows(2).map(|it| it[1] - it[0]).collect();
    assert_eq!(gaps, [250_000; 5], "eighths at 120 a minute");
    assert!(all.iter().all(|(due, came, _)| came >= due), "nothing comes early");
}

#[test]
fn panic_lets_nothing_sound_on_any_channel() {
    let workshop = Workshop::new();
    workshop.run_well("play --panic --port file:sent.txt");
    let all = sent(&workshop, "sent.txt");
    let offs: BTreeSet<(u8, u8)> =
        all.iter().filter(|it| it.2[0] & 0xF0 == 0x80).map(|it| (it.2[0] & 15, it.2[1])).collect();
    assert_eq!(offs.len(), 16 * 128, "each key of each channel");
    for channel in 0..16 {
        for number in [123, 120] {
            assert!(all.iter().any(|it| it.2 == [0xB0 | channel, number, 0]));
        }
    }
    let ending = workshop.run("play --port file:sent.txt");
    assert_eq!(ending.code, Some(2));
    assert!(ending.stderr.contains("give a MIDI file"), "{}", ending.stderr);
}

#[test]
fn a_stop_in_the_middle_leaves_nothing_sounding() {
    let workshop = Workshop::new();
    workshop.write_song("long.mid", &tune(3, 4_000));
    workshop.run_well("play long.mid --port file:sent.txt --seconds 0.6");
    let all = sent(&workshop, "sent.txt");
    check_silent(&all);
    assert!(all.len() < 20);
}

#[test]
fn every_channel_that_was_used_is_silenced() {
    let workshop = Workshop::new();
    let part = |is_drums, pitch| Part {
        is_drums,
        notes: vec![Note {
            start: Tick(0),
            duration: Tick(48_000),
            pitch: Pitch::new(pitch).unwrap(),
            velocity: Velocity::clamped(90),
        }],
        ..Part::default()
    };
    let parts = vec![part(false, 60), part(false, 60), part(true, 36), part(false, 67)];
    let score = Score { parts, end: Tick(48_000), ..Score::default() };
    workshop.write("held.mid", write_midi(&score).unwrap());
    workshop.run_well("play held.mid --port file:sent.txt --seconds 0.1");
    let all = sent(&workshop, "sent.txt");
    check_silent(&all);
    assert_eq!(all.iter().filter(|it| it.2[0] & 0xF0 == 0x90).count(), 4);
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_nothing_sounding() {
    use std::process::Stdio;

    let workshop = Workshop::new();
    workshop.write_song("long.mid", &tune(3, 4_000));
    let mut command = workshop.irama(["play", "long.mid", "--port", "file:sent.txt"]);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    // Until it plays; how long that takes does not matter.
    while !workshop.has("sent.txt") || sent(&workshop, "sent.txt").len() < 3 {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::yield_now();
    }
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(143));
    check_silent(&sent(&workshop, "sent.txt"));
}

#[test]
fn a_port_that_takes_no_more_is_told() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let workshop = Workshop::new();
    workshop.write_song("tune.mid", &tune(3, 6));
    let ending = workshop.run("play tune.mid --port file:/dev/full");
    assert_eq!(ending.code, Some(1), "{}", ending.stderr);
    assert!(ending.stderr.contains("the MIDI port is gone"), "{}", ending.stderr);
}

#[cfg(unix)]
#[test]
fn a_port_that_vanishes_ends_it_with_one_line() {
    use std::{
        fs::File,
        io::{BufRead, BufReader},
        process::{Command, Stdio},
    };

    let workshop = Workshop::new();
    workshop.write_song("long.mid", &tune(3, 4_000));
    let pipe = workshop.path("port");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = workshop.irama(["play", "long.mid", "--port", "file:port"]);
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    let messages = BufReader::new(File::open(&pipe).unwrap()).lines().take(3).count();
    assert_eq!(messages, 3, "it played until nobody listened");
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("the MIDI port is gone"), "{told}");
    assert_eq!(told.trim_end().lines().count(), 1, "{told}");
}

#[test]
#[cfg(not(any(feature = "audio", feature = "live")))]
fn what_this_build_cannot_do_is_told_with_the_way_to_it() {
    let workshop = Workshop::new();
    workshop.write_song("tune.mid", &tune(3, 6));
    for (line, feature) in [
        ("play tune.mid", "audio"),
        ("play tune.mid --port list", "live"),
        ("play tune.mid --port x", "live"),
    ] {
        let ending = workshop.run(line);
        assert_eq!(ending.code, Some(2), "{line}: {}", ending.stderr);
        assert!(ending.stderr.contains(&format!("--features {feature}")), "{}", ending.stderr);
    }
}
