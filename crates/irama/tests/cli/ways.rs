//! Every command, used as it is meant.

use irama_score::{Velocity, read_midi};
use serde_json::Value;

use crate::world::{TINY, World, melody};

#[test]
fn make_writes_a_song_a_model_and_a_report_from_the_built_in_loops() {
    let world = World::new();
    let report = world.irama("make -o out --model classic --minutes 0.001 --seed 7 --json").json();
    let all = [
        "loss.svg",
        "model.irama",
        "report.html",
        "report.json",
        "roll.svg",
        "song.mid",
        "song.wav",
    ];
    assert_eq!(world.names("out"), all);
    let written: Value = serde_json::from_slice(&world.bytes("out/report.json")).unwrap();
    assert_eq!(written, report);
    assert_eq!(report["seed"], 7);
    assert_eq!(report["training"]["parameters"], 997_505);
    let song = read_midi(&world.bytes("out/song.mid")).unwrap();
    assert!(song.repairs.is_empty());
    assert_eq!(report["song"]["notes"], song.score.n_notes());
    assert_eq!(world.irama("inspect out/model.irama --json").json()["kind"], "classic");
}

#[test]
fn train_reports_what_it_did_and_logs_each_epoch() {
    let world = World::new();
    let result = world.irama(&format!("train songs -o m.irama --epochs 3 {TINY} --json --log l"));
    let result = result.json();
    assert_eq!((&result["kind"], &result["epochs"]), (&"classic".into(), &3.into()));
    assert_eq!(result["train_windows"], 5 * 60 - 5);
    assert_eq!(result["held_out_windows"], 60 - 5);
    let log = String::from_utf8(world.bytes("l")).unwrap();
    let rows: Vec<Value> = log.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    let epochs: Vec<u64> = rows.iter().filter_map(|it| it["epoch"].as_u64()).collect();
    assert_eq!(epochs, [1, 2, 3]);
    for key in ["loss", "val_loss", "mae", "val_mae", "learning_rate", "seconds"] {
        assert!(rows.iter().all(|it| it[key].is_number()), "{key}: {log}");
    }
    assert_eq!(rows[0]["learning_rate"].to_string(), "0.001");
    let best = rows.iter().filter_map(|it| it["val_loss"].as_f64()).fold(f64::INFINITY, f64::min);
    assert_eq!(result["best_loss"].as_f64(), Some(best));
    assert_eq!(world.names("."), ["l", "m.irama", "songs"]);
}

#[test]
fn a_folder_a_zip_and_single_files_give_the_same_model() {
    let world = World::new();
    let entries: Vec<_> = (0..6).map(|it| (format!("{it}.mid"), it)).collect();
    let entries: Vec<_> = entries
        .iter()
        .map(|(name, it)| (name.as_str(), world.bytes(&format!("songs/{it}.mid"))))
        .collect();
    world.zip("songs.zip", &entries);
    let weights = |inputs: &str| {
        let train = format!("train {inputs} -o m.irama --split windows --epochs 2 {TINY}");
        world.irama(&train).succeeded();
        world.irama("compose -m m.irama -o a.mid --seed 1").succeeded();
        world.bytes("a.mid")
    };
    let folder = weights("songs");
    assert_eq!(weights("songs.zip"), folder);
    assert_eq!(
        weights("songs/0.mid songs/1.mid songs/2.mid songs/3.mid songs/4.mid songs/5.mid"),
        folder
    );
}

#[test]
fn minutes_become_steps_that_repeat_the_run() {
    let world = World::new();
    let first = world.irama(&format!("train songs -o a.irama --minutes 0,002 {TINY} --json"));
    let steps = first.json()["steps"].as_u64().unwrap();
    let again = world.irama(&format!("train songs -o b.irama --steps {steps} {TINY} --json"));
    assert_eq!(again.json()["steps"], steps);
    world.irama("compose -m a.irama -o a.mid --seed 1").succeeded();
    world.irama("compose -m b.irama -o b.mid --seed 1").succeeded();
    assert_eq!(world.bytes("a.mid"), world.bytes("b.mid"));
}

#[test]
fn a_seed_decides_the_model_and_without_one_a_fresh_one_is_printed() {
    let world = World::new();
    let train = |rest: &str| {
        world.irama(&format!("train songs --model classic --steps 9 --units 4 --window 5 {rest}"))
    };
    train("-o a.irama --seed 5").succeeded();
    train("-o b.irama --seed 5").succeeded();
    assert_eq!(world.bytes("a.irama"), world.bytes("b.irama"));
    let fresh = train("-o c.irama").succeeded().stderr;
    let seed = fresh.lines().find_map(|it| it.split("; seed ").nth(1)).unwrap();
    train(&format!("-o d.irama --seed {seed}")).succeeded();
    assert_eq!(world.bytes("c.irama"), world.bytes("d.irama"));
    assert_ne!(world.bytes("a.irama"), world.bytes("c.irama"));
}

