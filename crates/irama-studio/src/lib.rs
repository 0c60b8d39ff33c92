//! The studio's server: a page and an HTTP interface to learn, compose and edit.
//!
//! [`Studio`] keeps everything in the user's data folder and has the work done, on threads and in
//! processes apart from those that talk to clients. [`router`] is its interface without a socket,
//! [`serve`] puts it on one. Knows nothing of arguments, languages or exit codes.

mod clock;
mod collections;
mod composing;
mod config;
mod documents;
mod edits;
mod error;
mod exchange;
mod guard;
mod id;
mod jobs;
mod json;
mod learning;
mod log;
mod names;
mod places;
mod routes;
mod serving;
mod shelf;
mod songs;
mod sound;
mod store;
mod studio;
mod workers;

pub use config::{Limits, StudioConfig, Tellers};
pub use guard::Doors;
pub use routes::router;
pub use serving::{Ended, serve};
pub use studio::{Studio, StudioError};

use std::path::PathBuf;

use error::Refusal;
use etcetera::BaseStrategy;

/// Where the studio keeps everything if nothing is said; `None` where users have no folders.
pub fn default_data_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.data_dir().join("irama").join("studio"))
}

/// A token that nobody can guess.
pub fn fresh_token() -> String {
    [id::fresh(), id::fresh(), id::fresh()].concat()
}

/// Does what may wait for a disk on a thread that may.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Refusal::failed("a bug ended the work")))
}
