//! The real binary, end to end, with networks so small that they learn nothing worth hearing.
//!
//! Wrong usage, damaged files and closed pipes have their tests in `cli`.

#![allow(clippy::unwrap_used, reason = "a failure of the set-up should be loud")]
#![allow(clippy::print_stderr, reason = "says what is skipped")]

mod composing;
mod events;
mod inspecting;
mod judging;
mod learning;
mod making;
mod playing;
mod rendering;
#[cfg(unix)]
mod replacing;
mod workshop;
