//! Signals, crashes and places that vanish: a run stops in order and goes on to the same bytes.
//!
//! No clock is needed. A run prints more lines than a pipe holds, so that one whose lines are not
//! read cannot end before it is stopped.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::process::ExitStatusExt,
    process::{Child, ChildStderr, Command},
};

use serde_json::Value;

use crate::world::{TINY, World};

/// At least 85 bytes an epoch: 102 kB, where a pipe holds 64.
pub(crate) const TRAIN: &str = "train songs -o m.irama --log l --model classic --units 4,3 --window 5 --batch 64 --seed 1 \
                     --epochs 1200 --patience 1200";

/// A run that is under way, and its messages.
pub(crate) struct Running {
    child: Child,
    messages: BufReader<ChildStderr>,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) rest: String,
}

impl Running {
    pub(crate) fn start(world: &World, line: &str) -> Self {
        let mut child = world.command(line).spawn().unwrap();
        let messages = BufReader::new(child.stderr.take().unwrap());
        Self { child, messages }
    }

    /// Reads on until a message begins like this.
    pub(crate) fn until(mut self, start: &str) -> Self {
        let mut line = String::new();
        while !line.starts_with(start) {
            line.clear();
            let n_bytes = self.messages.read_line(&mut line).unwrap();
            assert!(n_bytes > 0, "the run ended without a message {start:?}");
        }
        self
    }

    pub(crate) fn signal(self, name: &str) -> Self {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        self
    }

    pub(crate) fn end(mut self) -> End {
        let mut rest = String::new();
        self.messages.read_to_string(&mut rest).unwrap();
        let status = self.child.wait().unwrap();
        End { code: status.code(), signal: status.signal(), rest }
    }
}

/// What a run leaves: the model, its log without seconds, and a piece composed with it.
fn left_by(world: &World) -> (Vec<u8>, Vec<Value>, Vec<u8>) {
    assert_eq!(world.names("."), ["l", "m.irama", "songs"], "nothing else is left");
    world.irama("compose -m m.irama -o piece.mid --seed 4").succeeded();
    let log = String::from_utf8(world.bytes("l")).unwrap();
    let row = |line: &str| {
        let mut row: Value = serde_json::from_str(line).unwrap();
        assert!(row.as_object_mut().unwrap().remove("seconds").is_some(), "{line}");
        row
    };
    (world.bytes("m.irama"), log.lines().map(row).collect(), world.bytes("piece.mid"))
}

#[test]
fn stopped_and_killed_runs_go_on_to_the_same_bytes() {
    let whole = World::new();
    // Read to its end, as nothing else would let it end.
    let end = Running::start(&whole, TRAIN).end();
    assert_eq!(end.code, Some(0), "{}", end.rest);
    let expected = left_by(&whole);
    assert_eq!(expected.1.len(), 1200);

    let world = World::new();
    let end = Running::start(&world, TRAIN).until("epoch   3").signal("INT").end();
    assert_eq!((end.code, end.signal), (Some(130), None), "{}", end.rest);
    assert!(end.rest.contains("the work is saved"), "{}", end.rest);
    assert!(world.exists("m.irama.run"));
    let resume = "train songs -o m.irama --log l --resume";
    let end = Running::start(&world, resume).until("going on").until("epoch").signal("TERM").end();
    assert_eq!((end.code, end.signal), (Some(143), None), "{}", end.rest);
    let end = Running::start(&world, TRAIN).until("going on").until("epoch").signal("KILL").end();
    assert_eq!((end.code, end.signal), (None, Some(9)), "{}", end.rest);
    let end = Running::start(&world, resume).until("going on").end();
    assert_eq!(end.code, Some(0), "{}", end.rest);
    let left = left_by(&world);
    assert!(left.0 == expected.0, "the models differ");
    assert_eq!(left.1, expected.1);
    assert!(left.2 == expected.2, "the pieces differ");
}

#[test]
fn a_run_killed_before_it_was_saved_begins_anew() {
    let world = World::new();
    let end = Running::start(&world, TRAIN).until("epoch   2").signal("KILL").end();
    assert_eq!(end.signal, Some(9));
    let line = "train songs -o m.irama --model classic --units 4,3 --window 5 --batch 64 --seed 1 --epochs 2";
    world.irama(&format!("{line} --log l")).succeeded();
    let log = String::from_utf8(world.bytes("l")).unwrap();
    assert_eq!(log.lines().count(), 2, "{log}");
    assert_eq!(world.names("."), ["l", "m.irama", "songs"]);
}

