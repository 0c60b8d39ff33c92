//! Several ranks under mpirun: the same bytes as one process, and an orderly end whatever goes wrong.
//!
//! Where the program is built without MPI or there is no Open MPI, the tests say so and do nothing;
//! `.ci/mpi` runs them in earnest.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot prepare its files should fail loudly")]

mod disk;
mod faults;
mod launch;
mod same_bytes;
#[path = "../cli/world.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod world;
