//! `compose`: as long, as fast and by whom it was asked for, and a file that opens right anywhere.

use irama_events::{Event, encode};
use irama_score::{Key, Meter, Mode, Reading, Score, TextKind, read_midi};
use serde_json::json;

use super::{all_refused, with_model};
use crate::workshop::Workshop;

fn read(workshop: &Workshop, name: &str) -> Score {
    let Reading { score, repairs, .. } = read_midi(&workshop.read(name)).unwrap();
    assert!(repairs.is_empty(), "{repairs:?}");
    score
}

#[test]
fn a_piece_has_the_bars_tempo_meter_and_key_that_were_asked_for() {
    let workshop = with_model();
    let mut command = workshop.irama(["compose", "-m", "m.irama", "-o", "a.mid", "--json"]);
    command.args(["--bars", "3", "--tempo", "90,5", "--meter", "6/8", "--key", "D minor"]);
    let output = command.args(["--seed", "3"]).output().unwrap();
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&facts["seed"], &facts["bars"]), (&json!(3), &json!(3)));
    let removed = facts["removed_probability"].as_f64().unwrap();
    assert!(removed > 0.0 && removed < 1.0, "the key takes notes away: {removed}");
    assert!(facts["nll_per_note"].as_f64().is_some_and(f64::is_finite));
    assert!(facts["compose_seconds"].as_f64().unwrap() > 0.0);
    for field in ["longest_notes", "share_of_8", "share_of_16"] {
        assert!(facts["copied"][field].is_number(), "{field}");
    }
    let score = read(&workshop, "a.mid");
    assert_eq!(facts["notes"], score.n_notes());
    assert!((score.tempos[0].beats_per_minute() - 90.5).abs() < 0.01);
    assert_eq!(score.meters[0].meter, Meter::new(6, 8).unwrap());
    assert_eq!(score.keys[0].key, Key { tonic: 2, mode: Mode::Minor });
    assert_eq!(score.end.0, 3 * 1440);
}

#[test]
fn a_file_says_what_it_is_and_how_to_make_it_again() {
    let workshop = with_model();
    workshop
        .run_well("compose -m m.irama -o a.mid --bars 4 --seed 3 --top-p 0.9 --parts keys,drums");
    let bytes = workshop.read("a.mid");
    assert_eq!(&bytes[8..14], [0, 1, 0, bytes[11], 1, 0xe0], "format 1, 480 a quarter");
    let score = read(&workshop, "a.mid");
    assert_eq!((score.tempos.len(), score.meters.len()), (1, 1));
    assert_eq!((score.tempos[0].at.0, score.end.0 % score.meters[0].meter.bar().0), (0, 0));
    assert!(!score.name.is_empty() && score.parts.iter().all(|it| !it.name.is_empty()));
    assert!(score.parts.iter().all(|it| it.is_drums == (it.name == "Drums")));
    let recipe = score.texts.iter().find(|it| it.kind == TextKind::Remark).unwrap();
    for words in ["--seed 3", "--bars 4", "--top-p 0.9", "--parts keys,drums", "model "] {
        assert!(recipe.content.contains(words), "{}", recipe.content);
    }
    // Every track ends at the same tick: the delta before its end leads to the last bar line.
    let ends = bytes.windows(3).filter(|it| *it == [0xff, 0x2f, 0]).count();
    assert_eq!(ends, score.parts.len() + 1);
}

#[test]
fn a_seed_decides_a_piece() {
    let workshop = with_model();
    let piece = |options: &str| {
        workshop.run_well(&format!("compose -m m.irama -o a.mid --bars 4 -q {options}"));
        workshop.read("a.mid")
    };
    assert!(piece("--seed 1") == piece("--seed 1"));
    assert!(piece("--seed 1") != piece("--seed 2"));
    assert!(piece("--seed 1 --temperature 0,5") == piece("--seed 1 --temperature 0.5"));
    assert!(piece("--seed 1 --temperature 0.5") != piece("--seed 1"));
}

#[test]
fn only_the_parts_that_are_asked_for_play() {
    let workshop = with_model();
    for seed in 0..4 {
        let line = format!("compose -m m.irama -o a.mid --bars 6 --seed {seed} -q");
        workshop.run_well(&format!("{line} --temperature 1.5 --parts drums,Bass,keys,keys"));
        for part in read(&workshop, "a.mid").parts {
            let family = part.program.map(|it| it.number() / 8);
            assert!(part.is_drums || matches!(family, Some(0 | 4)), "{part:?}");
        }
    }
}

