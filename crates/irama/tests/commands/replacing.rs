//! Runs that take the place of others, and places that take nothing any more.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStderr, Command, Stdio},
};

use crate::workshop::{TINY, Workshop};

/// A run that is under way, and what it says.
struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Running {
    /// Long enough that something can happen in the middle.
    fn start(workshop: &Workshop, options: &str) -> Self {
        let line = long_run(options);
        let mut command = workshop.irama(line.split_whitespace());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stderr }
    }

    /// Reads on until `times` lines were said that contain `words`.
    #[track_caller]
    fn wait_for(&mut self, words: &str, times: usize) {
        let mut said = String::new();
        while said.matches(words).count() < times {
            assert!(self.stderr.read_line(&mut said).unwrap() > 0, "no {words:?} in {said}");
        }
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// The exit code and the rest of what was said.
    fn end(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.stderr.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

fn long_run(options: &str) -> String {
    format!("train loops {} --steps 3000 -o m.irama {options}", TINY.join(" "))
}

#[test]
fn a_new_run_is_not_mistaken_for_the_longer_one_that_it_replaces() {
    let workshop = Workshop::new();
    for (options, n_epochs) in [("--dropout 0.1", 30), ("--dropout 0.2", 2)] {
        let mut run = Running::start(&workshop, options);
        run.wait_for("epoch ", n_epochs);
        run.signal("HUP");
        let (code, said) = run.end();
        assert_eq!(code, Some(129), "{said}");
        assert!(said.contains("saving…") && said.contains("the work is saved"), "{said}");
    }
    let resumed = workshop.run_well(&long_run("--resume --dropout 0.2"));
    assert!(resumed.stderr.contains("going on after "), "{}", resumed.stderr);
    let settings = &workshop.run_well("inspect m.irama --json").json()["settings"];
    assert_eq!(settings["dropout"].to_string(), "0.2");
}

#[test]
fn a_run_over_other_files_takes_the_place_of_the_old_one() {
    let workshop = Workshop::new();
    let mut run = Running::start(&workshop, "");
    run.wait_for("epoch ", 2);
    run.signal("INT");
    assert_eq!(run.end().0, Some(130));
    fs::remove_file(workshop.path("loops/07.mid")).unwrap();
    let anew = workshop.run_well(&long_run("--json"));
    assert!(anew.stderr.contains("it is replaced"), "{}", anew.stderr);
    assert_eq!(anew.json()["notes"], 11 * 60);
    assert!(!workshop.has("m.irama.run"));
}

#[test]
fn a_model_that_cannot_be_written_is_written_by_the_next_run_without_learning_anew() {
    let workshop = Workshop::new();
    let mut run = Running::start(&workshop, "");
    run.wait_for("epoch ", 3);
    // A folder with the name of the partial file: nothing can be written beside the model.
    let partial = workshop.path(".m.irama.partial");
    while fs::create_dir(&partial).is_err() {
        // The run was just writing there.
        run.wait_for("epoch ", 1);
    }
    run.wait_for("learning goes on and will try again", 1);
    let (code, said) = run.end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.lines().last().unwrap().starts_with("error: could not write"), "{said}");
    assert!(workshop.has("m.irama.run"), "the state of the run is kept");
    fs::remove_dir(&partial).unwrap();
    let last = workshop.run_well(&long_run("--resume"));
    assert!(!last.stderr.contains("\nepoch "), "{}", last.stderr);
    workshop.run_well("compose -m m.irama -o a.mid --notes 3 -q");
}
