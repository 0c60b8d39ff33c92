//! Models: learned, being learned, or imported.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::JobError;

/// Which kind of network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModelKind {
    /// Rhythm, chords, drums and dynamics.
    #[default]
    Events,
    /// The network of the project's seed.
    Classic,
}

/// How far a model is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModelState {
    /// Another one learns first.
    #[default]
    Waiting,
    /// Its files are read.
    Reading,
    /// It learns.
    Learning,
    /// It was asked to rest.
    Paused,
    /// It has learned.
    Ready,
    /// It could not be learned.
    Failed,
}

/// How to learn. What is left out is as `irama train` has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Learning {
    pub(crate) kind: ModelKind,
    /// How long to learn; becomes a number of steps once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) minutes: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) steps: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) epochs: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) window: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) batch: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) held_out: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) units: Option<Vec<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dropout: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) learning_rate: Option<f64>,
    /// `files` or `windows`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) split: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) patience: Option<u64>,
    /// The id of a model to start from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seed: Option<u64>,
}

/// How much has been learned.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ModelProgress {
    /// `reading`, `planned`, `learning` or `saving`.
    pub(crate) phase: String,
    pub(crate) step: u64,
    pub(crate) of: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seconds_left: Option<f64>,
    /// When what was learned was last on disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) saved_at: Option<String>,
}

/// The best look at held-out music so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Best {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) loss: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nll_per_note: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) baseline_nll_per_note: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) epoch: Option<f64>,
}

/// A model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Model {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: ModelKind,
    pub(crate) created: String,
    pub(crate) state: ModelState,
    /// Bytes of its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bytes: Option<u64>,
    /// What it learns from; none if it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) collection: Option<String>,
    pub(crate) settings: Learning,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) progress: Option<ModelProgress>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) best: Option<Best>,
    /// The styles that it tells apart, which a brief can name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) styles: Vec<String>,
    /// Whether there is a file to compose with, be it of a model that still learns.
    pub(crate) has_sound: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<JobError>,
    /// Lines that learning said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) said: Vec<String>,
}

impl Model {
    /// The styles that a card names.
    pub(crate) fn styles_of(card: &serde_json::Value) -> Vec<String> {
        let styles = card["styles"].as_array().into_iter().flatten();
        styles.filter_map(|it| it.as_str().map(str::to_owned)).collect()
    }

    /// The model that is always there: the one in the box.
    pub(crate) const BUILT_IN: &'static str = "built-in";

    /// Without what only its own page shows.
    pub(crate) fn in_short(&self) -> Self {
        Self { said: Vec::new(), ..self.clone() }
    }
}
