//! `make`: the whole way in one command.

use irama_score::read_midi;

use crate::workshop::{Workshop, tune};

#[test]
fn a_collection_becomes_a_model_a_song_and_a_report() {
    let workshop = Workshop::new();
    workshop.write("loops/text.mid", "not music");
    let ending =
        workshop.run_well("make loops -o deep/out --model classic --minutes 0,002 --seed 5 --json");
    let report = ending.json();
    assert_eq!(workshop.read("deep/out/report.json"), ending.stdout);
    assert_eq!(report["seed"], 5);
    assert_eq!(report["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["settings"]["minutes"], 0.002);
    assert_eq!(report["corpus"]["files_dropped"], 1);
    assert_eq!(report["corpus"]["dropped"][0]["path"], "loops/text.mid");
    assert_eq!(report["training"]["parameters"], 997_505);
    assert!(!report["history"].as_array().unwrap().is_empty(), "a part of an epoch counts too");
    assert_eq!(report["song"]["bars"], 32);
    let song = read_midi(&workshop.read("deep/out/song.mid")).unwrap();
    assert_eq!(song.score.n_notes() as u64, report["song"]["notes"].as_u64().unwrap());
    assert!(song.repairs.is_empty());
    workshop.run_well("compose -m deep/out/model.irama -o more.mid --notes 3 -q");
    let names = [
        "loss.svg",
        "model.irama",
        "report.html",
        "report.json",
        "roll.svg",
        "song.mid",
        "song.wav",
    ];
    let left = std::fs::read_dir(workshop.path("deep/out")).unwrap().count();
    assert_eq!(left, names.len(), "nothing else is left behind");
}

#[test]
fn a_single_song_is_enough() {
    let workshop = Workshop::new();
    workshop.write_song("song.mid", &tune(4, 120));
    let report = workshop
        .run_well("make song.mid -o out --model classic --minutes 0.002 --seed 5 --json")
        .json();
    assert_eq!(report["settings"]["split"], "windows");
    assert_eq!(report["training"]["notes"], 120);
}
