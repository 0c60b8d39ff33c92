//! Pieces of a classic model: a line of pitches as notes of one length.

use irama_model::{
    ModelError,
    classic::{ClassicComposing, ClassicModel, TemperatureMode, compose, to_score},
};
use irama_neural::Kernels;
use irama_score::{Meter, Pitch, Score, TempoChange, Tick, Velocity, read_midi, write_midi};

use super::{
    ComposeRequest,
    asked::ModeName,
    desk::{Ended, Watch},
    order::Word,
    unmet::refusal_of,
};
use crate::{
    documents::{Origin, Song},
    error::Refusal,
    shelf::Shelf,
    songs::{Birth, song_of},
};

/// What `irama compose` takes if nothing is said.
const TEMPERATURE: f32 = 0.8;
const VELOCITY: u8 = 80;
const N_NOTES: u64 = 500;

/// The pitches of a song part after part, drums left out, as `irama compose --prompt` reads them.
pub(super) fn material(shelf: &Shelf, id: &str) -> Result<Vec<Pitch>, Refusal> {
    let score = read_midi(&shelf.midi(id)?).map_err(Refusal::failed)?.score;
    let parts = score.parts.iter().filter(|it| !it.is_drums);
    Ok(parts.flat_map(|it| &it.notes).map(|it| it.pitch).collect())
}

/// Composes one piece.
pub(super) fn one(
    (model, kernels): (&ClassicModel, Kernels),
    request: &ComposeRequest,
    (prompt, seed): (Option<Vec<Pitch>>, u64),
    watch: &Watch,
) -> Result<(Song, Vec<u8>), Ended> {
    let asked = request.classic.clone().unwrap_or_default();
    let duration = asked.duration.unwrap_or(Tick::PER_QUARTER);
    let ticks = request.brief.bars.map(|it| Meter::COMMON.bar().0 * it);
    let n_notes = ticks.map_or(asked.notes.unwrap_or(N_NOTES), |it| it.div_ceil(duration));
    let mode = match asked.temperature_mode {
        Some(ModeName::Divide) => TemperatureMode::Divide,
        Some(ModeName::Spread) | None => TemperatureMode::Spread,
    };
    let config = ClassicComposing {
        n_notes: usize::try_from(n_notes).unwrap_or(usize::MAX),
        temperature: asked.temperature.unwrap_or(TEMPERATURE),
        mode,
        prompt,
        seed,
    };
    watch.total(n_notes);
    let pitches = compose(model, &config, kernels, |done| {
        watch.bars(done as u64, 0);
        watch.word() != Word::Stop
    });
    let pitches = pitches.map_err(|it| match it {
        ModelError::Stopped => Ended::Stopped,
        other => Ended::Refused(refusal_of(&other)),
    })?;
    if watch.word() == Word::Stop {
        return Err(Ended::Stopped);
    }
    let velocity = Velocity::clamped(i32::from(asked.velocity.unwrap_or(VELOCITY)));
    let micros = asked.tempo_us.unwrap_or(TempoChange::DEFAULT_MICROS);
    let mut score = to_score(&pitches, Tick(duration), velocity, micros);
    if let Some(end) = ticks.map(Tick) {
        end_at(&mut score, end);
    }
    let midi = write_midi(&score).map_err(|it| Ended::Refused(Refusal::failed(it)))?;
    let name = request.name.clone().unwrap_or_else(|| format!("Irama {seed}"));
    let origin = if request.material.is_some() { Origin::Continued } else { Origin::Composed };
    let song = song_of(&score, Birth { name, origin, parent: request.material.clone() });
    Ok((Song { model: Some(request.model.clone()), seed: Some(seed), ..song }, midi))
}

/// Cuts a piece at a bar line.
fn end_at(score: &mut Score, end: Tick) {
    score.end = end;
    for note in score.parts.iter_mut().flat_map(|it| &mut it.notes) {
        note.duration = note.duration.min(end.since(note.start));
    }
}
