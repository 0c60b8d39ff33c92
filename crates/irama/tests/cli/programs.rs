//! What other programs get that start this one: lines of JSON, and a way to stop it.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use serde_json::Value;

use crate::world::{TINY, World};

/// The lines on standard error, each a JSON object.
#[track_caller]
fn lines(stderr: &str) -> Vec<Value> {
    let line = |it: &str| serde_json::from_str(it).unwrap_or_else(|error| panic!("{error}: {it}"));
    stderr.lines().map(line).collect()
}

fn at<'a>(lines: &'a [Value], name: &str) -> Vec<&'a Value> {
    lines.iter().filter(|it| it["at"] == name).collect()
}

#[test]
fn all_that_is_told_is_a_line_of_json() {
    let world = World::new();
    world.write("songs/broken.mid", b"MThd no");
    let ran = world.irama(&format!(
        "train songs -o m.irama --log l --epochs 3 --save-every 0.0001 --progress json --json {TINY}"
    ));
    let told = lines(&ran.stderr);
    let result = ran.json();
    let read = at(&told, "reading");
    assert_eq!(
        (&read.last().unwrap()["done"], &read.last().unwrap()["of"]),
        (&7.into(), &7.into())
    );
    let learned = at(&told, "learning");
    assert_eq!(learned.last().unwrap()["done"], learned.last().unwrap()["of"]);
    assert_eq!(learned.last().unwrap()["seconds_left"], 0.0);
    let checks = at(&told, "check");
    assert_eq!(checks.len(), 3);
    assert!(
        checks
            .iter()
            .any(|it| it["is_best"] == true && it["look"]["epoch"] == result["best_epoch"])
    );
    assert!(!at(&told, "saved").is_empty());
    assert!(at(&told, "said").iter().any(|it| it["text"].as_str().unwrap().contains("broken.mid")));

    let ran = world.irama("train nowhere -o m.irama --progress json");
    assert_eq!(ran.code, Some(2));
    let told = lines(&ran.stderr);
    assert!(at(&told, "failed")[0]["text"].as_str().unwrap().contains("nowhere"), "{told:?}");
}

#[test]
fn the_markov_baseline_is_told_once_and_is_that_of_the_model() {
    let world = World::new();
    let ran = world.irama(
        "train songs -o e.irama --units 12 --batch 4 --window 16 --seed 1 --steps 6 --progress json \
         --json",
    );
    let told = lines(&ran.stderr);
    let told = at(&told, "baseline");
    assert_eq!(told.len(), 1);
    assert!(told[0]["nll_per_note"].as_f64().unwrap() > 0.0);
    assert_eq!(told[0]["nll_per_note"], ran.json()["baseline_nll_per_note"]);
}

/// A run that a program has started, which can stop it by closing its standard input.
fn started(world: &World, line: &str) -> Child {
    let mut command = world.command(line);
    command.stdin(Stdio::piped()).spawn().unwrap()
}

#[test]
fn the_end_of_standard_input_stops_a_run_in_order() {
    let line = "train songs -o m.irama --log l --model classic --units 4,3 --window 5 --batch 64 --seed 1 \
                --epochs 1200 --patience 1200 --progress json --stop-with-stdin";
    let world = World::new();
    let mut child = started(&world, line);
    let mut messages = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(messages.any(|it| it.unwrap().contains("\"check\"")));
    drop(child.stdin.take());
    let rest: Vec<String> = messages.map(|it| it.unwrap()).collect();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert!(rest.last().unwrap().contains("the work is saved"), "{rest:?}");
    assert!(world.exists("m.irama.run"));

    // It goes on from there, and as nobody closes anything, to the end.
    let child = started(&world, "train songs -o m.irama --log l --resume --stop-with-stdin -q");
    assert_eq!(wait(child), Some(0));
    assert!(!world.exists("m.irama.run"));
}

/// Waits with standard input still open, and reads what is said.
fn wait(mut child: Child) -> Option<i32> {
    let stdin = child.stdin.take();
    let code = child.wait_with_output().unwrap().status.code();
    drop(stdin);
    code
}

#[test]
fn a_run_whose_standard_input_is_closed_from_the_start_stops_at_once() {
    let world = World::new();
    let ran =
        world.irama(&format!("train songs -o m.irama --epochs 100000 {TINY} --stop-with-stdin"));
    assert_eq!(ran.code, Some(143));
}
