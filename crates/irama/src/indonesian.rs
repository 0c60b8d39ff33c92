//! Bahasa Indonesia for what the floors below say, and for what the argument parser says.
//!
//! They know no languages. What they say is looked up in a list of sentences with holes, as in a
//! catalogue of gettext; what stands in a hole is looked up in turn. A test reads their sources and
//! fails on a sentence that is not listed.

mod brief;
mod catalogue;
mod collection;
pub(crate) mod help;
mod midi;
mod model;
mod other_tools;
mod sound;
mod usage;

pub(crate) use catalogue::said;
pub(crate) use usage::help_text;
