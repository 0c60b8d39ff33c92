//! What the documents say is what the program does: their commands run, their links lead somewhere,
//! and the pieces to listen to come out of the commands beside them.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its world should fail loudly")]

mod listening;
mod pages;
mod rules;
mod running;
mod world;
