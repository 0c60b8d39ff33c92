//! `inspect`: every file is accounted for, in words and in JSON.

use serde_json::json;

use crate::workshop::{Workshop, song_bytes, tune};

#[test]
fn a_midi_file_is_described() {
    let workshop = Workshop::new();
    let facts = workshop.run_well("inspect loops/03.mid --json").json();
    assert_eq!(facts["notes"], 60);
    assert_eq!(
        facts["parts"],
        json!([{ "name": "Tune", "program": null, "is_drums": false, "notes": 60 }])
    );
    assert_eq!(facts["ticks_per_quarter"], 480);
    assert_eq!((&facts["bars"], &facts["seconds"]), (&json!(8), &json!(15.0)));
    assert_eq!(facts["repairs"], json!([]));
    for field in ["tempos", "meters", "key"] {
        assert!(facts.get(field).is_some(), "{field}");
    }
    let text = workshop.run_well("inspect loops/03.mid").text();
    assert!(text.starts_with("loops/03.mid: 60 notes, 8 bars, 15.0 s, 1 part\n"), "{text}");
    let text = workshop.run_well("inspect loops/03.mid --lang id").text();
    assert!(text.starts_with("loops/03.mid: 60 not, 8 birama, 15.0 dtk, 1 bagian\n"), "{text}");
}

#[test]
fn repairs_are_named_with_their_place() {
    let workshop = Workshop::new();
    let mut bytes = song_bytes(&tune(1, 20));
    bytes.truncate(bytes.len() - 4); // The end of the track.
    workshop.write("odd", &bytes);
    let facts = workshop.run_well("inspect odd --json").json();
    assert_eq!(facts["notes"], 20, "music is known by its first bytes, whatever it is called");
    let repairs = facts["repairs"].as_array().unwrap();
    assert!(!repairs.is_empty());
    assert!(repairs.iter().all(|it| it["what"].is_string() && it["at"].is_u64()));
}

#[test]
fn every_file_of_a_collection_is_accounted_for() {
    let workshop = Workshop::new();
    workshop.write("loops/text.mid", "not music");
    workshop.write("loops/readme.txt", "not music");
    workshop.write_song("loops/zz again.mid", &tune(3, 60));
    let ending = workshop.run_well("inspect loops --json");
    let report = ending.json();
    let counts = ["files_found", "files_kept", "files_dropped", "duplicates"];
    assert_eq!(counts.map(|it| report[it].as_u64().unwrap()), [14, 12, 2, 1]);
    assert_eq!(report["notes"], 13 * 60);
    assert_eq!(report["notes_kept"], 12 * 60);
    let files = report["files"].as_array().unwrap();
    assert_eq!(files.len(), 14);
    for file in files {
        let is_kept = file["status"] == "kept";
        assert_eq!(is_kept, file["reason"].is_null(), "{file}");
        for field in ["path", "repairs", "notes", "bars", "parts", "tempo", "key", "meter"] {
            assert!(file.get(field).is_some(), "{field} of {file}");
        }
    }
    let text = workshop.run_well("inspect loops").text();
    assert!(text.contains("dropped    loops/text.mid: this is a text file"), "{text}");
    assert!(text.contains("loops/zz again.mid: a duplicate of loops/03.mid"), "{text}");
    assert!(text.contains("not MIDI: 1 .txt"), "{text}");
}

#[test]
fn a_model_is_described() {
    let workshop = Workshop::new();
    workshop.train("-o m.irama --steps 30 -q");
    let facts = workshop.run_well("inspect m.irama --json").json();
    assert_eq!(facts["kind"], "classic");
    assert_eq!(facts["schema"]["window"], 5);
    assert_eq!(facts["settings"]["units"], json!([4, 3]));
    assert_eq!(facts["settings"]["n_steps"], 30);
    assert_eq!(facts["settings"]["dropout"].to_string(), "0.3", "as it is typed");
    assert!(!facts["history"].as_array().unwrap().is_empty());
    let source = &facts["sources"][0];
    assert_eq!((&source["path"], &source["notes"]), (&json!("loops"), &json!(720)));
    assert_eq!(source["hash"].as_str().unwrap().len(), 64);
    assert!(source.get("licence").is_some());
    let text = workshop.run_well("inspect m.irama").text();
    assert!(text.contains("learned from loops (720 notes; no licence stated)"), "{text}");
}
