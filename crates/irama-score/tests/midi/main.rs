//! The MIDI reader and writer from outside: round trips, damage, odd files, strict output.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own bytes should fail loudly")]

mod bytes;
mod damage;
mod odd_files;
mod round_trip;
mod strict;
mod tempo;
mod written;
