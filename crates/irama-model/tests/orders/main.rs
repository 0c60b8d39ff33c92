//! Composing under orders: what is promised holds, and the search finds what is exact.

#![allow(clippy::unwrap_used, reason = "a test should fail loudly")]

mod check;
mod exact;
mod models;
#[path = "../pieces/mod.rs"]
mod pieces;
mod promises;
mod random;
mod real;
mod returning;
mod single;
mod watching;
