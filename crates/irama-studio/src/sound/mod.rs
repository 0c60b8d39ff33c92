//! Songs as sound and pictures, made on a few threads of their own.

mod booth;
mod files;
mod kept;
mod stem;

pub(crate) use booth::{Booth, refusal_of};
pub(crate) use files::Form;
pub(crate) use stem::GAIN;
