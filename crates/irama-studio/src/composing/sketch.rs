//! Notes that are settled while a piece is being composed, for those who watch.

use irama_score::{Program, Score};
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

impl Sketch {
    pub(super) fn new(job: &str, variation: u64, bars: u64, score: &Score) -> Self {
        let mut parts = score.parts.clone();
        irama_model::events::name_all(&mut parts);
        let notes = parts.iter().enumerate().flat_map(|(idx, part)| {
            part.notes.iter().map(move |it| {
                let level = it.velocity.level();
                (idx, it.start.0, it.duration.0, it.pitch.number(), level)
            })
        });
        let notes = notes.collect();
        let shown = parts.iter().map(|it| SongPart {
            name: it.name.clone(),
            program: it.program.map(Program::number),
            is_drums: it.is_drums,
            notes: it.notes.len(),
        });
        Self { job: job.into(), variation: variation + 1, bars, notes, parts: shown.collect() }
    }
}
