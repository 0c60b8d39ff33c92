//! The scorecard's rows that watch the program from outside: crashes at any instant, calls that fail,
//! and what a stranger's file makes it touch.
//!
//! Each row prints its figure as `R13: …`, which `--example scorecard` collects.

#![allow(clippy::disallowed_methods, reason = "crashes and signals are timed")]

mod crashes;
mod degenerate;
mod disk;
mod faults;
mod kills;
mod signals;
mod strace;
mod strangers;

/// Prints the figure of a row.
#[allow(clippy::print_stdout, reason = "the scorecard reads it")]
fn figure(row: &str, text: &str) {
    println!("{row}: {text}");
}
