//! What the program asks of the system while it loads a model: only that file, and nothing of
//! networks or other programs. Says so and does nothing where `strace` is not there.

use std::process::Command;

use crate::world::World;

/// Calls that open, replace, run or connect.
const CALLS: &str = "trace=execve,connect,bind,open,openat,creat,rename,renameat,unlink,unlinkat";

/// The calls of a command, one a line; `None` without `strace`.
fn trace(world: &World, line: &str) -> Option<Vec<String>> {
    let command = world.command(line);
    let mut traced = Command::new("strace");
    // Cargo names folders for libraries there, which would be looked through.
    traced.env_remove("LD_LIBRARY_PATH");
    traced.args(["-f", "-o", "calls", "-e", CALLS]);
    traced.arg(command.get_program()).args(command.get_args()).current_dir(world.path(""));
    traced.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    assert!(traced.output().ok()?.status.success(), "{line}");
    let calls = String::from_utf8(world.bytes("calls")).unwrap();
    Some(calls.lines().filter(|it| it.contains('(')).map(str::to_owned).collect())
}

#[test]
#[allow(clippy::print_stderr, reason = "whoever runs the tests should know what was left out")]
fn loading_opens_the_named_file_alone() {
    let world = World::with_model();
    for ending in ["keras", "safetensors"] {
        world.irama(&format!("export m.irama -o m.{ending}")).succeeded();
    }
    for (line, name, output) in [
        ("inspect m.irama", "m.irama", None),
        ("import m.keras -o a.irama", "m.keras", Some("a.irama")),
        ("import m.safetensors -o b.irama", "m.safetensors", Some("b.irama")),
    ] {
        let Some(calls) = trace(&world, line) else {
            return eprintln!("left out: there is no strace on this machine");
        };
        let count = |call: &str| calls.iter().filter(|it| it.contains(call)).count();
        assert_eq!((count("execve("), count("connect("), count("bind(")), (1, 0, 0), "{calls:#?}");
        assert!(count(&format!("{name:?}")) > 0, "{calls:#?}");
        for call in calls.iter().filter(|it| !it.contains("execve(")) {
            let is_written = ["O_WRONLY", "O_RDWR", "O_CREAT", "rename", "unlink", "creat("]
                .iter()
                .any(|it| call.contains(it));
            let is_output = output.is_some_and(|it| call.contains(it));
            // Libraries, and what the system says of this process and its processors.
            let is_of_system = ["\"/etc/ld.so", "\"/lib", "\"/usr/lib", "\"/proc/self", "\"/sys/"]
                .iter()
                .any(|it| call.contains(it));
            let is_named = call.contains(&format!("{name:?}")) || call.contains("\".\"");
            assert!(is_output || !is_written && (is_of_system || is_named), "{line}: {call}");
        }
    }
}
