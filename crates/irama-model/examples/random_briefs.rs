//! Composes by random briefs, from random materials, with models of all kinds, and checks all
//! promises: `cargo run --release -p irama-model --example random_briefs [-- N [FIRST]]`, 10,000 of
//! them if nothing is said. The test suite does the same with few.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for whoever doubts")]
#![allow(dead_code, reason = "the tests use more of the modules than this")]

#[path = "../tests/orders/check.rs"]
mod check;
#[path = "../tests/orders/models.rs"]
mod models;
#[path = "../tests/pieces/mod.rs"]
mod pieces;
#[path = "../tests/orders/promises.rs"]
mod promises;
#[path = "../tests/orders/random.rs"]
mod random;

use promises::Outcome;

/// Briefs for each model.
const PER_MODEL: u64 = 100;

fn main() {
    let mut args = std::env::args().skip(1).map(|it| it.parse::<u64>().unwrap());
    let (n, first) = (args.next().unwrap_or(10_000), args.next().unwrap_or(0));
    let (mut n_composed, mut n_refused, mut n_no_way, mut n_broken) = (0, 0, 0, 0);
    for start in (first..first + n).step_by(PER_MODEL as usize) {
        let model = promises::model(start / PER_MODEL);
        for number in start..(start + PER_MODEL).min(first + n) {
            match promises::keep(&model, number) {
                Ok(Outcome::Composed) => n_composed += 1,
                Ok(Outcome::Refused) => n_refused += 1,
                Ok(Outcome::NoWay) => n_no_way += 1,
                Err(what) => {
                    n_broken += 1;
                    println!("broken: {what}");
                }
            }
        }
    }
    println!(
        "{n_composed} composed, {n_refused} refused, no way for {n_no_way}, {n_broken} broken"
    );
    assert_eq!(n_broken, 0);
}
