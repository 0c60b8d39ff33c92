//! Files that open right everywhere: pieces of all kinds, read by a reader that forgives nothing.
//!
//! The suite checks a few. A thousand:
//! `cargo test --release -p irama --test commands a_thousand -- --ignored`

#[allow(dead_code, reason = "the tests of the writer use more of it")]
#[path = "../../../../irama-score/tests/midi/strict.rs"]
mod strict;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use irama_neural::Chance;
use irama_score::{Program, read_midi};

use self::strict::Event;
use super::with_band;
use crate::workshop::Workshop;

/// The pitches that each program may play: those of its instrument, and those of the learned files.
type Ranges = BTreeMap<u8, RangeInclusive<u8>>;

/// A workshop with a model that has learned next to nothing, one that has learned little and one that
/// knows a bit.
fn with_models() -> Workshop {
    let workshop = with_band();
    for steps in [3, 20, 60] {
        super::train(&workshop, &format!("-o {steps}.irama --steps {steps} -q"));
    }
    workshop
}

fn ranges(workshop: &Workshop) -> Ranges {
    let mut ranges: Ranges =
        (0..128).filter_map(|it| Some((it, Program::new(it)?.range()))).collect();
    for idx in 0..8 {
        let score = read_midi(&workshop.read(&format!("band/{idx}.mid"))).unwrap().score;
        for part in score.parts.iter().filter(|it| !it.is_drums) {
            let range = ranges.get_mut(&part.program.unwrap_or_default().number()).unwrap();
            for pitch in part.notes.iter().map(|it| it.pitch.number()) {
                *range = pitch.min(*range.start())..=pitch.max(*range.end());
            }
        }
    }
    ranges
}

/// The arguments of a random piece, and how many bars it is to have.
fn order(chance: &mut Chance) -> (Vec<String>, u64) {
    let pick = |chance: &mut Chance, all: &[&str]| all[chance.below(all.len())].to_owned();
    let plan = (chance.below(4) == 0).then(|| pick(chance, &["A A' B A", "A A", "A B A C"]));
    let bars = match plan {
        Some(_) => [4, 8, 16][chance.below(3)],
        None => [1, 2, 3, 4, 5, 8, 12, 16][chance.below(8)],
    };
    let mut args = vec!["--bars".to_owned(), bars.to_string()];
    args.extend(plan.into_iter().flat_map(|it| ["--plan".to_owned(), it]));
    let options: [(&str, &[&str]); 10] = [
        ("--meter", &["4/4", "3/4", "6/8", "7/8", "5/64", "2/2"]),
        ("--tempo", &["61.3", "90,5", "120", "184"]),
        ("--key", &["D minor", "Eb", "A dorian", "F# minor pentatonic", "B blues"]),
        ("--chords", &["Dm7 | G7 C/E | % | N.C.", "Am F | C G", "Bbmaj7"]),
        ("--parts", &["keys,bass,drums", "keys,keys", "drums", "flute,strings 2,bass", "bells"]),
        ("--temperature", &["0", "0.7", "1.3", "4"]),
        ("--top-p", &["0.5", "0.95"]),
        ("--min-p", &["0.05"]),
        ("--copy-limit", &["7", "16"]),
        ("--particles", &["1", "2", "7", "20"]),
    ];
    for (name, values) in options {
        if chance.below(3) == 0 {
            args.extend([name.to_owned(), pick(chance, values)]);
        }
    }
    (args, bars)
}

/// Composes by `n` random orders and checks each file; how many were composed, the others having
/// been refused.
fn check_all(workshop: &Workshop, n: u64) -> u64 {
    let ranges = ranges(workshop);
    let mut n_composed = 0;
    for number in 0..n {
        let mut chance = Chance::new(number, 0, 0);
        let (args, bars) = order(&mut chance);
        let model = ["3.irama", "20.irama", "60.irama"][chance.below(3)];
        let seed = number.to_string();
        let mut command = workshop.irama(["compose", "-q", "-o", "a.mid", "-m", model, "--seed"]);
        let output = command.arg(&seed).args(&args).output().unwrap();
        match output.status.code() {
            Some(0) => check(&workshop.read("a.mid"), bars, &ranges, &format!("{seed}: {args:?}")),
            Some(2) => continue,
            other => panic!("{seed}: {args:?} ended with {other:?}: {output:?}"),
        }
        n_composed += 1;
    }
    n_composed
}

