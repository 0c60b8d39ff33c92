//! Folders and archives of MIDI files to songs, with a report on every file; the built-in loops.
//!
//! Knows files, but no networks and no sound. A bad file never stops a corpus: it is dropped with a
//! [`Reason`], and the [`Report`] names every file.

mod archive;
mod cache;
mod corpus;
mod display;
mod duplicates;
mod error;
mod facts;
mod found;
mod house;
mod kind;
mod limits;
mod read;
mod report;
mod song;
mod split;
mod survey;
mod tally;
mod verdict;
mod walk;

pub use cache::default_cache_dir;
pub use corpus::{Corpus, CorpusConfig, Keep, Progress, Watch, read_corpus};
pub use display::display_name;
pub use error::CorpusError;
pub use found::{Found, find};
pub use house::{HouseLoop, house_loops, house_loops_from};
pub use limits::Limits;
pub use report::{FileReport, RepairReport, Report, Source};
pub use song::Song;
pub use split::{Kin, Split, split, split_kin};
pub use survey::{Survey, Team};
pub use verdict::{Reason, Status};
