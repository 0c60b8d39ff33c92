//! `train`: what it takes of a collection, and what it tells of its work.

use irama_score::{Note, Part, Pitch, Score, Tick, Velocity, write_midi};
use serde_json::{Value, json};

use super::{TINY, all_refused, train, with_band, with_model};
use crate::workshop::{tune, without_seconds};

#[test]
fn the_result_has_the_fields_that_scripts_read() {
    let workshop = with_band();
    let ending = train(&workshop, "-o m.irama --steps 80 --log log.jsonl --json");
    let result = ending.json();
    let expected = json!({ "kind": "events", "steps": 80, "seed": 1, "minutes": null });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(result[field], *value, "{field}");
    }
    for field in [
        "parameters",
        "trainable_parameters",
        "notes",
        "train_windows",
        "held_out_windows",
        "epochs",
        "best_epoch",
        "best_loss",
        "best_nll_per_note",
        "bare_nll_per_note",
        "baseline_nll_per_note",
        "seconds",
        "notes_per_second",
    ] {
        assert!(result[field].as_f64().is_some_and(|it| it > 0.0), "{field}: {result}");
    }
    let log = without_seconds(&workshop.read("log.jsonl"));
    assert_eq!(log.len(), 40, "forty checks");
    let losses = log.iter().map(|it| it["val_loss"].as_f64().unwrap());
    let best = losses.fold(f64::INFINITY, f64::min);
    assert_eq!(result["best_nll_per_note"].as_f64(), Some(best));
    for field in ["epoch", "step", "loss", "learning_rate"] {
        assert!(log.iter().all(|it| it[field].is_number()), "{field}");
    }
    let of_fields: f64 =
        log[0]["by_field"].as_object().unwrap().values().filter_map(Value::as_f64).sum();
    assert!((of_fields - log[0]["val_loss"].as_f64().unwrap()).abs() < 1e-9);
    for message in ["all trainable", "memory: about", "step      2", "held out", "Markov"] {
        assert!(ending.stderr.contains(message), "no {message:?} in {}", ending.stderr);
    }
    assert!(!workshop.has("m.irama.run"), "what only resuming needs goes when the run is done");
}

#[test]
fn a_model_that_went_astray_is_told_to_lose_against_the_baseline() {
    let workshop = with_band();
    let ending = train(&workshop, "-o m.irama --steps 2 --learning-rate 5 --json");
    let result = ending.json();
    let nll = |field: &str| result[field].as_f64().unwrap();
    assert!(nll("best_nll_per_note") > nll("baseline_nll_per_note"));
    assert!(ending.stderr.contains("does not beat the simple baseline"), "{}", ending.stderr);
}

#[test]
fn by_field_surprise_is_told_to_whoever_asks_for_more() {
    let workshop = with_band();
    assert!(train(&workshop, "-o m.irama --steps 1 -v").stderr.contains("  pitch "));
    assert!(!train(&workshop, "-o m.irama --steps 1").stderr.contains("  pitch "));
}

#[test]
fn the_length_can_be_told_in_steps_epochs_and_minutes() {
    let workshop = with_band();
    let result = train(&workshop, "-o a.irama --epochs 2 --json").json();
    let rows = result["train_windows"].as_u64().unwrap();
    assert_eq!(result["steps"], (2 * rows).div_ceil(4 * 16));
    // Of a minute, as many steps as are worth taking: far from where the clock would end the run.
    let ending = train(&workshop, "-o a.irama --minutes 1,0 --json");
    let told = ending.stderr.split("--steps ").nth(1).and_then(|it| it.split(' ').next());
    let steps: u64 = told.and_then(|it| it.parse().ok()).expect("the plan is told");
    assert!(!ending.stderr.contains("by the clock"), "{}", ending.stderr);
    train(&workshop, &format!("-o b.irama --steps {steps} -q"));
    for name in ["a", "b"] {
        workshop.run_well(&format!("compose -m {name}.irama -o {name}.mid --bars 2 --seed 3 -q"));
    }
    assert!(workshop.read("a.mid") == workshop.read("b.mid"));
}

#[test]
fn threads_and_kernels_change_no_byte() {
    let workshop = with_band();
    let made = |how: &str| {
        train(&workshop, &format!("-o m.irama --steps 20 -q {how}"));
        workshop.run_well(&format!("compose -m m.irama -o a.mid --bars 2 --seed 3 -q {how}"));
        (workshop.read("m.irama"), workshop.read("a.mid"))
    };
    let expected = made("--threads 1");
    for how in ["--threads 2", "--threads 3 --kernels portable"] {
        assert!(made(how) == expected, "{how}");
    }
}