/// The twelve points of what opens right everywhere. The reader has seen to format 1, 480 ticks a
/// quarter, explicit note-offs, and to no running status or system exclusive messages.
#[track_caller]
fn check(bytes: &[u8], bars: u64, ranges: &Ranges, what: &str) {
    let tracks = strict::tracks(bytes);
    let bar = conductor(&tracks[0], what);
    let ends: BTreeSet<u64> = tracks.iter().filter_map(|it| Some(it.last()?.at)).collect();
    assert_eq!(ends, BTreeSet::from([bars * bar]), "{what}: tracks end elsewhere");
    let mut channels = BTreeSet::new();
    for track in &tracks[1..] {
        let channel = instrument(track, ranges, what);
        assert!(channels.insert(channel), "{what}: two tracks on channel {channel}");
    }
    for event in tracks.iter().flatten().filter(|it| is_text(it)) {
        let text = std::str::from_utf8(&event.data[1..]);
        assert!(text.is_ok_and(|it| !it.contains(char::is_control)), "{what}: a text");
    }
}

fn is_text(event: &Event) -> bool {
    event.status == 0xff && (1..16).contains(&event.data[0])
}

/// Checks track 0: a name, a tempo, a meter, a key at most, the recipe. Returns the ticks of a bar.
#[track_caller]
fn conductor(track: &[Event], what: &str) -> u64 {
    assert!(track.iter().all(|it| it.status == 0xff), "{what}: track 0 plays");
    let metas = |kind: u8| track.iter().filter(move |it| it.data[0] == kind);
    for kind in [0x03, 0x51, 0x58] {
        let at: Vec<u64> = metas(kind).map(|it| it.at).collect();
        assert_eq!(at, [0], "{what}: meta events {kind:#x} in track 0");
    }
    assert!(metas(0x59).count() <= 1 && metas(0x59).all(|it| it.at == 0), "{what}: keys");
    let recipe = b"Irama ";
    assert_eq!(metas(0x01).filter(|it| it.data[1..].starts_with(recipe)).count(), 1, "{what}");
    let meter = metas(0x58).next().unwrap();
    u64::from(meter.data[1]) * ((480 * 4) >> meter.data[2])
}

/// Checks a track of notes: its name, then its program, then notes that are clean. Returns its
/// channel.
#[track_caller]
fn instrument(track: &[Event], ranges: &Ranges, what: &str) -> u8 {
    assert_eq!((track[0].at, track[0].status, track[0].data[0]), (0, 0xff, 3), "{what}: no name");
    let channels: BTreeSet<u8> =
        track.iter().filter(|it| it.status < 0xf0).map(|it| it.status & 15).collect();
    assert_eq!(channels.len(), 1, "{what}: channels {channels:?} in a track");
    let channel = channels.into_iter().next().unwrap();
    let is_on = |it: &&Event| it.status >> 4 == 9;
    let program = track.iter().take_while(|it| !is_on(it)).find(|it| it.status >> 4 == 12);
    assert!(program.is_none_or(|it| it.at == 0), "{what}: a late program");
    let range = match (channel, program) {
        (9, _) => 35..=81,
        (_, Some(program)) => ranges[&program.data[0]].clone(),
        (_, None) => panic!("{what}: a track without a program"),
    };
    let is_drums = track[0].data[1..] == *b"Drums";
    assert_eq!(is_drums, channel == 9, "{what}: drums and only drums are called so");
    let late_off = track
        .windows(2)
        .find(|it| it[0].at == it[1].at && it[0].status >> 4 == 9 && it[1].status >> 4 == 8);
    assert_eq!(late_off, None, "{what}: a note-off behind a note-on");
    let mut ends = [0; 128];
    for (start, end, pitch, _) in strict::notes(track) {
        assert!(range.contains(&pitch), "{what}: pitch {pitch} of {program:?}, not of {range:?}");
        assert!(end - start >= 10, "{what}: a note of {} ticks", end - start);
        let last = std::mem::replace(&mut ends[usize::from(pitch)], end);
        assert!(last <= start, "{what}: {pitch} overlaps at {start}");
    }
    channel
}

#[test]
fn files_of_all_kinds_open_right_everywhere() {
    assert!(check_all(&with_models(), 30) >= 22);
}

#[test]
#[ignore = "takes minutes"]
fn a_thousand_files_open_right_everywhere() {
    let n = check_all(&with_models(), 1_000);
    eprintln!("{n} files of 1,000 orders, the others refused");
    assert!(n >= 800);
}
