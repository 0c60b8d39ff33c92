//! `train`: what it takes of a collection, and what it tells of its work.

use serde_json::json;

use crate::workshop::{TINY, Workshop, tune, without_seconds};

#[test]
fn the_result_has_the_fields_that_scripts_read() {
    let workshop = Workshop::new();
    let ending = workshop.train("-o m.irama --epochs 3 --log log.jsonl --json");
    let result = ending.json();
    // LSTM 4·4·(1+4+1) + 4·3·(4+3+1), norms 4·7, dense 64·(3+1), output 65.
    let expected = json!({
        "kind": "classic", "parameters": 541, "trainable_parameters": 527, "notes": 720,
        "epochs": 3, "seed": 1, "minutes": null,
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(result[field], *value, "{field}");
    }
    let windows = ["train_windows", "held_out_windows"].map(|it| result[it].as_u64().unwrap());
    assert_eq!(windows[0] + windows[1], 720 - 2 * 5, "no window lies across the split");
    assert_eq!(result["steps"], 3 * windows[0].div_ceil(64));
    for field in ["best_loss", "best_mae", "seconds", "notes_per_second"] {
        assert!(result[field].as_f64().unwrap() > 0.0, "{field}");
    }
    let log = without_seconds(&workshop.read("log.jsonl"));
    assert_eq!(log.len(), 3);
    let best = &log[result["best_epoch"].as_u64().unwrap() as usize - 1];
    assert_eq!(best["val_loss"], result["best_loss"]);
    for field in ["epoch", "loss", "val_loss", "mae", "val_mae", "learning_rate"] {
        assert!(log.iter().all(|it| it[field].is_number()), "{field}");
    }
    for message in ["541 parameters, 527 trainable", "memory: about", "epoch   3", "semitones"] {
        assert!(ending.stderr.contains(message), "no {message:?} in {}", ending.stderr);
    }
    assert!(!workshop.has("m.irama.run"), "what only resuming needs goes when the run is done");
}

#[test]
fn the_seeds_corpus_gives_the_seeds_windows_and_parameters() {
    let workshop = Workshop::new();
    // 4,060 notes with a duplicate among them: the raw stream drops nothing.
    std::fs::create_dir(workshop.path("many")).unwrap();
    for song in 0..14 {
        workshop.write_song(&format!("many/{song:02}.mid"), &tune(song % 13, 290));
    }
    let line = "train many --model classic --split windows --steps 1 --seed 1 -o m.irama --json";
    let result = workshop.run_well(line).json();
    let fields = ["notes", "train_windows", "held_out_windows", "parameters"];
    assert_eq!(fields.map(|it| result[it].as_u64().unwrap()), [4_060, 3_408, 602, 997_505]);
}

#[test]
fn drums_and_duplicates_are_left_out_of_whole_files() {
    let workshop = Workshop::new();
    let drums = crate::workshop::song_bytes(&tune(20, 60));
    // Channel 10 in every note event of the one track.
    let drums: Vec<u8> =
        drums.iter().map(|it| if matches!(it, 0x80 | 0x90) { it | 9 } else { *it }).collect();
    workshop.write("loops/drums.mid", drums);
    workshop.write_song("loops/zz again.mid", &tune(3, 60));
    let line = format!("train loops {} --steps 3 -q --json", TINY.join(" "));
    let by_files = workshop.run_well(&format!("{line} -o m.irama")).json();
    assert_eq!(by_files["notes"], 720);
    let by_windows = workshop.run_well(&format!("{line} -o n.irama --split windows")).json();
    assert_eq!(by_windows["notes"], 720 + 60 + 60);
}
