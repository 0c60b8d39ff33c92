//! The program as its users meet it: the built binary, its exit codes, its words and its files.

#![allow(clippy::unwrap_used, reason = "a test that cannot prepare its files should fail loudly")]

mod bad_files;
mod bad_usage;
mod languages;
mod pipes;
mod programs;
#[cfg(target_os = "linux")]
mod reliability;
mod same_bytes;
#[cfg(unix)]
mod stopping;
mod ways;
mod world;
