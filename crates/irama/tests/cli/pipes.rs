//! Readers that go away, and outputs that are closed or full.

use std::process::Stdio;

use crate::world::World;

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let world = World::with_model();
    for line in [
        "man",
        "--help",
        "completions zsh",
        "inspect songs --json",
        "inspect m.irama --json",
        "compose -m m.irama -o a.mid --json",
    ] {
        let mut child = world.command(line).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}: {stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains("error"), "{line}: {stderr}");
    }
    assert!(world.exists("a.mid"), "the piece is written although nobody read the report");
}

#[test]
fn learning_goes_on_when_nobody_reads_the_messages() {
    let world = World::new();
    let line = "train songs -o m.irama --model classic --units 4 --window 5 --epochs 3 --seed 1";
    let mut child = world.command(line).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
    assert!(world.exists("m.irama"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_is_a_failure() {
    let world = World::new();
    for line in ["man", "inspect songs"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = world.command(line).stdout(Stdio::from(full)).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{line}");
        assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: "), "{line}");
    }
}
