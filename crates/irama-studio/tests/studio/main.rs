//! The studio through its router, and over real sockets.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail loudly")]

mod cancelling;
mod hosts;
mod kept;
mod music;
mod numbers;
mod paths;
mod queue;
mod senders;
mod slow;
mod socket;
mod songs;
mod tokens;
mod world;
