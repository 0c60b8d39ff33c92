//! The settings of the classic model; the defaults are the seed's.

use serde::{Deserialize, Serialize};

use crate::ModelError;

/// How notes are shared out between learning and checking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SplitBy {
    /// Whole files are held out: what is checked was never learned from.
    #[default]
    Files,
    /// The seed's way: all files in one stream, and its last windows are held out, which share
    /// notes with those that are learned from.
    Windows,
}

/// The settings of a classic model and its training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassicConfig {
    /// Notes that the network sees to predict the next.
    pub window: usize,
    /// Units of each LSTM layer.
    pub units: Vec<usize>,
    /// Units of the dense layer before the output.
    pub dense_units: usize,
    /// The share of values dropped after every layer.
    pub dropout: f32,
    /// The factor of the L2 penalty on the input weights of the LSTM layers.
    pub l2: f32,
    /// The learning rate to start from.
    pub learning_rate: f32,
    /// Windows in a batch.
    pub batch: usize,
    /// Times through the training windows, at most.
    pub n_epochs: usize,
    /// Steps of learning, at most; a last epoch may then be cut short.
    pub n_steps: Option<u64>,
    /// The minutes that were asked for, from which `n_steps` was planned once.
    pub minutes: Option<f64>,
    /// How windows are held out.
    pub split: SplitBy,
    /// The share that is held out.
    pub held_out: f64,
    /// Learning stops after this many epochs without a better validation loss.
    pub patience: usize,
    /// The learning rate is halved after this many epochs without a clearly better one.
    pub plateau_patience: usize,
    /// Decides the weights to start from, the order and the dropout.
    pub seed: u64,
}

impl Default for ClassicConfig {
    fn default() -> Self {
        Self {
            window: 50,
            units: vec![256, 256, 128],
            dense_units: 64,
            dropout: 0.3,
            l2: 1e-3,
            learning_rate: 1e-3,
            batch: 64,
            n_epochs: 50,
            n_steps: None,
            minutes: None,
            split: SplitBy::Files,
            held_out: 0.15,
            patience: 10,
            plateau_patience: 5,
            seed: 0,
        }
    }
}

impl ClassicConfig {
    /// Whether a run with these settings would end in the same bytes as one with `other`: all are
    /// equal, but for steps that were planned from the same minutes.
    pub fn continues(&self, other: &Self) -> bool {
        let n_steps = if self.minutes.is_some() { other.n_steps } else { self.n_steps };
        Self { n_steps, ..self.clone() } == *other
    }

    /// The first setting that cannot work, if any.
    pub fn check(&self) -> Result<(), ModelError> {
        let unusable =
            |name, value: String, wanted| Err(ModelError::Setting { name, value, wanted });
        let is_share = |share: f64| share > 0.0 && share < 1.0;
        if self.window == 0 || self.window > 10_000 {
            return unusable("window", self.window.to_string(), "1 to 10,000 notes");
        }
        if self.units.is_empty() || self.units.len() > 16 {
            return unusable("number of layers", self.units.len().to_string(), "1 to 16");
        }
        let widest =
            self.units.iter().chain([&self.dense_units]).find(|it| !(1..=4096).contains(*it));
        if let Some(n) = widest {
            return unusable("number of units", n.to_string(), "1 to 4,096 in each layer");
        }
        if !(0.0..1.0).contains(&self.dropout) {
            return unusable("dropout", self.dropout.to_string(), "0 or more and less than 1");
        }
        if !(self.learning_rate > 0.0 && self.learning_rate <= 10.0) {
            return unusable(
                "learning rate",
                self.learning_rate.to_string(),
                "above 0, at most 10",
            );
        }
        if !(0.0..=1.0).contains(&self.l2) {
            return unusable("L2 penalty", self.l2.to_string(), "0 to 1");
        }
        if self.batch == 0 || self.batch > 65_536 {
            return unusable("batch", self.batch.to_string(), "1 to 65,536 windows");
        }
        if self.n_epochs == 0 {
            return unusable("number of epochs", "0".into(), "1 or more");
        }
        if self.n_steps == Some(0) {
            return unusable("number of steps", "0".into(), "1 or more");
        }
        if self.minutes.is_some_and(|it| !(it > 0.0 && it <= 1e6)) {
            return unusable(
                "number of minutes",
                self.minutes.unwrap_or(0.0).to_string(),
                "above 0, at most 1,000,000",
            );
        }
        if !is_share(self.held_out) {
            return unusable("held-out share", self.held_out.to_string(), "between 0 and 1");
        }
        Ok(())
    }
}
