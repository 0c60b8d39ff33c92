//! Pieces that models write, a few at a time.
//!
//! A request is checked at once and then waits for one of a few threads. `order` is how whoever asked
//! can still change their mind; `events` and `classic` do the work.

mod asked;
mod classic;
mod desk;
mod events;
mod loaded;
mod order;
mod sketch;
mod unmet;

pub(crate) use asked::{ComposeRequest, MAX_SEED, within};
pub(crate) use desk::Bench;
