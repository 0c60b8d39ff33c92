//! Numbers that learn: a fused LSTM, dense and norm layers, losses and Adam, over slices of `f32`.
//!
//! Knows nothing of music or files. Everything that a training step touches is laid out in blocks
//! of [`BLOCK`] rows ([`Sequence`]); blocks are independent, and sums over rows follow one fixed
//! binary tree over blocks ([`tree`]), so that threads never change a bit of a result. Threads are
//! those of the `rayon` pool that the caller runs in.
//!
//! Letters for shapes: `B` rows of a batch, `T` time steps, `D` inputs, `H` units.

mod adam;
mod arena;
mod bags;
mod batch_norm;
mod chance;
mod cross_entropy;
mod dense;
mod dropout;
mod embedding;
mod head;
mod initial;
mod kernels;
mod lines;
mod loss;
mod lstm;
mod outer;
mod panel_rows;
mod panels;
mod projections;
mod sequence;
mod share;
mod stepping;
pub mod tree;

pub use adam::{Adam, AdamConfig, are_finite};
pub use arena::{Entry, Layout};
pub use bags::{BagRow, BagTrace, EmbeddingBag};
pub use batch_norm::{BatchNorm, BatchNormTrace};
pub use chance::Chance;
pub use cross_entropy::cross_entropy;
pub use dense::{Dense, DenseTrace};
pub use dropout::Dropout;
pub use embedding::Embedding;
pub use head::{ABSENT, Head, HeadConfig, HeadRow, HeadTrace, MAX_VALUES, cue};
pub use initial::{glorot_uniform, orthogonal};
pub use kernels::{Kernels, maths};
pub use loss::{Huber, Losses};
pub use lstm::{Lstm, LstmTrace, LstmWeights, Upstream};
pub use panel_rows::PanelRows;
pub use panels::Panels;
pub use projections::{Projections, ProjectionsTrace};
pub use sequence::{BLOCK, Sequence};
pub use share::{Others, Share};
pub use stepping::{DenseStepper, LstmState, LstmStepper, NormStepper, Precision};
