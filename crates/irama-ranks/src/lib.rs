//! Several processes that learn one model: sums along the fixed tree, and words between them.
//!
//! The only crate that knows MPI. A way to others moves words and never adds them; sums are ours, along
//! the tree of `irama-neural`, so that their bits do not depend on how many add. Without the feature
//! `mpi` there is one process, or several threads in the place of processes, for tests.

#[cfg(feature = "mpi")]
mod mpi_wire;
mod ranks;
mod threads;
mod wire;

#[cfg(feature = "mpi")]
pub use mpi_wire::{Watch, start};
pub use ranks::{Ranks, Traffic};