#[test]
fn a_finished_run_begins_anew_and_ends_in_the_same_bytes() {
    let world = World::with_model();
    let first = world.bytes("m.irama");
    let again = world.irama(&format!("train songs -o m.irama --steps 20 {TINY}")).succeeded();
    assert!(!again.stderr.contains("going on"), "{}", again.stderr);
    assert_eq!(world.bytes("m.irama"), first);
    assert_eq!(world.names("."), ["m.irama", "songs"]);
}

#[test]
fn compose_writes_as_many_notes_as_asked_for() {
    let world = World::with_model();
    let facts = world.irama("compose -m m.irama -o a.mid --notes 17 --seed 3 --json").json();
    assert_eq!((&facts["notes"], &facts["seed"]), (&17.into(), &3.into()));
    let song = read_midi(&world.bytes("a.mid")).unwrap();
    assert_eq!((song.score.n_notes(), song.repairs.len()), (17, 0));
    let bars = world.irama("compose -m m.irama -o a.mid --bars 3 --duration 240 --json").json();
    assert_eq!((&bars["bars"], &bars["notes"]), (&3.into(), &24.into()));
}

#[test]
fn compose_keeps_to_tempo_velocity_and_duration() {
    let world = World::with_model();
    let line = "compose -m m.irama -o a.mid --notes 8 --tempo 90,5 --velocity 33 --duration 240";
    world.irama(line).succeeded();
    let song = read_midi(&world.bytes("a.mid")).unwrap().score;
    assert!((song.tempos[0].beats_per_minute() - 90.5).abs() < 0.01);
    let notes = &song.parts[0].notes;
    assert!(notes.iter().all(|it| it.velocity == Velocity::clamped(33) && it.duration.0 == 240));
}

#[test]
fn a_decimal_comma_is_a_decimal_point() {
    let world = World::with_model();
    world.irama("compose -m m.irama -o a.mid --seed 3 --temperature 0,8").succeeded();
    world.irama("compose -m m.irama -o b.mid --seed 3 --temperature 0.8").succeeded();
    assert_eq!(world.bytes("a.mid"), world.bytes("b.mid"));
}

#[test]
fn a_piece_follows_its_prompt() {
    let world = World::new();
    let quick = "--units 8 --window 3 --batch 8 --dropout 0 --learning-rate 0,01 --seed 1";
    // Each pitch stays for a while: what comes next is mostly what was last.
    world.song("steady.mid", &melody(1, 80).iter().flat_map(|it| [*it; 8]).collect::<Vec<u8>>());
    let train =
        format!("train steady.mid -o m.irama --model classic --split windows --epochs 25 {quick}");
    world.irama(&train).succeeded();
    let after = |pitch: u8| {
        world.song("prompt.mid", &[pitch; 4]);
        let line = "compose -m m.irama -o a.mid --notes 1 --temperature 0 --prompt prompt.mid";
        world.irama(line).succeeded();
        read_midi(&world.bytes("a.mid")).unwrap().score.parts[0].notes[0].pitch.number()
    };
    assert!(after(60) < after(65) && after(65) < after(70));
}

#[test]
fn an_exported_model_comes_back_to_the_same_bytes() {
    let world = World::with_model();
    world.irama("export m.irama -o m.safetensors").succeeded();
    world.irama("import m.safetensors -o back.irama").succeeded();
    assert_eq!(world.bytes("back.irama"), world.bytes("m.irama"));
}

#[test]
fn a_model_for_keras_comes_back_and_composes() {
    let world = World::with_model();
    world.irama("export m.irama -o m.keras").succeeded();
    world.irama("export m.irama -o m.keras").succeeded();
    let said = world.irama("import m.keras -o back.irama").succeeded();
    assert!(said.stderr.contains("pitches 21 to 108 as on a piano"), "{}", said.stderr);
    let said = world.irama("import m.keras -o back.irama --pitches 40..70").succeeded();
    assert!(said.stderr.contains("pitches 40 to 70;"), "{}", said.stderr);
    world.irama("export back.irama -o again.keras").succeeded();
    assert_eq!(world.bytes("again.keras"), world.bytes("m.keras"));
    world.irama("compose -m back.irama -o a.mid --notes 12").succeeded();
    assert_eq!(read_midi(&world.bytes("a.mid")).unwrap().score.n_notes(), 12);
    let said = world.irama("inspect back.irama").succeeded();
    assert!(said.stdout.contains("learned by another program"), "{}", said.stdout);
}

