//! The studio through its router, and over real sockets.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail loudly")]
#![allow(clippy::disallowed_methods, reason = "how long things take belongs to the figures")]
#![allow(clippy::print_stdout, reason = "the scorecard reads the figures")]

mod cancelling;
mod hosts;
mod kept;
mod music;
mod numbers;
mod paths;
mod progress;
mod queue;
mod senders;
mod slow;
mod slow_for_long;
mod socket;
mod songs;
mod tokens;
mod world;