#[test]
fn a_prompt_stands_at_the_beginning_and_is_no_copy() {
    let workshop = with_model();
    let longest = |name: &str| {
        let facts = workshop.run_well(&format!("judge {name} --against m.irama --json")).json();
        assert!(facts["against"]["overlap"].is_null());
        facts["against"]["copied"]["longest_notes"].as_u64().unwrap()
    };
    let names = (0..8).map(|it| format!("band/{it}.mid"));
    let prompt = names.max_by_key(|it| longest(it)).unwrap();
    let line = format!("compose -m m.irama -o a.mid --prompt {prompt} --bars 2 --json");
    let facts = workshop.run_well(&line).json();
    assert!(longest("a.mid") >= longest(&prompt) && longest(&prompt) >= 16, "it was learned from");
    let own = facts["copied"]["longest_notes"].as_u64().unwrap();
    assert!(own < longest(&prompt), "{own}");
    let (whole, prompt) = (read(&workshop, "a.mid"), read(&workshop, &prompt));
    assert_eq!(whole.n_bars(), prompt.n_bars() + 2);
    let rows = |score: &Score| -> Vec<Event> { encode(score).events };
    let (whole_rows, start) = (rows(&whole), rows(&prompt));
    assert_eq!(whole_rows[..start.len() - 1], start[..start.len() - 1]);
    let names = |score: &Score| score.parts.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    assert!(names(&prompt).iter().all(|it| names(&whole).contains(it)));
}

#[test]
fn options_that_do_not_fit_are_told_with_what_does() {
    let workshop = with_model();
    workshop.run_well("train loops --model classic -o c.irama --steps 2 --units 4 --window 5 -q");
    workshop.write("text.mid", "not music");
    let events = |rest: &str| format!("compose -m m.irama -o a.mid {rest}");
    let classic = |rest: &str| format!("compose -m c.irama -o a.mid {rest}");
    all_refused(
        &workshop,
        &[
            (&events("--notes 3"), &["--notes", "classic", "events"]),
            (&events("--temperature-mode divide"), &["--temperature-mode", "classic"]),
            (&events("--tempo-us 500000"), &["--tempo-us", "classic"]),
            (&events("--velocity 3"), &["--velocity", "classic"]),
            (&events("--duration 3"), &["--duration", "classic"]),
            (&classic("--top-p 0.5"), &["--top-p", "events", "classic"]),
            (&classic("--top-k 5"), &["--top-k", "events"]),
            (&classic("--min-p 0.5"), &["--min-p", "events"]),
            (&classic("--key Dm"), &["--key", "events"]),
            (&classic("--meter 3/4"), &["--meter", "events"]),
            (&classic("--parts bass"), &["--parts", "events"]),
            (&classic("--chords C"), &["--chords", "events"]),
            (&classic("--plan AB"), &["--plan", "events"]),
            (&classic("--particles 2"), &["--particles", "events"]),
            (&classic("--copy-limit 9"), &["--copy-limit", "events"]),
            (&classic("--variations 2"), &["--variations", "events"]),
            (&classic("--explain why.json"), &["--explain", "events"]),
            (&events("--chords Dm7|Hx"), &["\"Hx\"", "character 5", "bar 2"]),
            (&events("--plan A?B"), &["\"A?B\"", "A A' B A"]),
            (&events("--plan AAB --bars 8"), &["3 sections", "6 or 9"]),
            (&events("--refill 1-2"), &["--prompt"]),
            (&events("--refill 9-7 --prompt band/0.mid"), &["\"9-7\"", "5-8"]),
            (&events("--refill 900 --prompt band/0.mid"), &["no bars 900"]),
            (&events("--lock kazoo --prompt band/0.mid"), &["\"kazoo\"", "drums"]),
            (&events("--particles 0"), &["particles", "1 to 4,096"]),
            (&events("--copy-limit 6"), &["copy limit", "7 or more"]),
            (&events("--variations 0"), &["--variations", "0"]),
            (&events("--brief text.mid"), &["text.mid", "not a brief"]),
            (&events("--brief none.json"), &["none.json"]),
            (&events("--like band/0.mid"), &["band/0.mid", "no recipe"]),
            (&events("--like band/0.mid --bars 2"), &["--like", "--bars"]),
            (&events("--bars 0"), &["bars", "0", "1 to 100,000"]),
            (&events("--temperature -1"), &["temperature", "-1", "0 to 100"]),
            (&events("--top-p 0"), &["top-p", "0", "above 0"]),
            (&events("--top-k 0"), &["top-k", "0", "1 or more"]),
            (&events("--min-p 2"), &["min-p", "2", "0 to 1"]),
            (&events("--tempo 1"), &["tempo", "1", "4 to 1,000"]),
            (&events("--key H"), &["\"H\" is no key", "D minor"]),
            (&events("--meter 4"), &["\"4\" is no meter", "4/4"]),
            (&events("--meter 4/5"), &["\"4/5\" is no meter"]),
            (&events("--parts kazoo"), &["\"kazoo\"", "keys", "drums", "bass"]),
            (&events("--parts drums,drums"), &["at most 1", "drums"]),
            (&events("--parts keys,piano,keys,keys,keys"), &["at most 4", "keys"]),
            (&events("--prompt text.mid"), &["text.mid", "text file"]),
            (&events("--prompt band"), &["band", "single MIDI file"]),
        ],
    );
    assert!(!workshop.has("a.mid"));
}