#[test]
fn inspect_accounts_for_every_file_of_a_collection() {
    let world = World::new();
    world.write("songs/text.mid", "not music");
    world.write("songs/twin.mid", world.bytes("songs/0.mid"));
    let report = world.irama("inspect songs --json").json();
    assert_eq!((&report["files_found"], &report["files_kept"]), (&8.into(), &6.into()));
    assert_eq!((&report["files_dropped"], &report["duplicates"]), (&2.into(), &1.into()));
    assert_eq!((&report["notes"], &report["notes_kept"]), (&(7 * 60).into(), &(6 * 60).into()));
    let files = report["files"].as_array().unwrap();
    assert_eq!(files.len(), 8);
    let dropped = files.iter().filter(|it| it["status"] == "dropped");
    assert!(dropped.clone().all(|it| it["reason"] != Value::Null), "{report}");
    assert_eq!(dropped.count(), 2);
    let cached = world.irama("inspect songs --json").json();
    assert_eq!(cached, report);
    assert_eq!(world.irama("inspect songs --json --no-cache").json(), report);
}

#[test]
fn inspect_tells_what_is_in_a_midi_file_and_in_a_model() {
    let world = World::with_model();
    let facts = world.irama("inspect songs/0.mid --json").json();
    assert_eq!((&facts["notes"], &facts["bars"]), (&60.into(), &15.into()));
    assert_eq!(facts["parts"][0]["is_drums"], false);
    assert_eq!(facts["ticks_per_quarter"], 480);
    assert_eq!(facts["seconds"], 30.0);
    let model = world.irama("inspect m.irama --json").json();
    assert_eq!((&model["kind"], &model["settings"]["window"]), (&"classic".into(), &5.into()));
    let sources = model["sources"].as_array().unwrap();
    assert_eq!((&sources[0]["path"], &sources[0]["notes"]), (&"songs".into(), &360.into()));
    for line in ["inspect songs/0.mid", "inspect m.irama", "inspect songs m.irama"] {
        assert!(!world.irama(line).succeeded().stdout.is_empty(), "{line}");
    }
}

#[test]
fn quiet_is_quiet() {
    let world = World::new();
    let trained = world.irama(&format!("train songs -o m.irama --steps 3 {TINY} -q")).succeeded();
    let composed = world.irama("-q compose -m m.irama -o a.mid").succeeded();
    assert_eq!((trained.stderr + &composed.stderr).as_str(), "");
    assert_eq!((trained.stdout + &composed.stdout).as_str(), "");
}

#[test]
fn no_colours_and_no_bars_reach_a_pipe() {
    let world = World::new();
    let ran = world.irama(&format!("train songs -o m.irama --epochs 3 {TINY}")).succeeded();
    assert!(!ran.stderr.contains(['\u{1b}', '\r']), "{:?}", ran.stderr);
}

#[test]
fn messages_are_told_in_indonesian() {
    let world = World::new();
    let ran = world.irama(&format!("train songs -o m.irama --steps 3 {TINY} --lang id"));
    let stderr = ran.succeeded().stderr;
    assert!(stderr.contains("m.irama ditulis"), "{stderr}");
    let refused = world.irama("inspect nowhere --lang id");
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("tidak ada berkas atau folder nowhere"), "{}", refused.stderr);
}

#[test]
fn manual_pages_come_as_a_file_each() {
    let world = World::new();
    world.irama("man -o share/man1").succeeded();
    for (page, says) in [("irama", "make"), ("irama-make", "minutes"), ("irama-man", "DIR")] {
        let text = world.bytes(&format!("share/man1/{page}.1"));
        assert!(String::from_utf8_lossy(&text).contains(says), "{page} does not say {says}");
    }
    world.write("in_the_way", "");
    world.irama("man -o in_the_way").refused(1, &["in_the_way", "choose another place"]);
}

#[test]
fn help_manual_and_completions_name_every_command() {
    let world = World::new();
    let commands = ["make", "inspect", "train", "compose", "export", "import", "completions"];
    for line in ["--help", "man", "completions bash", "completions zsh", "completions fish"] {
        let text = world.irama(line).succeeded().stdout;
        for command in commands {
            assert!(text.contains(command), "{line} has no {command}");
        }
    }
    for command in commands {
        let help = world.irama(&format!("{command} --help")).succeeded();
        assert!(help.stdout.contains("Usage:") && help.stderr.is_empty(), "{command}");
    }
}
