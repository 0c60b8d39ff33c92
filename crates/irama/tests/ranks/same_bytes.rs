//! One process or several, on a run that is stopped or not: one file.

use crate::{
    launch::{CLASSIC, EVENTS, can_launch, launch, run},
    world::World,
};

/// The model of one process that is alone.
pub(crate) fn alone(line: &str) -> Vec<u8> {
    let world = World::new();
    world.irama(line).succeeded();
    world.bytes("m.irama")
}

#[test]
fn any_number_of_ranks_writes_the_same_model() {
    if !can_launch() {
        return;
    }
    for line in [format!("{EVENTS} --steps 12"), format!("{CLASSIC} --steps 12")] {
        let expected = alone(&line);
        for n in [1, 2, 4] {
            let world = World::new();
            let end = run(&world, n, &line).succeeded();
            assert!(world.bytes("m.irama") == expected, "{n} ranks: {line}");
            assert_eq!(end.messages.matches("wrote m.irama").count(), 1, "{}", end.messages);
            assert_eq!(world.names(""), world_names(n), "nothing else is left");
        }
    }
}

#[test]
fn ranks_that_learn_from_shards_write_the_same_model() {
    if !can_launch() {
        return;
    }
    let line = format!("{EVENTS} --steps 12");
    let expected = alone(&line);
    let line = line + " --shards kept";
    let world = World::new();
    // The second time, shards are there already.
    for n in [2, 4, 1] {
        let end = run(&world, n, &line).succeeded();
        assert!(world.bytes("m.irama") == expected, "{n} ranks");
        assert_eq!(end.messages.matches("read 6 files").count(), 1, "{}", end.messages);
    }
    // A host that does not see the folder of the other one builds its own.
    let world = World::new();
    for name in world.names("songs") {
        world.write(&format!("elsewhere/songs/{name}"), world.bytes(&format!("songs/{name}")));
    }
    launch(&world, &[("", line.as_str()), ("cd elsewhere;", line.as_str())]).end().succeeded();
    assert!(world.bytes("m.irama") == expected);
    assert_eq!(world.names("kept"), world.names("elsewhere/kept"));
}

fn world_names(n: usize) -> Vec<String> {
    let pids = (0..n).map(|it| format!("pid.{it}"));
    ["m.irama".to_owned()].into_iter().chain(pids).chain(["songs".to_owned()]).collect()
}

#[test]
fn minutes_become_steps_once_for_all_ranks() {
    if !can_launch() {
        return;
    }
    // On a machine that is too busy the clock ends a run before its last step.
    let learned = ["0.01", "0.03", "0.1", "0.3"].into_iter().find_map(|minutes| {
        let world = World::new();
        let end = run(&world, 2, &format!("{EVENTS} --minutes {minutes}")).succeeded();
        (!end.messages.contains("the time was over")).then_some((world, end))
    });
    let (world, end) = learned.expect("a run that takes all its steps");
    let told = end.messages.split("--steps ").nth(1).unwrap();
    let n: u64 = told.split_whitespace().next().unwrap().parse().unwrap();
    let steps = alone(&format!("{EVENTS} --steps {n}"));
    // The settings name the minutes; the weights behind them are the same.
    let (ours, theirs) = (world.bytes("m.irama"), steps);
    let tail = ours.len().min(theirs.len()) / 2;
    assert!(ours[ours.len() - tail..] == theirs[theirs.len() - tail..]);
}

#[test]
fn a_stopped_run_goes_on_with_other_numbers_of_ranks() {
    if !can_launch() {
        return;
    }
    let line = format!("{CLASSIC} --epochs 1200 --patience 1200");
    let expected = alone(&line);
    let world = World::new();
    for (n, epoch) in [(2, "epoch   3"), (4, "epoch"), (1, "epoch")] {
        // The launcher gives ranks a second to save.
        let end = launch(&world, &vec![("", line.as_str()); n]).until(epoch);
        let end = end.signal(&world, "TERM", None).end();
        assert_ne!(end.code, Some(0));
        assert!(world.exists("m.irama.run"), "{}", end.messages);
    }
    let end = run(&world, 2, &line).succeeded();
    assert!(end.messages.contains("going on after"), "{}", end.messages);
    assert!(world.bytes("m.irama") == expected);
}
