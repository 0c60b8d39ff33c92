//! The studio as people start it: the real program, its port, its signals and its processes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail loudly")]

mod crashes;
mod crowds;
mod learning;
mod starting;
mod world;
