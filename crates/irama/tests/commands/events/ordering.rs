//! `compose` under orders: refills, parts that stay, briefs, several pieces, recipes, reasons.

use std::collections::BTreeSet;

use irama_score::{Note, Score, read_midi};
use serde_json::Value;

use super::with_model;
use crate::workshop::Workshop;

fn read(workshop: &Workshop, name: &str) -> Score {
    read_midi(&workshop.read(name)).unwrap().score
}

/// The notes of each part that are in the one piece and not in the other.
fn changed(old: &Score, new: &Score) -> Vec<BTreeSet<Note>> {
    let notes = |score: &Score, part: usize| -> BTreeSet<Note> {
        score.parts.get(part).map(|it| it.notes.iter().copied().collect()).unwrap_or_default()
    };
    let parts = 0..old.parts.len().max(new.parts.len());
    parts.map(|it| &notes(old, it) ^ &notes(new, it)).collect()
}

fn prompt(workshop: &Workshop) -> (String, Score) {
    let longest = (0..8).max_by_key(|it| read(workshop, &format!("band/{it}.mid")).n_bars());
    let name = format!("band/{}.mid", longest.unwrap());
    let score = read(workshop, &name);
    (name, score)
}

#[test]
fn a_refill_touches_its_bars_alone() {
    let workshop = with_model();
    let (name, old) = prompt(&workshop);
    let line = format!("compose -m m.irama -o a.mid --prompt {name} --refill 2 --seed 3 --json");
    let facts = workshop.run_well(&line).json();
    assert!(facts["effective_sample_size"].as_f64().unwrap() >= 1.0);
    assert_eq!(facts["particles"], 24);
    let new = read(&workshop, "a.mid");
    assert_eq!((&old.tempos, &old.meters, old.n_bars()), (&new.tempos, &new.meters, new.n_bars()));
    let bar = old.bars()[1];
    let all: Vec<Note> = changed(&old, &new).into_iter().flatten().collect();
    assert!(!all.is_empty());
    for note in all {
        // A note of bar 2 may be played a little ahead of its line.
        assert!(note.start.0 + 10 >= bar.start.0 && note.start < bar.end, "{note:?}");
    }
}

#[test]
fn what_is_locked_stays_and_others_play_to_it() {
    let workshop = with_model();
    let (name, old) = prompt(&workshop);
    let line = format!("compose -m m.irama -o a.mid --prompt {name} --lock melody -q --seed 1");
    workshop.run_well(&line);
    let new = read(&workshop, "a.mid");
    let mean = |it: &irama_score::Part| {
        let sum: u64 = it.notes.iter().map(|it| u64::from(it.pitch.number())).sum();
        sum * 1_000 / it.notes.len() as u64
    };
    let pitched = (0..old.parts.len()).filter(|it| !old.parts[*it].is_drums);
    let melody = pitched.max_by_key(|it| mean(&old.parts[*it])).unwrap();
    let changed = changed(&old, &new);
    assert_eq!(old.parts[melody], new.parts[melody]);
    assert!(changed.iter().enumerate().any(|it| it.0 != melody && !it.1.is_empty()));
    let number = melody + 1;
    workshop.run_well(&line.replace("melody", &format!("#{number}")).replace("a.mid", "c.mid"));
    assert_eq!(read(&workshop, "c.mid").parts, new.parts, "the same by the number of the part");
    let drums =
        format!("compose -m m.irama -o b.mid --prompt {name} --refill 1-2 --parts drums -q");
    workshop.run_well(&drums);
    let new = read(&workshop, "b.mid");
    for (old, new) in old.parts.iter().zip(&new.parts).filter(|it| !it.0.is_drums) {
        assert_eq!(old, new);
    }
}

