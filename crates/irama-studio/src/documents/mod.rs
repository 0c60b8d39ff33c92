//! What the studio keeps: plain data with a JSON form, which is also what clients get.

mod collection;
mod job;
mod model;
mod project;
mod song;

pub(crate) use collection::{Collection, CollectionState, Summary};
pub(crate) use job::{Job, JobError, JobKind, JobState};
pub(crate) use model::{Best, Learning, Model, ModelKind, ModelProgress, ModelState};
pub(crate) use project::{Project, Version};
pub(crate) use song::{Origin, Song, SongPart};
