//! `train --from`: learning goes on from another model.

use irama_model::{Model, checkpoint::run_folder};
use serde_json::{Value, json};

use super::{TINY, all_refused, train, with_band, with_model};
use crate::workshop::Workshop;

/// `band` and eight other pieces in `other`.
fn with_two_bands() -> Workshop {
    let workshop = with_model();
    std::fs::create_dir(workshop.path("other")).unwrap();
    for (idx, it) in irama_corpus::house_loops_from(9, 6).iter().enumerate() {
        let bytes = irama_score::write_midi(&it.score).unwrap();
        workshop.write(&format!("other/{idx}.mid"), bytes);
    }
    workshop
}

#[test]
fn a_model_that_goes_on_begins_better_and_remembers_where_it_comes_from() {
    let workshop = with_two_bands();
    train(&workshop, "-o base.irama --steps 120 -q");
    let first_loss = |options: &str, log: &str| {
        let line = "train other -o n.irama --steps 40 --seed 2 -q --batch 4 --window 16";
        workshop.run_well(&format!("{line} {options} --log {log}"));
        let log = String::from_utf8(workshop.read(log)).unwrap();
        let row: Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
        row["val_loss"].as_f64().unwrap()
    };
    let fresh = first_loss("--units 12", "fresh");
    let going_on = first_loss("--from base.irama", "on");
    assert!(going_on < 0.8 * fresh, "{going_on} {fresh}");
    let facts = workshop.run_well("inspect n.irama --json").json();
    let paths: Vec<&Value> =
        facts["sources"].as_array().unwrap().iter().map(|it| &it["path"]).collect();
    assert_eq!(paths, [&json!("band"), &json!("other")]);
    assert_eq!(facts["settings"]["sizes"]["units"], json!([12]));
    // A lower rate would leave it too near to where it began.
    assert_eq!(facts["settings"]["learning_rate"].to_string(), "0.003");
    // What the base learned from counts as known, too.
    let copied = |model: &str| {
        let line = format!("judge band/0.mid --against {model} --json");
        workshop.run_well(&line).json()["against"]["copied"]["share_of_8"].as_f64().unwrap()
    };
    assert_eq!(copied("n.irama"), copied("base.irama"));
}

#[test]
fn what_cannot_be_gone_on_from_is_told() {
    let workshop = with_model();
    let classic = "train loops -o c.irama --model classic --steps 2 --units 4 --window 5 -q";
    workshop.run_well(classic);
    workshop.write("other.irama", with_another_schema(&workshop));
    let before = workshop.read("m.irama");
    all_refused(
        &workshop,
        &[
            ("train band -o n.irama --from c.irama", &["c.irama", "classic", "events"]),
            ("train band -o n.irama --from other.irama", &["other.irama", "schema", "anew"]),
            ("train band -o n.irama --from none.irama", &["no model none.irama"]),
            ("train band -o n.irama --from band", &["band", "check its name"]),
            (
                "train band -o n.irama --from m.irama --units 13",
                &["--units is 13", "m.irama has 12", "leave --units out"],
            ),
            ("train band -o m.irama --from m.irama", &["m.irama", "is to be read"]),
        ],
    );
    assert!(!workshop.has("n.irama") && workshop.read("m.irama") == before);
}

/// The model of a workshop as if another version had written it: one field has another size.
fn with_another_schema(workshop: &Workshop) -> Vec<u8> {
    let bytes = workshop.read("m.irama");
    assert!(matches!(Model::from_bytes(&bytes), Ok(Model::Events(_))));
    let (magic, body) = (&bytes[..8], &bytes[40..]);
    let (old, new) = (br#"[\"sub\",24,"#, br#"[\"sub\",25,"#);
    let at = body.windows(old.len()).position(|it| it == old).unwrap();
    let mut body = body.to_vec();
    body[at..at + new.len()].copy_from_slice(new);
    [magic, blake3::hash(&body).as_bytes(), &body].concat()
}

#[cfg(unix)]
#[test]
fn a_run_that_goes_on_from_a_model_is_resumed_with_it_alone() {
    let workshop = with_two_bands();
    let line = format!("train other -o n.irama --steps 4000 {TINY} --patience 4000");
    let from = format!("{line} --from m.irama");
    let mut run = super::stopping::Running::start(&workshop, &from);
    run.wait_for("step ");
    run.signal("INT");
    assert_eq!(run.end().0, Some(130));
    all_refused(
        &workshop,
        &[
            ("train other -o n.irama --resume", &["started from another model", "--from"]),
            ("train other -o n.irama --resume --from m.irama --seed 9", &["--seed 1", "not 9"]),
        ],
    );
    assert!(run_folder(&workshop.path("n.irama")).exists());
    let mut run = super::stopping::Running::start(&workshop, &from);
    run.wait_for("going on after");
    run.signal("INT");
    assert_eq!(run.end().0, Some(130));
}

#[test]
fn a_fresh_seed_is_printed_and_repeats_the_run() {
    let workshop = with_band();
    let run = |rest: &str| {
        workshop.run_well(&format!("train band --units 12 --batch 4 --window 16 --steps 3 {rest}"))
    };
    let said = run("-o a.irama").stderr;
    let seed = said.lines().find_map(|it| it.split("; seed ").nth(1)).unwrap();
    run(&format!("-o b.irama -q --seed {seed}"));
    assert!(workshop.read("a.irama") == workshop.read("b.irama"));
}
