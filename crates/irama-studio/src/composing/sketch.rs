//! Notes that are settled while a piece is being composed, for those who watch.

use serde::Serialize;
use utoipa::ToSchema;

use crate::documents::SongPart;

/// What is settled so far: the whole of it each time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Sketch {
    /// The job.
    pub(crate) job: String,
    /// Which of several pieces, from 1.
    pub(crate) variation: u64,
    /// Bars that are done.
    pub(crate) bars: u64,
    /// `[part, tick, length, pitch, velocity]`.
    pub(crate) notes: Vec<(usize, u64, u64, u8, u8)>,
    pub(crate) parts: Vec<SongPart>,
}
