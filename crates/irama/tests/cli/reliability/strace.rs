//! The program under `strace`: every call of a kind, and calls that are made to fail.

use std::{
    fs,
    process::{Command, Stdio},
};

use super::figure;
use crate::world::{Ran, World};

/// Whether `strace` is here and may trace; where it may not, says that the row is skipped.
pub(super) fn can_trace(row: &str) -> bool {
    let probe = Command::new("strace").args(["-qq", "-e", "trace=none", "true"]).output();
    let can = probe.is_ok_and(|it| it.status.success());
    if !can {
        figure(row, "skipped: strace is not installed, or may not trace here");
    }
    can
}

/// Runs the program with the arguments of `line` under `strace` with `options`; returns what it did and
/// the calls, one a line, in the order in which they ended. `None`: a call that was to fail kept the
/// program from starting.
pub(super) fn traced(world: &World, line: &str, options: &[&str]) -> (Option<Ran>, Vec<String>) {
    let log = world.path("strace.log");
    let command = world.command(line);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o"]).arg(&log).args(options);
    strace.arg(command.get_program()).args(command.get_args());
    strace.current_dir(command.get_current_dir().unwrap());
    strace.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = strace.stdin(Stdio::null()).output().unwrap();
    let calls = whole_calls(&String::from_utf8_lossy(&fs::read(&log).unwrap()));
    fs::remove_file(&log).unwrap();
    let ran = Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    let has_started = !ran.stderr.contains("error while loading shared libraries");
    (has_started.then_some(ran), calls)
}

/// Calls without the process that made them; those that another thread's call cut in two are joined.
fn whole_calls(log: &str) -> Vec<String> {
    let mut begun: Vec<(&str, &str)> = Vec::new();
    let mut calls = Vec::new();
    for line in log.lines() {
        let (process, call) = line.trim_start().split_once(' ').unwrap_or(("", line));
        let call = call.trim_start();
        if let Some(start) = call.strip_suffix(" <unfinished ...>") {
            begun.push((process, start));
        } else if let Some((_, end)) = call.split_once(" resumed>") {
            let idx = begun.iter().position(|it| it.0 == process);
            let start = idx.map_or("", |it| begun.swap_remove(it).1);
            calls.push(format!("{start}{end}"));
        } else if !call.starts_with("???(") {
            // So `strace` marks a thread that was gone before it could be asked what it called.
            calls.push(call.to_owned());
        }
    }
    calls
}
