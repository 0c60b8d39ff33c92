//! The settings of an events model and its learning.

use serde::{Deserialize, Serialize};

use super::network::{Dropouts, Sizes};
use crate::ModelError;

/// Checks on the way, unless there are fewer steps.
pub const N_CHECKS: u64 = 40;
/// Times through a corpus, at most.
const MAX_EPOCHS: u64 = 60;
/// Rows below which a corpus is small.
const SMALL: usize = 60_000;
/// Steps that the smallest corpus gets.
const MIN_STEPS: u64 = 400;

/// The settings of an events model and its learning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventsConfig {
    /// The sizes of the network.
    pub sizes: Sizes,
    /// What falls out while learning.
    pub dropouts: Dropouts,
    /// Pieces that are played side by side, `B`.
    pub n_lanes: usize,
    /// Steps of a window, `T`: how far back gradients go.
    pub window: usize,
    /// The highest learning rate, after the warm-up.
    pub learning_rate: f32,
    /// Decay of the weights, times the learning rate.
    pub weight_decay: f32,
    /// How much of the averaged weights stays at each step; the averages are the model.
    pub average_kept: f32,
    /// Steps of learning; the learning rate falls along a cosine to zero at the last.
    pub n_steps: u64,
    /// The minutes that were asked for, from which `n_steps` was planned once.
    pub minutes: Option<f64>,
    /// Steps between two checks on held-out pieces.
    pub check_every: u64,
    /// Learning stops after this many checks without a better one.
    pub patience: usize,
    /// Whether pieces are transposed to other keys.
    pub is_transposed: bool,
    /// Levels of loudness, of 32, by which pieces with dynamics are louder or softer, at most.
    #[serde(default)]
    pub louder: u8,
    /// The chance that each part of what is given is hidden.
    pub hidden: f64,
    /// The share of the songs that is held out.
    pub held_out: f64,
    /// The fingerprint of the model whose weights it starts from, if it starts from one.
    pub base: Option<String>,
    /// Decides the weights to start from, the order, the ways of playing and what falls out.
    pub seed: u64,
}

impl EventsConfig {
    /// Settings that fit a corpus of `n_rows` rows.
    pub fn for_rows(n_rows: usize) -> Self {
        let (units, n_lanes): (&[usize], usize) = match n_rows {
            0..10_000 => (&[128], 16),
            10_000..SMALL => (&[192], 16),
            SMALL..300_000 => (&[256], 32),
            _ => (&[256, 256], 32),
        };
        // What is small is soon known by heart.
        let dropouts = match n_rows {
            0..SMALL => Dropouts {
                input: 0.2,
                layers: 0.4,
                recurrent: 0.0,
                heads: 0.35,
                manner: 0.5,
                facts: 0.15,
            },
            _ => Dropouts {
                input: 0.1,
                layers: 0.25,
                recurrent: 0.0,
                heads: 0.1,
                manner: 0.4,
                facts: 0.15,
            },
        };
        // A large collection is not soon known, and is worth more of what is learned early.
        let learning_rate = if Self::is_small(n_rows) { 3e-3 } else { 6e-3 };
        Self {
            sizes: Sizes { embedding: units[0], units: units.to_vec(), head_units: 64 },
            dropouts,
            n_lanes,
            window: 64,
            learning_rate,
            weight_decay: 0.01,
            average_kept: 0.995,
            n_steps: 1_000,
            minutes: None,
            check_every: 50,
            patience: 8,
            is_transposed: true,
            louder: 0,
            hidden: 0.1,
            held_out: 0.1,
            base: None,
            seed: 0,
        }
    }

    /// Whether a corpus of `n_rows` rows is small: soon known by heart.
    pub fn is_small(n_rows: usize) -> bool {
        n_rows < SMALL
    }

    /// The same with another number of steps, checked forty times on the way.
    pub fn with_steps(self, n_steps: u64) -> Self {
        let n_steps = n_steps.max(1);
        Self { n_steps, check_every: (n_steps / N_CHECKS).max(1), ..self }
    }

    /// Steps worth taking on `n_rows` rows, however much time there is: a small corpus is known by
    /// heart long before.
    pub fn useful_steps(&self, n_rows: usize) -> u64 {
        let per_step = (self.n_lanes * self.window) as u64;
        (MAX_EPOCHS * n_rows as u64).div_ceil(per_step).max(MIN_STEPS)
    }

    /// Whether a run with these settings would end in the same bytes as one with `other`: all are
    /// equal, but for steps that were planned from the same minutes.
    pub fn continues(&self, other: &Self) -> bool {
        let planned = if self.minutes.is_some() { other } else { self };
        let (n_steps, check_every) = (planned.n_steps, planned.check_every);
        Self { n_steps, check_every, ..self.clone() } == *other
    }

    /// The learning rate of a step, counted from 0: a warm-up over the first twentieth, at most 200
    /// steps, then half a cosine.
    pub fn rate_at(&self, step: u64) -> f32 {
        let warm_up = (self.n_steps / 20).clamp(1, 200);
        if step < warm_up {
            return self.learning_rate * (step + 1) as f32 / warm_up as f32;
        }
        let done = (step - warm_up) as f64 / (self.n_steps.saturating_sub(warm_up)).max(1) as f64;
        let cosine = irama_neural::maths::sin_cos_of_turns(done.min(1.0) / 2.0).1;
        self.learning_rate * (0.5 + 0.5 * cosine) as f32
    }

    /// The first setting that cannot work, if any.
    pub fn check(&self) -> Result<(), ModelError> {
        let unusable =
            |name, value: String, wanted| Err(ModelError::Setting { name, value, wanted });
        let is_width = |it: &usize| (1..=4096).contains(it);
        let Sizes { embedding, units, head_units } = &self.sizes;
        if units.is_empty() || units.len() > 16 {
            return unusable("number of layers", units.len().to_string(), "1 to 16");
        }
        if let Some(n) = units.iter().chain([embedding, head_units]).find(|it| !is_width(it)) {
            return unusable("number of units", n.to_string(), "1 to 4,096 in each layer");
        }
        let Dropouts { input, layers, recurrent, heads, manner, facts } = self.dropouts;
        if let Some(rate) = [input, layers, recurrent, heads, manner, facts]
            .iter()
            .find(|it| !(0.0..1.0).contains(*it))
        {
            return unusable("dropout", rate.to_string(), "0 or more and less than 1");
        }
        if !(self.learning_rate > 0.0 && self.learning_rate <= 10.0) {
            let value = self.learning_rate.to_string();
            return unusable("learning rate", value, "above 0, at most 10");
        }
        if self.n_lanes == 0 || self.n_lanes > 4_096 {
            return unusable("batch", self.n_lanes.to_string(), "1 to 4,096 lanes");
        }
        if self.window == 0 || self.window > 10_000 {
            return unusable("window", self.window.to_string(), "1 to 10,000 notes");
        }
        if self.n_steps == 0 || self.check_every == 0 {
            return unusable("number of steps", "0".into(), "1 or more");
        }
        if self.minutes.is_some_and(|it| !(it > 0.0 && it <= 1e6)) {
            let value = self.minutes.unwrap_or(0.0).to_string();
            return unusable("number of minutes", value, "above 0, at most 1,000,000");
        }
        if !(self.held_out > 0.0 && self.held_out < 1.0) {
            return unusable("held-out share", self.held_out.to_string(), "between 0 and 1");
        }
        if !(0.0..1.0).contains(&self.average_kept) {
            return unusable("average", self.average_kept.to_string(), "0 or more and less than 1");
        }
        Ok(())
    }
}
