//! What files of a collection have in common with its other files: the ranges that composed pieces
//! are to be seen against. `cargo run --release -p irama-judge --example held_out -- FILES.mid`
//!
//! Every tenth file is set against the other nine tenths. Means over the held-out files.

#![allow(clippy::print_stdout, reason = "an example for the terminal")]
#![allow(clippy::disallowed_methods, reason = "speed is a part of what it measures")]

use std::{error::Error, fs, time::Instant};

use irama_judge::{Against, LAGS, Reference, Return, compare, self_similarity};
use irama_score::{Score, read_midi};

fn main() -> Result<(), Box<dyn Error>> {
    let (mut held_out, mut train): (Vec<Score>, Vec<Score>) = (Vec::new(), Vec::new());
    for (nth, path) in std::env::args().skip(1).enumerate() {
        let score = read_midi(&fs::read(&path)?)?.score;
        if nth % 10 == 0 { held_out.push(score) } else { train.push(score) }
    }
    let reference = Reference::learn(&train);
    println!("{} files against {}", held_out.len(), train.len());
    let against: Vec<Against> = held_out.iter().map(|it| compare(it, &reference)).collect();
    for (name, value) in [
        ("overlap pitch class", (|it| it.overlap.pitch_class) as fn(&Against) -> Option<f64>),
        ("overlap interval", |it| it.overlap.interval),
        ("overlap length", |it| it.overlap.length),
        ("overlap onset", |it| it.overlap.onset),
        ("overlap notes a bar", |it| it.overlap.notes_per_bar),
        ("overlap velocity", |it| it.overlap.velocity),
        ("pitched longest", |it| Some(it.copied.pitched.longest_notes as f64)),
        ("pitched share of 8", |it| Some(it.copied.pitched.share_of_8)),
        ("pitched share of 16", |it| Some(it.copied.pitched.share_of_16)),
        ("drums longest", |it| Some(it.copied.drums.longest_notes as f64)),
        ("drums share of 8", |it| Some(it.copied.drums.share_of_8)),
        ("drums share of 16", |it| Some(it.copied.drums.share_of_16)),
    ] {
        println!("{name:<22}{:>10.3}", mean(against.iter().map(value)));
    }
    for (lag_idx, lag) in LAGS.iter().enumerate() {
        let found = || held_out.iter().map(|it| self_similarity(it, 16));
        let show = |returns: Vec<Return>| {
            let equal = mean(returns.iter().map(|it| it.equal));
            format!("{equal:.2}/{:.2}", mean(returns.iter().map(|it| it.jaccard)))
        };
        let pitched = show(found().map(|it| it.pitched[lag_idx]).collect());
        let drums = show(found().map(|it| it.drums[lag_idx]).collect());
        println!("16 bars, {lag} ago: pitched {pitched}, drums {drums}");
    }
    tell_slowest(&held_out, &reference);
    Ok(())
}

/// The receipt that takes longest.
fn tell_slowest(scores: &[Score], reference: &Reference) {
    let millis = |score: &Score| {
        let start = Instant::now();
        let receipt = reference.passages.receipt(score);
        (start.elapsed().as_secs_f64() * 1000.0, score.n_notes(), receipt.pitched.longest_notes)
    };
    let slowest = scores.iter().map(millis).max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((millis, n_notes, _)) = slowest {
        let n = reference.passages.n_windows();
        println!("slowest receipt: {millis:.1} ms, {n_notes} notes against {n} windows");
    }
}

fn mean(values: impl Iterator<Item = Option<f64>>) -> f64 {
    let values: Vec<f64> = values.flatten().collect();
    values.iter().sum::<f64>() / values.len() as f64
}
