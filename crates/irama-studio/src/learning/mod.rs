//! Models that learn, one at a time, each in a process of its own.
//!
//! The process is `irama train`, which saves and ends when its standard input does. So a pause is the
//! end of a pipe, and no process is left behind by a studio that was killed. What it says, one JSON
//! object a line, is read in `said`.

mod asked;
mod child;
mod learner;
mod run;
mod said;
mod wishes;

pub(crate) use asked::ModelRequest;
pub(crate) use learner::Learner;
