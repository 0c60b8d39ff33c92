//! A score against a corpus, and all that is said of it in one document.

use std::borrow::Borrow;

use irama_events::{Passages, Receipt};
use irama_score::Score;
use serde::{Deserialize, Serialize};

use crate::{Distributions, Measures, Overlap, overlap};

/// What is kept of a corpus to set scores against it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Over all its scores together.
    pub distributions: Distributions,
    /// Of all its scores.
    pub passages: Passages,
}

impl Reference {
    /// From the scores of a corpus, one at a time.
    pub fn learn(scores: impl IntoIterator<Item = impl Borrow<Score>>) -> Self {
        let mut distributions = Distributions::default();
        let counted = scores.into_iter().inspect(|it| distributions.add((*it).borrow()));
        let passages = Passages::learn(counted);
        Self { distributions, passages }
    }
}

/// A score against a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Against {
    /// How much their distributions have in common.
    pub overlap: Overlap,
    /// What stands in the corpus too.
    pub copied: Receipt,
}

/// Sets a score against a corpus.
pub fn compare(score: &Score, reference: &Reference) -> Against {
    Against {
        overlap: overlap(&Distributions::of([score]), &reference.distributions),
        copied: reference.passages.receipt(score),
    }
}

/// All that is said of a score: the document of `judge --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// By itself.
    #[serde(flatten)]
    pub measures: Measures,
    /// Against a corpus; `None` if there is none.
    pub against: Option<Against>,
}
