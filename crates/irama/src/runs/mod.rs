//! A run of learning, whatever kind of model it makes: what the loop, the log and the messages need.

mod classic;
mod events;

use std::path::Path;

use irama_model::{ModelError, Rollback};
use serde_json::Value;

pub(crate) use classic::ClassicRun;
pub(crate) use events::{EventsRun, LastFigures};

use crate::{failure::Failure, learn::Sitting, voice::Voice};

/// A run that can be stopped and resumed at any step.
pub(crate) trait Run: Clone {
    /// A look at held-out notes: an epoch or a check.
    type Look;
    /// What it makes.
    type Model;

    /// What tells it from runs of other settings, files or states.
    fn identity(&self) -> String;
    /// Steps so far.
    fn n_steps(&self) -> u64;
    /// Steps that it takes if it is not ended early.
    fn planned_steps(&self) -> u64;
    /// The minutes that were asked for.
    fn minutes(&self) -> Option<f64>;
    /// Whether it is over.
    fn has_ended(&self) -> bool;
    /// The looks so far.
    fn history(&self) -> &[Self::Look];
    /// Whether a look is the best so far.
    fn is_best(&self, look: &Self::Look) -> bool;

    /// Moves on by at most a step; returns a look that is done.
    fn advance(&mut self) -> Result<Option<Self::Look>, ModelError>;
    /// Ends where it stands; returns a look at what was learned since the last one.
    fn end_now(&mut self) -> Result<Option<Self::Look>, ModelError>;
    /// The step at which learning went astray and went back, if it did.
    fn rollback(&self) -> Option<Rollback>;
    /// Before the first step of a sitting: begins what is worked out beside the learning.
    fn begin(&mut self);
    /// What was worked out beside it since the last time, for programs that listen.
    fn news(&mut self) -> Option<Value>;
    /// The seconds that something has been worked out beside it, which slows the learning.
    fn beside_seconds(&self) -> f64;
    /// Once it is over: works out what is only known then.
    fn complete(&mut self, voice: &Voice) -> Result<(), Failure>;

    /// How many steps of `step` seconds fit into `seconds`, its looks included.
    fn steps_within(&mut self, seconds: f64, step: f64) -> u64;
    /// Plans the last step; only before the first.
    fn plan_steps(&mut self, n_steps: u64);

    /// The best model so far; `None` before the first look.
    fn model(&self) -> Option<Self::Model>;
    /// The bytes of its file.
    fn to_bytes(model: &Self::Model) -> Vec<u8>;
    /// Saves its state beside the model.
    fn save(&self, model: &Path) -> Result<(), ModelError>;

    /// What is going to happen: the network, the notes, the steps.
    fn plan(&self, voice: &Voice) -> Vec<String>;
    /// A look in a line, without the time it took.
    fn line(&self, look: &Self::Look, voice: &Voice) -> String;
    /// A look as a line of the log, without the time it took.
    fn row(look: &Self::Look) -> Value;
    /// Where the best model comes from, such as `epoch 3`.
    fn best_place(&self, voice: &Voice) -> Option<String>;
    /// In plain words what was learned.
    fn verdict(&self, voice: &Voice) -> Vec<String>;
    /// The fields of `train --json`.
    fn result(&self, sitting: &Sitting) -> Value;
}