#[test]
fn chords_and_keys_are_kept() {
    let workshop = with_model();
    workshop.run_well("compose -m m.irama -o a.mid --bars 4 --chords Dm7|G7 --parts keys,bass -q");
    let score = read(&workshop, "a.mid");
    for note in score.parts.iter().flat_map(|it| &it.notes) {
        let chord: &[u8] =
            if note.start.0 / 1920 % 2 == 0 { &[2, 5, 9, 0] } else { &[7, 11, 2, 5] };
        assert!(chord.contains(&note.pitch.class()), "{note:?}");
    }
    let mut command = workshop.irama(["compose", "-m", "m.irama", "-o", "b.mid", "-q"]);
    command.args(["--bars", "4", "--meter", "4/4", "--key", "A harmonic minor"]);
    assert!(command.status().unwrap().success());
    let score = read(&workshop, "b.mid");
    for note in score.parts.iter().filter(|it| !it.is_drums).flat_map(|it| &it.notes) {
        assert!([9, 11, 0, 2, 4, 5, 8].contains(&note.pitch.class()), "{note:?}");
    }
}

#[test]
fn a_brief_says_what_options_cannot_and_options_change_it() {
    let workshop = with_model();
    let brief = r#"{
        "bars": 9, "meter": "4/4", "temperature": { "pitch": 0.5 },
        "parts": [
            { "part": "bass", "low": 40, "high": 50, "polyphony": 1, "density": { "min": 2, "max": 4 } },
            { "part": "drums" }
        ]
    }"#;
    workshop.write("brief.json", brief);
    let line = "compose -m m.irama -o a.mid --brief brief.json --bars 3 --seed 1 --json";
    assert_eq!(workshop.run_well(line).json()["bars"], 3);
    let score = read(&workshop, "a.mid");
    let bass = score.parts.iter().find(|it| !it.is_drums).unwrap();
    assert!(bass.notes.iter().all(|it| (40..=50).contains(&it.pitch.number())));
    for bar in score.bars() {
        let is_in = |it: &&Note| (bar.start..bar.end).contains(&it.start);
        let n = bass.notes.iter().filter(is_in).count();
        // A note may be played a little ahead of the line of its bar.
        assert!((1..=5).contains(&n), "{n} notes in {bar:?}");
    }
}

#[test]
fn several_pieces_are_ranked_and_set_apart() {
    let workshop = with_model();
    let line = "compose -m m.irama -o a.mid --bars 2 --variations 3 --seed 1 --json";
    let facts = workshop.run_well(line).json();
    let all = facts["variations"].as_array().unwrap();
    let paths: Vec<&str> = all.iter().filter_map(|it| it["path"].as_str()).collect();
    assert_eq!(paths, ["a.mid", "a-2.mid", "a-3.mid"]);
    let nll = |it: &Value| it["nll_per_note"].as_f64().unwrap();
    assert!(nll(&all[0]) <= nll(&all[1]) && nll(&all[1]) <= nll(&all[2]));
    assert_eq!(
        (&facts["nll_per_note"], &all[0]["distances"][0]),
        (&all[0]["nll_per_note"], &0.0.into())
    );
    assert!(all[0]["distances"][1].as_f64().unwrap() > 0.0);
    assert!(workshop.read("a.mid") != workshop.read("a-2.mid"));
    // Each carries the recipe that repeats it alone.
    workshop.run_well("compose -m m.irama -o again.mid --like a-3.mid -q");
    assert!(workshop.read("again.mid") == workshop.read("a-3.mid"));
}