#[test]
fn odd_collections_are_learned_from() {
    let workshop = with_band();
    let note = |start: u64, pitch: u8| Note {
        start: Tick(start),
        pitch: Pitch::new(pitch).unwrap(),
        duration: Tick(240),
        velocity: Velocity::clamped(80),
    };
    let write = |name: &str, is_drums: bool, notes: Vec<Note>| {
        let end = notes.last().unwrap().end();
        let parts = vec![Part { is_drums, notes, ..Part::default() }];
        let score = Score { parts, end, ..Score::default() };
        workshop.write(name, write_midi(&score).unwrap());
    };
    for folder in ["drums", "notes"] {
        std::fs::create_dir(workshop.path(folder)).unwrap();
    }
    for it in 0..3 {
        let strokes = (0..16).map(|at| note(at * 240, 35 + (at as u8 * (it + 1)) % 7));
        write(&format!("drums/{it}.mid"), true, strokes.collect());
        write(&format!("notes/{it}.mid"), false, vec![note(240 * u64::from(it * it), 60)]);
    }
    for folder in ["drums", "notes"] {
        let line = format!("train {folder} -o {folder}.irama --steps 3 -q {TINY}");
        // Three files of one note are alike but for their place, and may count as one.
        let ending = workshop.run(&line);
        if ending.code == Some(0) {
            workshop.run_well(&format!("compose -m {folder}.irama -o a.mid --bars 2 -q"));
        } else {
            assert!(folder == "notes" && ending.stderr.contains("only song"), "{}", ending.stderr);
        }
    }
}

#[test]
fn what_cannot_be_learned_from_is_told_with_what_to_do() {
    let workshop = with_band();
    workshop.write("text.mid", "not music");
    workshop.write_song("single.mid", &tune(4, 120));
    let train = |rest: &str| format!("train band -o m.irama {rest}");
    let (windows, steps, epochs) =
        (train("--split windows"), train("--steps 0"), train("--epochs 0"));
    let classic = train("--model classic --from band");
    all_refused(
        &workshop,
        &[
            ("train single.mid -o m.irama", &["the only song", "add files", "irama make"]),
            ("train text.mid -o m.irama", &["text file", "give other files"]),
            (&windows, &["--split windows", "classic", "whole files"]),
            (&steps, &["steps", "0", "1 or more"]),
            (&epochs, &["epochs", "0", "1 or more"]),
            (&train("--batch 0"), &["batch", "0", "1 to 4,096"]),
            (&train("--window 0"), &["window", "0", "1 to 10,000"]),
            (&train("--units 4,0"), &["units", "0", "1 to 4,096"]),
            (&train("--dropout 1"), &["dropout", "1", "less than 1"]),
            (&train("--learning-rate 0,0"), &["learning rate", "0", "above 0"]),
            (&train("--held-out 1,5"), &["held-out", "1.5", "between 0 and 1"]),
            (&train("--minutes -1"), &["minutes", "-1", "above 0"]),
            (&classic, &["--from", "classic"]),
            (&train("--resume"), &["no run", "leave out --resume"]),
        ],
    );
    assert!(!workshop.has("m.irama") && !workshop.has("m.irama.run"));
}

#[cfg(target_os = "linux")]
#[test]
fn more_memory_than_there_is_is_refused_with_what_to_lower() {
    let workshop = with_band();
    let line = "train band -o m.irama --units 4096,4096 --batch 4096 --window 10000";
    all_refused(&workshop, &[(line, &["memory", "free", "use --"])]);
}

#[test]
fn a_model_is_described() {
    let workshop = with_model();
    let facts = workshop.run_well("inspect m.irama --json").json();
    assert_eq!((&facts["kind"], &facts["settings"]["n_steps"]), (&json!("events"), &json!(20)));
    assert_eq!(facts["settings"]["sizes"]["units"], json!([12]));
    assert_eq!(facts["settings"]["dropouts"]["layers"].to_string(), "0.4", "as it is typed");
    let fields = facts["schema"]["fields"].as_array().unwrap();
    assert_eq!(fields[3], json!({ "name": "pitch", "values": 128 }));
    assert_eq!(facts["history"].as_array().unwrap().len(), 20);
    assert_eq!(facts["sources"][0]["path"], "band");
    for field in ["best_nll_per_note", "bare_nll_per_note", "baseline_nll_per_note"] {
        assert!(facts[field].as_f64().unwrap() > 0.0, "{field}");
    }
    let text = workshop.run_well("inspect m.irama").text();
    for words in ["an events model", "pitch 128", "Markov", "learned from band"] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    assert!(workshop.run_well("inspect m.irama --lang id").text().starts_with("model events"));
}

#[test]
fn an_exported_model_comes_back_to_the_same_bytes() {
    let workshop = with_model();
    workshop.run_well("export m.irama -o m.safetensors -q");
    workshop.run_well("import m.safetensors -o back.irama -q");
    assert!(workshop.read("back.irama") == workshop.read("m.irama"));
    let said = workshop.run("export m.irama -o m.keras");
    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("export it as .safetensors"), "{}", said.stderr);
}
