//! R21 and R22: a run that is told to stop, and one that goes on for half an hour.

use std::{
    fs,
    thread::sleep,
    time::{Duration, Instant},
};

use super::figure;
use crate::{
    stopping::{Running, TRAIN},
    world::World,
};

/// Rounds of each signal.
const N_ROUNDS: usize = 5;

/// The largest of some times in milliseconds.
fn worst(times: &[f64]) -> f64 {
    times.iter().copied().fold(0.0, f64::max) * 1000.0
}

#[test]
fn r21_a_signal_is_answered_at_once_and_ends_in_order() {
    let (mut words, mut ends) = (Vec::new(), Vec::new());
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        for round in 0..N_ROUNDS {
            let world = World::new();
            let run = Running::start(&world, TRAIN).until("epoch   2");
            // One that was halted for a while hears just as well.
            let run = if round == 0 {
                let run = run.signal("STOP");
                sleep(Duration::from_millis(100));
                run.signal("CONT")
            } else {
                run
            };
            let begin = Instant::now();
            let run = run.signal(signal).until("saving");
            words.push(begin.elapsed().as_secs_f64());
            let end = run.end();
            ends.push(begin.elapsed().as_secs_f64());
            assert_eq!((end.code, end.signal), (Some(code), None), "{}", end.rest);
            assert!(end.rest.contains("the work is saved"), "{}", end.rest);
            assert_eq!(world.names("m.irama.run").len(), 1);
        }
    }
    let (words, ends) = (worst(&words), worst(&ends));
    // Two seconds are the promise; a machine that is busy with other tests may add its own.
    assert!(ends < 5_000.0, "an end took {ends} ms");
    let n = 3 * N_ROUNDS;
    figure(
        "R21",
        &format!("{n} signals: words within {words:.0} ms, saved and gone within {ends:.0}"),
    );
}

/// The memory of a process in MB, and its open files.
fn needs(process: u32) -> (f64, usize) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    (kilobytes / 1e3, fs::read_dir(format!("/proc/{process}/fd")).unwrap().count())
}

/// The slope of a line through points, by least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|it| it.0), mean(|it| it.1));
    let both: f64 = points.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
    both / points.iter().map(|it| (it.0 - x).powi(2)).sum::<f64>()
}

#[test]
#[ignore = "half an hour: run by the scorecard with --long"]
fn r22_learning_and_composing_for_half_an_hour_does_not_grow() {
    const HOURS: f64 = 0.5;
    let world = World::with_model();
    let line = "train songs -o long.irama --units 32,32 --batch 4 --seed 1 --steps 100000000 \
                --patience 1000000 --save-every 5 -q";
    let mut child = world.command(line).spawn().unwrap();
    let begin = Instant::now();
    let (mut points, mut n_composed, mut n_files) = (Vec::new(), 0, Vec::new());
    loop {
        let hours = begin.elapsed().as_secs_f64() / 3600.0;
        if hours > HOURS {
            break;
        }
        world.irama(&format!("compose -m m.irama -o a.mid --seed {n_composed} -q")).succeeded();
        n_composed += 1;
        assert!(child.try_wait().unwrap().is_none(), "the run ended by itself");
        // The first minutes warm up.
        if hours > HOURS / 10.0 {
            let (megabytes, files) = needs(child.id());
            points.push((hours, megabytes));
            n_files.push(files);
        }
        sleep(Duration::from_secs(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let growth = slope(&points);
    let files = (n_files.iter().min(), n_files.iter().max());
    figure(
        "R22",
        &format!(
            "{n_composed} pieces beside the learning; {growth:.2} MB an hour; files {files:?}"
        ),
    );
    assert!(growth < 1.0, "{growth} MB an hour");
    // A save may be under way.
    assert!(n_files.iter().max().unwrap() - n_files.iter().min().unwrap() <= 2);
}
