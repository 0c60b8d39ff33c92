//! Ranks that are killed, that differ, that cannot read or write.

use std::fs;

use assert_cmd::cargo::cargo_bin;

use crate::{
    disk::SmallDisk,
    launch::{CLASSIC, EVENTS, Launched, can_launch, launch, run},
    same_bytes::alone,
    world::World,
};

#[test]
fn a_killed_rank_ends_the_run_which_goes_on_from_its_last_save() {
    if !can_launch() {
        return;
    }
    let line = format!("{EVENTS} --steps 60 --patience 60 --save-every 0");
    let expected = alone(&line);
    for rank in [0, 1, 3] {
        let world = World::new();
        let ranks = launch(&world, &[("", line.as_str()); 4]).until("step     10");
        let end = ranks.signal(&world, "KILL", Some(rank)).end();
        end.failed_with("exited on signal 9");
        assert!(world.exists("m.irama.run"));
        let end = run(&world, 2, &line).succeeded();
        assert!(end.messages.contains("going on after"), "{}", end.messages);
        assert!(world.bytes("m.irama") == expected, "rank {rank}");
    }
}

#[test]
fn a_rank_that_stands_still_ends_the_run() {
    if !can_launch() {
        return;
    }
    let world = World::new();
    let line = format!("{CLASSIC} --epochs 1200 --patience 1200 --save-every 0");
    let ranks = launch(&world, &[("", line.as_str()), ("", line.as_str())]).until("epoch   3");
    // As a host that is cut off: it neither ends nor answers.
    let end = ranks.signal(&world, "STOP", Some(1)).end();
    end.failed_with("rank 1 has given no sign of life");
    assert!(world.exists("m.irama.run"));
}

#[test]
fn ranks_with_other_settings_refuse_to_start() {
    if !can_launch() {
        return;
    }
    let world = World::new();
    let lines = [format!("{EVENTS} --steps 5"), format!("{EVENTS} --steps 6")];
    let end = launch(&world, &[("", lines[0].as_str()), ("", lines[1].as_str())]).end();
    let end = end.failed_with("rank 1 has other settings than rank 0");
    assert_eq!(end.messages.matches("error: ").count(), 1, "{}", end.messages);
    assert!(!world.exists("m.irama"));
}

#[test]
fn a_rank_with_other_files_or_none_ends_all() {
    if !can_launch() {
        return;
    }
    let world = World::new();
    world.song("elsewhere/songs/0.mid", &[60, 62, 64, 65, 67, 69, 71, 72]);
    world.song("elsewhere/songs/1.mid", &[60, 62, 64, 65, 67, 69, 71, 60]);
    world.write("nowhere/none", b"");
    for (folder, words) in [("elsewhere", "rank 1 has read other files"), ("nowhere", "rank 1 on ")]
    {
        let line = format!("{EVENTS} --steps 5");
        let before = format!("cd {folder};");
        let end = launch(&world, &[("", line.as_str()), (&before, line.as_str())]).end();
        let end = end.failed_with(words);
        assert_eq!(end.messages.matches("error: ").count(), 1, "{}", end.messages);
        assert!(!world.exists("m.irama"));
    }
}

#[test]
fn a_folder_that_vanishes_is_told_and_the_same_command_begins_anew() {
    if !can_launch() {
        return;
    }
    let world = World::new();
    world.write("place/other", b"");
    let line = CLASSIC.replace("m.irama", "place/m.irama") + " --epochs 1200 --patience 1200";
    let ranks = launch(&world, &[("", line.as_str()), ("", line.as_str())]).until("epoch   3");
    std::fs::rename(world.path("place"), world.path("gone")).unwrap();
    let end = ranks.end();
    end.failed_with("could not write");
    std::fs::rename(world.path("gone"), world.path("place")).unwrap();
    run(&world, 2, &line).succeeded();
}

/// Ranks on a disk that is full by their third epoch, with their command and the model that they would have made.
fn on_full_disk(world: &World) -> Option<(SmallDisk, Launched, String, Vec<u8>)> {
    let disk = SmallDisk::at(world.path("place"))?;
    let line = format!("{CLASSIC} --epochs 1200 --patience 1200 --save-every 0");
    let expected = alone(&line);
    let line = line.replace("m.irama", "place/m.irama");
    let ranks = launch(world, &[("", line.as_str()), ("", line.as_str())]).until("epoch   3");
    disk.fill();
    Some((disk, ranks, line, expected))
}

#[test]
fn a_full_disk_is_told_and_the_run_goes_on_to_the_same_model() {
    if !can_launch() {
        return;
    }
    let world = World::new();
    let Some((disk, ranks, _, expected)) = on_full_disk(&world) else { return };
    let ranks = ranks.until("warning: could not write");
    disk.clear();
    let end = ranks.end().succeeded();
    assert!(world.bytes("place/m.irama") == expected, "{}", end.messages);
}

#[test]
fn a_disk_that_stays_full_is_the_error_and_the_same_command_goes_on() {
    if !can_launch() {
        return;
    }
    let world = World::new();
    let Some((disk, ranks, line, expected)) = on_full_disk(&world) else { return };
    let end = ranks.end().failed_with("error: could not write");
    assert_eq!(end.messages.matches("error: ").count(), 1, "{}", end.messages);
    disk.clear();
    let end = run(&world, 2, &line).succeeded();
    assert!(end.messages.contains("going on after"), "{}", end.messages);
    assert!(world.bytes("place/m.irama") == expected);
}

#[test]
fn ranks_of_other_versions_refuse_to_start() {
    if !can_launch() {
        return;
    }
    let world = World::new();
    // Another version is this program with another number in it.
    let own = env!("CARGO_PKG_VERSION");
    let other = own[..own.len() - 1].to_owned() + if own.ends_with('9') { "8" } else { "9" };
    let mut program = fs::read(cargo_bin("irama")).unwrap();
    let places: Vec<usize> = program
        .windows(own.len())
        .enumerate()
        .filter(|it| it.1 == own.as_bytes())
        .map(|it| it.0)
        .collect();
    places.iter().for_each(|it| program[*it..it + own.len()].copy_from_slice(other.as_bytes()));
    // Copied first, so that it may be run as the one that it came from.
    fs::copy(cargo_bin("irama"), world.path("other")).unwrap();
    world.write("other", program);

    let line = format!("{EVENTS} --steps 5");
    let before = format!("exec ./other {line};");
    let end = launch(&world, &[("", line.as_str()), (&before, "")]).end();
    let end = end.failed_with(&format!("rank 1 is irama {other}, but rank 0 is {own}"));
    assert_eq!(end.messages.matches("error: ").count(), 1, "{}", end.messages);
    assert!(!world.exists("m.irama"));
}

#[test]
fn commands_that_do_not_learn_refuse_several_ranks() {
    if !can_launch() {
        return;
    }
    let world = World::new();
    run(&world, 2, "inspect songs").failed_with("only train runs on several ranks");
}

#[test]
fn without_mpi_several_processes_refuse_to_write_one_model() {
    if cfg!(feature = "mpi") {
        return;
    }
    let world = World::new();
    let mut command = world.command(&format!("{EVENTS} --steps 5"));
    let output = command.env("OMPI_COMM_WORLD_SIZE", "2").output().unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(messages.contains("--features mpi"), "{messages}");
    assert!(!world.exists("m.irama"));
}
