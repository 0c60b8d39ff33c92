//! Collections: files that come in, are looked into, and are learned from.

mod built_in;
mod files;
mod reading;

pub(crate) use files::Sent;
