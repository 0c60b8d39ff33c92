//! R32: the studio calls nobody, whatever it does; and its page names nobody else.

use std::{fs, path::Path, process::Command};

use serde_json::json;

use crate::world::{World, tiny};

/// Names of formats, which nothing is loaded from.
const FORMATS: [&str; 2] = ["http://www.w3.org/", "https://www.w3.org/"];

#[test]
fn r32_no_file_of_the_page_names_another_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../irama-studio");
    for folder in ["web", "docs-page"] {
        for path in files(&root.join(folder)) {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            for start in ["http://", "https://", "//cdn", "ws://", "wss://"] {
                for (at, _) in text.match_indices(start) {
                    let named = &text[at..];
                    let is_format = FORMATS.iter().any(|it| named.starts_with(it));
                    let line: String = named.chars().take(60).collect();
                    assert!(is_format || is_example(named), "{}: {line}", path.display());
                }
            }
        }
    }
}

/// What stands in a text for people: this machine.
fn is_example(named: &str) -> bool {
    ["http://localhost", "http://127.0.0.1"].iter().any(|it| named.starts_with(it))
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}

#[cfg(target_os = "linux")]
#[test]
fn r32_nothing_that_the_studio_does_opens_a_way_out() {
    let probe = Command::new("strace").args(["-qq", "-e", "trace=none", "true"]).output();
    if !probe.is_ok_and(|it| it.status.success()) {
        println!("R32: skipped: strace is not installed, or may not trace here");
        return;
    }
    let world = World::new();
    let log = world.folder.path().join("strace.log");
    let running = world.start_traced(&log);
    let collection = running.collection(&world.archive());
    let (model, _) = running.learn(&collection, &tiny(30));
    running.until(&format!("/api/models/{model}"), |it| it["state"] == "ready");
    let asked = json!({ "model": model, "brief": { "bars": 2 } });
    let song = running.post("/api/compose?wait=true", &asked)["songs"][0]["id"].clone();
    let song = song.as_str().unwrap();
    for what in ["midi", "wav", "stems/0", "roll.svg", "report.html"] {
        assert_eq!(running.send("GET", &format!("/api/songs/{song}/{what}"), "", b"").0, 200);
    }
    drop(running);
    let calls = fs::read_to_string(&log).unwrap();
    let outward: Vec<&str> =
        calls.lines().filter(|it| it.contains("connect(") && it.contains("AF_INET")).collect();
    println!("R32: {} calls to connect or look up a name", outward.len());
    assert_eq!(outward, Vec::<&str>::new());
}