#[test]
fn a_recipe_repeats_the_bytes_or_says_what_differs() {
    let workshop = with_model();
    let (name, _) = prompt(&workshop);
    let plain = "compose -m m.irama -o a.mid --bars 2 --key D --top-p 0.9 --seed 4 -q";
    let refill = format!("compose -m m.irama -o band/a.mid --prompt {name} --refill 1 -q");
    for (line, song) in [(plain, "a.mid"), (refill.as_str(), "band/a.mid")] {
        workshop.run_well(line);
        workshop.run_well(&format!("compose -m m.irama -o b.mid --like {song} -q"));
        assert!(workshop.read("b.mid") == workshop.read(song), "{song}");
    }
    // What it goes on from may lie elsewhere.
    std::fs::create_dir(workshop.path("songs")).unwrap();
    std::fs::rename(workshop.path("band/a.mid"), workshop.path("songs/a.mid")).unwrap();
    let ending = workshop.run("compose -m m.irama -o c.mid --like songs/a.mid");
    assert!(ending.code == Some(2) && ending.stderr.contains("--prompt"), "{}", ending.stderr);
    for place in ["--prompt band", &format!("--prompt {name}")] {
        workshop.run_well(&format!("compose -m m.irama -o b.mid --like songs/a.mid {place} -q"));
        assert!(workshop.read("b.mid") == workshop.read("songs/a.mid"), "{place}");
    }
    let here = name.strip_prefix("band/").unwrap();
    std::fs::copy(workshop.path(&name), workshop.path(here)).unwrap();
    workshop.run_well("compose -m m.irama -o b.mid --like songs/a.mid -q");
    super::train(&workshop, "-o other.irama --steps 3 -q");
    let ending = workshop.run("compose -m other.irama -o c.mid --like a.mid");
    assert_eq!(ending.code, Some(2));
    assert!(ending.stderr.contains("composed with the model"), "{}", ending.stderr);
    assert!(!workshop.has("c.mid"));
}

#[test]
fn each_note_has_its_reasons() {
    let workshop = with_model();
    let line = "compose -m m.irama -o a.mid --bars 2 --key C --explain why.json --json";
    let facts = workshop.run_well(line).json();
    let why: Value = serde_json::from_slice(&workshop.read("why.json")).unwrap();
    let notes = why["notes"].as_array().unwrap();
    assert_eq!(notes.len() as u64, facts["notes"].as_u64().unwrap());
    let pitch = |it: &Value| {
        let fields = it["fields"].as_array().unwrap().clone();
        fields.into_iter().find(|it| it["field"] == "pitch").unwrap()
    };
    let melodic = notes.iter().find(|it| it["part"] != "drums").map(pitch);
    if let Some(pitch) = melodic {
        assert!(pitch["probability"].as_f64().unwrap() <= 1.0);
        assert!(pitch["allowed"].as_f64().unwrap() < 1.0, "the key forbids pitches: {pitch}");
        assert_eq!(pitch["runners_up"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn nothing_is_copied_beyond_a_limit() {
    let workshop = with_model();
    super::train(&workshop, "-o heart.irama --steps 60 -q");
    let line = "compose -m heart.irama -o a.mid --bars 3 --copy-limit 8 --temperature 0.5 --particles 4 --json";
    let facts = workshop.run_well(&format!("{line} --seed 2")).json();
    assert!(facts["copied"]["longest_notes"].as_u64().unwrap() <= 8);
}

#[test]
fn what_cannot_be_met_is_told_in_both_languages() {
    let workshop = with_model();
    workshop
        .write("dense.json", r#"{"parts": [{"part": "bass", "density": {"min": 9, "max": 4}}]}"#);
    let compose = |rest: &str| workshop.run(&format!("compose -m m.irama -o a.mid {rest}")).stderr;
    for (rest, english, indonesian) in [
        ("--brief dense.json", "at least 9", "paling sedikit 9"),
        ("--parts melody", "highest part of a prompt", "bagian tertinggi"),
        ("--bars 6 --plan ABCD", "use 4 or 8 bars", "pakai 4 atau 8 birama"),
    ] {
        let (told, said) = (compose(rest), compose(&format!("{rest} --lang id")));
        assert!(told.contains(english), "{told}");
        assert!(said.contains(indonesian), "{said}");
    }
}

#[test]
fn what_takes_from_the_likely_is_named() {
    let workshop = with_model();
    let said = |rest: &str| {
        let line = format!("compose -m m.irama -o a.mid --bars 4 --seed 2 {rest}");
        workshop.run_well(&line).stderr
    };
    assert!(said("--key C").contains("your orders took"));
    let free = said("");
    assert!(free.contains("bars that return") && !free.contains("your orders"), "{free}");
}
