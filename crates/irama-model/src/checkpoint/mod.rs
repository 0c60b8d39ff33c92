//! Files that hold a model or a run: data only, checksummed, strict.
//!
//! A file is a line that says what it is, a checksum, and a safetensors archive:
//!
//! | bytes | what |
//! |---|---|
//! | 0 to 7 | `IRAMA 1` and a line feed: the format and its version |
//! | 8 to 39 | BLAKE3 of all that follows |
//! | 40 to the end | a safetensors archive; its metadata's entry `irama` is a JSON document |

mod container;
mod document;
mod files;
mod names;
mod provenance;
mod sharing;

pub use container::check_safetensors;
pub(crate) use container::{Archive, Tensor};
pub(crate) use document::{
    is_of_other_kind, json, kind_of, parse, push_all, push_all_halved, put_aside, take_all,
};
pub(crate) use files::write_among_others;
pub use files::{recent_runs, remove_runs, run_folder, write_atomically, write_run};
pub use provenance::Source;
pub(crate) use sharing::{identity_of, shared};
