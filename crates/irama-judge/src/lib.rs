//! Measures a score, alone and against a corpus, and finds copied passages.
//!
//! [`judge`] takes a score by itself; [`compare`] sets it against a [`Reference`], which is what is
//! kept of a corpus. What has no value, such as the entropy of no notes, is `None`. Knows no
//! networks and no sound. docs/MEASURES.md tells how to read the numbers.

mod bars;
mod distributions;
mod groove;
mod histogram;
mod judgement;
mod measures;
mod pitches;
mod self_similarity;
mod sounding;

pub use distributions::{Distributions, Overlap, overlap};
pub use histogram::Histogram;
pub use judgement::{Against, Judgement, Reference, compare};
pub use measures::{Measures, judge};
pub use self_similarity::{LAGS, Return, SelfSimilarity, self_similarity};
