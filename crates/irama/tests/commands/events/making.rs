//! `make`: the whole way in one command.

use irama_score::read_midi;
use serde_json::json;

use super::{all_refused, with_band};
use crate::workshop::tune;

#[test]
fn a_collection_becomes_a_model_a_song_and_a_report() {
    let workshop = with_band();
    workshop.write("band/text.mid", "not music");
    let ending = workshop.run_well("make band -o deep/out --minutes 0,003 --seed 5 --json");
    let report = ending.json();
    assert_eq!(workshop.read("deep/out/report.json"), ending.stdout);
    assert_eq!((&report["seed"], &report["settings"]["minutes"]), (&json!(5), &json!(0.003)));
    assert_eq!(report["corpus"]["dropped"][0]["path"], "band/text.mid");
    assert_eq!(report["training"]["kind"], "events");
    assert_eq!(report["song"]["bars"], 16);
    // A small collection starts from what the model in the box knows.
    let base = report["settings"]["base"].as_str().unwrap();
    let page = String::from_utf8(workshop.read("deep/out/report.html")).unwrap();
    assert!(page.contains("--from base"), "so does the command that makes it again");
    workshop.run_well("train band -o n.irama --steps 1 --from base -q");
    let facts = workshop.run_well("inspect n.irama --json").json();
    assert_eq!(facts["settings"]["base"], base);
    assert_eq!(report["judge"]["against"]["copied"], report["song"]["copied"]);
    assert!(report["judge"]["against"]["overlap"].is_object());
    let song = read_midi(&workshop.read("deep/out/song.mid")).unwrap();
    assert_eq!(song.score.n_notes() as u64, report["song"]["notes"].as_u64().unwrap());
    assert!(song.repairs.is_empty());
    let left = std::fs::read_dir(workshop.path("deep/out")).unwrap().count();
    assert_eq!(left, 7, "model, song, sound, two pictures and two reports, and nothing else");
}

#[test]
fn the_built_in_loops_are_learned_from_where_nothing_is_named() {
    let workshop = with_band();
    let report = workshop.run_well("make -o out --minutes 0.001 --seed 5 --json").json();
    assert_eq!(report["sources"][0]["path"], "built-in loops");
    assert_eq!(workshop.run_well("inspect out/model.irama --json").json()["kind"], "events");
    workshop.run_well("compose -m out/model.irama -o more.mid --bars 2 -q");
}

#[test]
fn a_single_song_is_enough() {
    let workshop = with_band();
    let line = "make band/0.mid -o out --from none --minutes 0.001 --seed 5 --json";
    let ending = workshop.run_well(line);
    assert!(ending.json()["settings"]["base"].is_null());
    assert!(ending.stderr.contains("its end is held out"), "{}", ending.stderr);
    let training = &ending.json()["training"];
    let rows = ["train_windows", "held_out_windows"].map(|it| training[it].as_u64().unwrap());
    let song = read_midi(&workshop.read("band/0.mid")).unwrap();
    assert_eq!(rows[0] + rows[1], song.score.n_notes() as u64 + 2, "each side has its end");
    workshop.write_song("short.mid", &tune(4, 7));
    all_refused(&workshop, &[("make short.mid -o none", &["only one song", "add files"])]);
    assert!(!workshop.has("none"));
}
