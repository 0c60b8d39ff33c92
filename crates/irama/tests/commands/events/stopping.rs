//! Signals and crashes: a run stops in order and goes on to the same bytes.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStderr, Command, Stdio},
};

use super::{TINY, all_refused, with_band, with_model};
use crate::workshop::{Workshop, without_seconds};

/// A run that is under way, and what it says.
pub(super) struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Running {
    pub(super) fn start(workshop: &Workshop, line: &str) -> Self {
        let mut command = workshop.irama(line.split_whitespace());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stderr }
    }

    /// Reads on until a line begins with `words`.
    #[track_caller]
    pub(super) fn wait_for(&mut self, words: &str) {
        let mut line = String::new();
        while !line.starts_with(words) {
            line.clear();
            assert!(self.stderr.read_line(&mut line).unwrap() > 0, "no {words:?}");
        }
    }

    pub(super) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// The exit code and the rest of what was said.
    pub(super) fn end(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.stderr.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

/// Long enough that something can happen in the middle.
fn long_run() -> String {
    format!("train band {TINY} -o m.irama --log l --steps 400 --patience 400")
}

#[test]
fn stopped_and_killed_runs_go_on_to_the_same_bytes() {
    let whole = with_band();
    whole.run_well(&long_run());
    let workshop = with_band();
    let mut run = Running::start(&workshop, &long_run());
    run.wait_for("step ");
    run.signal("INT");
    let (code, said) = run.end();
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("the work is saved"), "{said}");
    let resume = "train band -o m.irama --log l --resume";
    for (line, name, expected) in
        [(resume.to_owned(), "TERM", Some(143)), (long_run(), "KILL", None)]
    {
        let mut run = Running::start(&workshop, &line);
        run.wait_for("going on after ");
        run.wait_for("step ");
        run.signal(name);
        assert_eq!(run.end().0, expected);
    }
    let last = workshop.run_well(resume);
    assert!(last.stderr.contains("going on after "), "{}", last.stderr);
    assert!(workshop.read("m.irama") == whole.read("m.irama"), "the models differ");
    assert_eq!(without_seconds(&workshop.read("l")), without_seconds(&whole.read("l")));
    assert!(!workshop.has("m.irama.run"));
}

#[test]
fn other_settings_files_and_kinds_are_told_apart_when_resuming() {
    let workshop = with_band();
    let mut run = Running::start(&workshop, &long_run());
    run.wait_for("step ");
    run.signal("INT");
    assert_eq!(run.end().0, Some(130));
    let resume = |rest: &str| format!("train band -o m.irama --resume {rest}");
    all_refused(
        &workshop,
        &[
            (&resume("--batch 9"), &["--batch 4", "not 9", "leave"]),
            (&resume("--units 13"), &["--units 12", "not 13", "leave"]),
            (&resume("--steps 3"), &["--steps 400", "not 3", "leave"]),
            (&resume("--held-out 0.3"), &["--held-out 0.1", "not 0.3", "leave"]),
            (&resume("--model classic"), &["no run"]),
            ("train loops -o m.irama --resume", &["have changed", "same files"]),
        ],
    );
    assert!(workshop.has("m.irama.run"), "the run is still there");
    let again = format!("train band -o m.irama --steps 3 {TINY}");
    let classic = "train loops -o m.irama --model classic --units 4 --window 5 --steps 3";
    let states: Vec<_> = fs::read_dir(workshop.path("m.irama.run")).unwrap().collect();
    let state = fs::read(states[0].as_ref().unwrap().path()).unwrap();
    for line in [&again, classic] {
        // The first one has removed it.
        fs::create_dir_all(workshop.path("m.irama.run")).unwrap();
        workshop.write("m.irama.run/000000000007.run", &state);
        let said = workshop.run_well(line).stderr;
        assert!(said.contains("warning: a run with other settings or files"), "{said}");
        assert_eq!(said.matches("warning").count(), 1, "{said}");
    }
    assert!(!workshop.has("m.irama.run"));
}

#[test]
fn a_run_without_a_seed_keeps_the_seed_that_it_drew() {
    let workshop = with_band();
    let line = "train band -o m.irama --units 12 --batch 4 --window 16 --steps 400 --patience 400";
    let mut run = Running::start(&workshop, line);
    run.wait_for("step ");
    run.signal("INT");
    assert_eq!(run.end().0, Some(130));
    let mut run = Running::start(&workshop, line);
    run.wait_for("going on after ");
    run.signal("INT");
    assert_eq!(run.end().0, Some(130));
}

#[test]
fn composing_stops_without_a_piece() {
    let workshop = with_model();
    // The program reads its model from a pipe, which opens once it listens to signals, and goes on
    // to compose once the signal is there.
    let pipe = workshop.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut run = Running::start(&workshop, "compose -m pipe -o a.mid --bars 1000");
    let mut door = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    run.signal("INT");
    run.wait_for("stopping");
    door.write_all(&workshop.read("m.irama")).unwrap();
    drop(door);
    assert_eq!(run.end(), (Some(130), String::new()));
    assert!(!workshop.has("a.mid"));
}