#[test]
fn a_report_that_is_being_written_can_be_stopped() {
    let world = World::new();
    // 50 bytes a file at least: 250 kB, where pipes and buffers hold 128.
    (0..5000).for_each(|it| world.write(&format!("many/{it}.mid"), b"no music"));
    for line in ["inspect many --json", "inspect many -v"] {
        let mut run = Running::start(&world, line);
        let mut report = run.child.stdout.take().unwrap();
        report.read_exact(&mut [0; 100]).unwrap();
        let run = run.signal("INT").until("stopping");
        let mut rest = Vec::new();
        report.read_to_end(&mut rest).unwrap();
        assert!(rest.len() < 140_000, "{line}: {} bytes after the signal", rest.len());
        assert_eq!(run.end().code, Some(130), "{line}");
    }
}

#[test]
fn other_settings_and_files_are_told_apart_when_resuming() {
    let world = World::new();
    Running::start(&world, TRAIN).until("epoch   2").signal("INT").end();
    let saved = world.names("m.irama.run");
    let resume = |rest: &str| world.irama(&format!("train songs -o m.irama --resume {rest}"));
    resume("--batch 9").refused(2, &["--batch 64", "not 9", "leave"]);
    resume("--units 4,3,2").refused(2, &["--units 4,3", "not 4,3,2", "leave"]);
    let other_files = "train songs/1.mid songs/2.mid -o m.irama --resume";
    world.irama(other_files).refused(2, &["files have changed", "same files"]);
    assert_eq!(world.names("m.irama.run"), saved, "the run is still there");
    let anew = world.irama(&format!("train songs -o m.irama --steps 3 {TINY}")).succeeded();
    assert!(anew.stderr.contains("warning: a run with other settings"), "{}", anew.stderr);
    assert!(!world.exists("m.irama.run"));
}

#[test]
fn a_damaged_state_is_put_aside_and_named() {
    let world = World::new();
    Running::start(&world, TRAIN).until("epoch   2").signal("INT").end();
    Running::start(&world, TRAIN).until("epoch").signal("INT").end();
    let states = world.names("m.irama.run");
    assert_eq!(states.len(), 2, "{states:?}");
    let newest = format!("m.irama.run/{}", states[1]);
    let bytes = world.bytes(&newest);
    world.write(&newest, &bytes[..bytes.len() / 2]);
    let end = Running::start(&world, TRAIN).until("warning: the saved state").until("going on");
    let end = end.signal("INT").end();
    assert_eq!(end.code, Some(130), "{}", end.rest);
    assert!(world.exists(&format!("{newest}.bad")));
}

#[test]
fn a_second_signal_ends_a_step_that_takes_long() {
    let world = World::new();
    let line = "train songs -o m.irama --model classic --units 512,512 --window 40 --batch 256 --seed 1 \
                --kernels portable --threads 1";
    // Between the plan and the first step lie microseconds in which the first signal is enough.
    for _ in 0..5 {
        let run = Running::start(&world, line).until("260 windows");
        let end = run.signal("INT").until("saving").signal("TERM").end();
        assert_eq!((end.code, end.signal), (Some(130), None), "{}", end.rest);
        if end.rest.is_empty() {
            assert!(!world.exists("m.irama"));
            return;
        }
    }
    panic!("the second signal never came before the end of a step");
}

#[test]
fn a_second_signal_is_heard_while_nobody_reads_the_messages() {
    let world = World::new();
    let mut run = Running::start(&world, TRAIN).until("epoch   2").signal("INT").signal("TERM");
    // The pipe may be full by now, and is not read before the program is gone.
    assert_eq!(run.child.wait().unwrap().code(), Some(130));
}

#[test]
fn composing_stops_without_a_piece() {
    let world = World::with_model();
    // The program reads its model from a pipe, which opens once it listens to signals, and goes on
    // to compose once the signal is there.
    let pipe = world.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = Running::start(&world, "compose -m pipe -o a.mid --notes 500");
    let mut door = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let run = run.signal("INT").until("stopping");
    door.write_all(&world.bytes("m.irama")).unwrap();
    drop(door);
    let end = run.end();
    assert_eq!((end.code, end.rest.as_str()), (Some(130), ""));
    assert_eq!(world.names("."), ["m.irama", "pipe", "songs"]);
}

#[test]
fn a_place_that_vanishes_is_a_warning_while_learning_and_a_failure_at_the_end() {
    let world = World::new();
    world.write("out/.keep", "");
    let line = TRAIN.replace("m.irama", "out/m.irama").replace(" l ", " out/l ");
    let run = Running::start(&world, &line).until("epoch   2");
    fs::rename(world.path("out"), world.path("gone")).unwrap();
    let end = run.until("warning").end();
    assert_eq!(end.code, Some(1), "{}", end.rest);
    assert!(end.rest.contains("epoch 1200"), "learning went on: {}", end.rest);
    let last = end.rest.lines().last().unwrap();
    assert!(last.starts_with("error: could not write \"out/m.irama\""), "{last}");
    assert!(!world.exists("out"));
    world.irama("compose -m gone/m.irama -o a.mid").succeeded();
}
