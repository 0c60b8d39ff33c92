//! Work that takes a while.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobKind {
    /// A collection is read.
    Inspect,
    /// A model learns.
    Learn,
    /// A piece is composed.
    Compose,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobState {
    /// It waits for others.
    Queued,
    /// It is being done.
    Running,
    /// It was asked to pause and is saving.
    Pausing,
    /// It rests and can go on.
    Paused,
    /// It is done.
    Done,
    /// It could not be done.
    Failed,
    /// Somebody ended it.
    Cancelled,
}

impl JobState {
    /// Whether nothing more will come of it.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// What progress counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    /// Bars of a piece, or notes of a classic one.
    Bars,
    /// Steps of learning.
    Steps,
    /// Files of a collection.
    Files,
}

/// How much of it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct JobProgress {
    pub(crate) done: u64,
    /// Of how many; 0 as long as that is not known.
    pub(crate) of: u64,
    pub(crate) unit: Unit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seconds_left: Option<f64>,
    /// Which of several pieces is being composed, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) variation: Option<u64>,
}

impl JobProgress {
    pub(crate) fn new(unit: Unit) -> Self {
        Self { done: 0, of: 0, unit, seconds_left: None, variation: None }
    }
}

/// Why something failed: a stable code, and what to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct JobError {
    pub(crate) code: String,
    pub(crate) message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hint: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub(crate) values: Map<String, Value>,
}

impl JobError {
    pub(crate) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), hint: None, values: Map::new() }
    }
}

/// Work that takes a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) kind: JobKind,
    pub(crate) state: JobState,
    pub(crate) created: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) collection: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) project: Option<String>,
    pub(crate) progress: JobProgress,
    /// What came of it, the best first.
    pub(crate) songs: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<JobError>,
    /// What was asked for.
    #[schema(value_type = Object)]
    pub(crate) request: Value,
}

impl Job {
    /// Work that waits.
    pub(crate) fn queued(kind: JobKind, request: Value) -> Self {
        let unit = match kind {
            JobKind::Inspect => Unit::Files,
            JobKind::Learn => Unit::Steps,
            JobKind::Compose => Unit::Bars,
        };
        Self {
            id: crate::id::fresh(),
            kind,
            state: JobState::Queued,
            created: crate::clock::moment(),
            model: None,
            collection: None,
            project: None,
            progress: JobProgress::new(unit),
            songs: Vec::new(),
            error: None,
            request,
        }
    }
}
