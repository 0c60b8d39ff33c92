//! R13: killed at random instants, a run goes on and ends in the same bytes.

use std::{
    fs,
    thread::sleep,
    time::{Duration, SystemTime},
};

use super::figure;
use crate::world::World;

/// Kills in all, and seconds between two saves.
const N_KILLS: usize = 200;
const SAVE_EVERY: f64 = 0.05;
const TRAIN: &str = "train songs -o m.irama --model classic --units 24,16 --window 12 --batch 8 --seed 1 \
                     --epochs 60 --patience 60 --threads 1 --save-every 0.05";

#[test]
fn r13_killed_at_any_instant_a_run_goes_on_to_the_same_bytes() {
    let world = World::new();
    world.irama(TRAIN).succeeded();
    let expected = world.bytes("m.irama");
    fs::remove_file(world.path("m.irama")).unwrap();
    let (mut n_kills, mut n_ends, mut worst, mut most_partials) = (0, 0, 0.0_f64, 0);
    let mut state = 1_u64;
    while n_kills < N_KILLS {
        let begin = SystemTime::now();
        let mut child = world.command(TRAIN).spawn().unwrap();
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        sleep(Duration::from_millis(15 + (state >> 33) % 150));
        if child.try_wait().unwrap().is_some_and(|it| it.success()) {
            n_ends += 1;
            assert!(world.bytes("m.irama") == expected, "the models differ after {n_kills} kills");
            assert_eq!(world.names("."), ["m.irama", "songs"]);
            fs::remove_file(world.path("m.irama")).unwrap();
            continue;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        n_kills += 1;
        if let Ok(entries) = fs::read_dir(world.path("m.irama.run")) {
            let entries: Vec<_> = entries.map(|it| it.unwrap()).collect();
            let is_state = |it: &&fs::DirEntry| it.path().extension().is_some_and(|it| it == "run");
            let times = entries.iter().filter(is_state).map(|it| it.metadata().unwrap().modified());
            let newest = times.map(Result::unwrap).max();
            // Work since the last save, or since the start where that came later.
            let since = newest.map_or(begin, |it| it.max(begin));
            let lost = SystemTime::now().duration_since(since).unwrap_or_default().as_secs_f64();
            worst = worst.max(lost);
            let is_partial =
                |it: &&fs::DirEntry| it.file_name().to_string_lossy().ends_with(".partial");
            most_partials = most_partials.max(entries.iter().filter(is_partial).count());
        }
    }
    let end = world.irama(TRAIN).succeeded();
    assert!(world.bytes("m.irama") == expected, "the models differ: {}", end.stderr);
    assert!(most_partials <= 1, "{most_partials} partial files");
    // What a busy machine adds to an interval is not work that was lost.
    assert!(worst < SAVE_EVERY + 2.0, "{worst} s of work were lost");
    figure(
        "R13",
        &format!(
            "{n_kills} kills, {} runs to the same bytes; at most {:.0} ms since the last save or the start, \
             {most_partials} stray file",
            n_ends + 1,
            1000.0 * worst
        ),
    );
}
