//! Everything that can go wrong in this crate that is not a bug.

use std::{io, path::PathBuf};

use crate::events::Unmet;

/// A failure of learning, composing or keeping a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A setting is out of range.
    #[error("the {name} is {value}, but must be {wanted}")]
    Setting {
        /// Which one.
        name: &'static str,
        /// What it is.
        value: String,
        /// What it may be.
        wanted: &'static str,
    },
    /// There are too few notes for a window to learn from and one to check with.
    #[error("the window is {window} notes but {what} {has}; {remedy}")]
    TooFewNotes {
        /// Notes in a window.
        window: usize,
        /// Which notes.
        what: &'static str,
        /// How many they have.
        has: usize,
        /// What to do.
        remedy: String,
    },
    /// Only one pitch occurs.
    #[error(
        "all {n_notes} notes have the pitch {pitch}: a model of pitches has nothing to learn from \
         them; add files with other notes"
    )]
    OnePitch {
        /// How many notes there are.
        n_notes: usize,
        /// The pitch of all.
        pitch: String,
    },
    /// The loss is not a number any more, and going back once did not help.
    #[error(
        "the loss or its gradients were no numbers at step {step}, after going back once already; \
         try a lower --learning-rate than {learning_rate}"
    )]
    Diverged {
        /// At which step.
        step: u64,
        /// The learning rate in force.
        learning_rate: f32,
    },
    /// A file could not be read.
    #[error("could not read {path:?} ({source}); check its name and that you may read it")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file could not be written.
    #[error(
        "could not write {path:?} ({source}); what stood there is unchanged; make room or choose \
         another place"
    )]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file is no checkpoint, or a damaged one.
    #[error("{path:?} is not a usable model file: {reason}")]
    Checkpoint {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it and what to do.
        reason: String,
    },
    /// Shards are damaged, of another collection, or could not be built.
    #[error("could not use the shards {path:?}: {reason}")]
    Shards {
        /// A shard, or the folder of all.
        path: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },
    /// A run cannot go on with other settings or files.
    #[error("the run to resume does not fit: {reason}")]
    OtherRun {
        /// What differs.
        reason: String,
    },
    /// A model gives no numbers, or no values to choose from.
    #[error("the model is broken: it gives no likelihoods; learn it anew or use a copy")]
    Broken,
    /// A brief asks for what cannot be.
    #[error("this cannot be composed: {0}")]
    Brief(#[from] Unmet),
    /// The melody is asked for where there is no piece that has one.
    #[error(
        "the melody is the highest part of a prompt, and there is none; name an instrument such as \
         lead or flute, or give a --prompt"
    )]
    NoMelody,
    /// A name is none of a part.
    #[error("there is no part {name:?}; use {known}")]
    UnknownPart {
        /// What was asked for.
        name: String,
        /// All names that there are.
        known: String,
    },
    /// A part is asked for more often than there are seats for it.
    #[error("there can be at most {limit} of {name:?}; name fewer")]
    TooManyParts {
        /// What was asked for.
        name: String,
        /// How many there can be.
        limit: u8,
    },
    /// Whoever watched ended the work.
    #[error("the work was stopped")]
    Stopped,
    /// A prompt is too short.
    #[error(
        "the prompt has {actual} notes, but the model continues a window of {window}; give a file \
         with at least {window} notes"
    )]
    ShortPrompt {
        /// Notes in a window.
        window: usize,
        /// Notes in the prompt.
        actual: usize,
    },
}
