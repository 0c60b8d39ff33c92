//! What is told of a song, and how songs come in.

mod edited;
mod incoming;
mod sheet;
mod summary;

pub(crate) use edited::edited;
pub(crate) use incoming::{demo, import};
pub(crate) use sheet::{Sheet, sheet_of};
pub(crate) use summary::{Birth, song_of};
