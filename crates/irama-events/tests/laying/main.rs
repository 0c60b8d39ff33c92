//! What is laid on the grid stays, and events say all of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should fail loudly")]
#![allow(clippy::print_stderr, reason = "says what is skipped")]

mod corpora;
mod round_trip;
mod scores;
mod single;
