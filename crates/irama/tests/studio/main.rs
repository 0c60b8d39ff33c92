//! The studio as people start it: the real program, its port, its signals and its processes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail loudly")]
#![allow(clippy::disallowed_methods, reason = "how long things take belongs to the figures")]
#![allow(clippy::print_stdout, reason = "the scorecard reads the figures")]

mod crashes;
mod crowds;
mod learning;
mod outbound;
mod starting;
mod world;
