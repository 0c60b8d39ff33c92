//! R8 and R12: what hostile archives and models make the program touch.

use std::io::Write;

use super::{
    figure,
    strace::{can_trace, traced},
};
use crate::world::World;

/// Calls that change a disk, reach another machine or start a program.
const CALLS: &str = "trace=openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,\
                     symlinkat,unlink,unlinkat,truncate,connect,bind,sendto,execve";

/// The calls that did more than look: files opened for writing, names made or taken away, sockets, and
/// programs after the first.
fn deeds(calls: &[String]) -> Vec<&String> {
    let is_deed = |call: &&String| {
        let name = call.split('(').next().unwrap_or_default();
        let is_harmless = call.contains("\"/dev/null\"") || call.contains("\"/dev/tty\"");
        let is_looking = name == "openat"
            && !["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|it| call.contains(it));
        !(is_harmless || is_looking || call.starts_with("+++") || call.starts_with("---"))
    };
    calls.iter().skip_while(|it| !it.starts_with("execve")).skip(1).filter(is_deed).collect()
}

/// Names that lead out, confuse or overflow.
fn hostile_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "../a.mid",
        "../../../../tmp/b.mid",
        "/c.mid",
        "//d.mid",
        "C:\\e.mid",
        "C:/f.mid",
        "\\\\?\\C:\\g.mid",
        "\\\\server\\share\\h.mid",
        "..\\i.mid",
        "x/../../j.mid",
        "x/..\\..\\k.mid",
        "./../l.mid",
        "m\0.mid",
        "CON.mid",
        "aux.mid",
        "NUL.mid",
        "COM1.mid",
        "x/LPT1.mid",
        "n.mid:stream",
        "~/o.mid",
        "p\n\u{1b}[31m.mid",
        "\u{202e}q.mid",
    ]
    .map(String::from)
    .into();
    names.push("deep/".repeat(10_000) + "r.mid");
    names.push("s".repeat(60_000) + ".mid");
    names
}

#[test]
fn r8_hostile_archives_are_named_and_nothing_is_written() {
    if !can_trace("R8") {
        return;
    }
    let world = World::new();
    let song = world.bytes("songs/0.mid");
    let names = hostile_names();
    assert_eq!(names.len(), 24);
    for (idx, name) in names.iter().enumerate() {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(&song).unwrap();
        world.write("evil.zip", archive.finish().unwrap().into_inner());
        let line = "inspect evil.zip --json --no-cache";
        let (ran, calls) = traced(&world, line, &["-e", CALLS]);
        let ran = ran.unwrap();
        assert!(matches!(ran.code, Some(0 | 2)), "{idx}: {}", ran.stderr);
        let deeds = deeds(&calls);
        assert!(deeds.is_empty(), "{idx}: {deeds:?}");
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
        let is_named = report["files"].as_array().is_some_and(|it| it.len() == 1);
        assert!(is_named || ran.stderr.contains("error: "), "{idx}: {}", ran.stdout);
        assert!(!ran.stdout.contains('\u{1b}') && !ran.stdout.contains('\u{202e}'));
    }
    figure("R8", "24 hostile archives: every entry named, no call that writes");
}

#[test]
fn r12_a_model_is_read_and_nothing_else_is_touched() {
    if !can_trace("R12") {
        return;
    }
    let world = World::with_model();
    for ending in ["keras", "safetensors"] {
        world.irama(&format!("export m.irama -o m.{ending}")).succeeded();
    }
    let here = world.path("").display().to_string();
    for (line, read, written) in [
        ("inspect m.irama --json", "m.irama", None),
        ("compose -m m.irama -o a.mid --seed 1", "m.irama", Some("a.mid")),
        ("import m.keras -o a.irama", "m.keras", Some("a.irama")),
        ("import m.safetensors -o b.irama", "m.safetensors", Some("b.irama")),
    ] {
        let (ran, calls) = traced(&world, line, &["-e", CALLS]);
        ran.unwrap().succeeded();
        let is_output = |it: &String| written.is_some_and(|output| it.contains(output));
        let others = deeds(&calls).into_iter().filter(|it| !is_output(it));
        assert_eq!(others.collect::<Vec<_>>(), Vec::<&String>::new(), "{line}");
        let own = calls.iter().filter(|it| it.contains(&here) || !it.contains("\"/"));
        let strange = own.filter(|it| {
            let is_read = it.contains(&format!("\"{read}\"")) || it.contains("\".\"");
            it.starts_with("openat") && !is_read && !is_output(it)
        });
        assert_eq!(strange.collect::<Vec<_>>(), Vec::<&String>::new(), "{line}");
    }
    for name in FORBIDDEN {
        let lock = include_str!("../../../../../Cargo.lock");
        assert!(!lock.contains(&format!("name = \"{name}\"")), "{name} is in the tree");
    }
    figure("R12", "no socket, no program, no write but the asked-for file, no pickle or C reader");
}

/// Readers that run code, or C code, on a stranger's bytes.
const FORBIDDEN: [&str; 6] = ["serde-pickle", "hdf5", "hdf5-sys", "hdf5-metno", "pyo3", "rhai"];
