//! R15: each call that can fail, fails once, in turn. The model is then the old one, or one that was
//! learned; nobody is told of a success that was none.

use irama_model::Model;

use super::{
    figure,
    strace::{can_trace, traced},
};
use crate::world::{TINY, World};

/// Calls, and how they fail.
const FAULTS: [(&str, &str); 6] = [
    ("openat", "ENOSPC"),
    ("write", "ENOSPC"),
    ("fsync", "EIO"),
    ("rename", "EACCES"),
    ("mkdir", "EROFS"),
    ("unlink", "EACCES"),
];
/// Calls of a kind in one run, at most.
const LIMIT: usize = 500;

#[test]
fn r15_each_call_that_fails_leaves_a_whole_model_and_no_false_success() {
    if !can_trace("R15") {
        return;
    }
    let world = World::with_model();
    let old = world.bytes("m.irama");
    let train =
        format!("train songs -o m.irama --steps 5 --save-every 0 --no-cache --threads 1 {TINY}");
    world.irama(&train).succeeded();
    let new = world.bytes("m.irama");
    assert!(new != old);
    let (mut n_failed, mut n_warned, mut n_refused) = (0, 0, 0);
    for (call, error) in FAULTS {
        for nth in 1.. {
            assert!(nth < LIMIT, "{call} has no end");
            // What an earlier round left would be gone on from.
            let _ = std::fs::remove_dir_all(world.path("m.irama.run"));
            world.write("m.irama", &old);
            let inject = format!("inject={call}:error={error}:when={nth}");
            let trace = format!("trace={call}");
            let (ran, calls) = traced(&world, &train, &["-e", &trace, "-e", &inject]);
            if !calls.iter().any(|it| it.contains("(INJECTED)")) {
                break;
            }
            n_failed += 1;
            let place = format!("{call} number {nth}");
            let left = world.bytes("m.irama");
            assert!(Model::from_bytes(&left).is_ok(), "{place} left a broken model");
            let Some(ran) = ran else { continue };
            match ran.code {
                // A song that could not be read is named, and the others are learned from.
                Some(0) if ran.stderr.contains("could not be read") => (),
                Some(0) => {
                    assert!(left == new, "{place}: success without the model\n{}", ran.stderr)
                }
                Some(1 | 2) => {
                    n_refused += 1;
                    assert!(ran.stderr.contains("error: "), "{place}: {}", ran.stderr);
                }
                // Memory and threads that the system refuses end a program before it can speak.
                other => assert!(other == Some(101) && calls.len() < 40, "{place}: {}", ran.stderr),
            }
            n_warned += usize::from(ran.code == Some(0) && ran.stderr.contains("warning: "));
        }
    }
    assert!(n_failed > 50 && n_warned > 5 && n_refused > 5, "{n_failed} {n_warned} {n_refused}");
    figure(
        "R15",
        &format!(
            "{n_failed} calls failed in turn: {n_warned} warnings and the learning went on, \
             {n_refused} clear errors, no broken model, no false success"
        ),
    );
}
