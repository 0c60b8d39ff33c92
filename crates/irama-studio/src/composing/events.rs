//! Pieces of an events model: the same bytes as `irama compose` writes.

use irama_model::{
    ModelError,
    events::{
        Composed, Composing, EventsModel, Go, Prompt, Recipe, Sketch, compose_watched, dress,
    },
};
use irama_neural::Kernels;
use irama_score::{Score, read_midi, write_midi};

use super::{
    ComposeRequest,
    desk::{Ended, Watch},
    order::Word,
    unmet::refusal_of,
};
use crate::{
    documents::{Origin, Song},
    error::Refusal,
    names,
    shelf::Shelf,
    songs::{Birth, song_of},
};

/// The song that a piece goes on from, and what tells its file from others.
pub(super) struct Material {
    score: Score,
    prompt: Prompt,
}

/// Reads the song that a piece is to go on from.
pub(super) fn material(shelf: &Shelf, id: &str) -> Result<Material, Refusal> {
    let song: Song = shelf.get(id)?;
    let bytes = shelf.midi(id)?;
    let score = read_midi(&bytes).map_err(Refusal::failed)?.score;
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let name = format!("{}.mid", names::for_file(&song.name));
    Ok(Material { score, prompt: Prompt { name, hash } })
}

/// A piece, its file, and how it fared.
pub(super) struct Piece {
    pub(super) song: Song,
    pub(super) midi: Vec<u8>,
    pub(super) heard_nll_per_note: f64,
}

/// Composes one of the pieces.
pub(super) fn one(
    (model, kernels): (&EventsModel, Kernels),
    request: &ComposeRequest,
    (material, seed, variation): (Option<&Material>, u64, u64),
    watch: &Watch,
) -> Result<Piece, Ended> {
    let mut config = Composing {
        brief: request.brief.clone(),
        material: material.map(|it| it.score.clone()),
        seed,
        variation,
        ..Composing::default()
    };
    let look = |sketch: &Sketch<'_>| {
        watch.sketch(sketch, variation);
        match watch.word() {
            Word::GoOn => Go::On,
            Word::Keep => Go::Keep,
            Word::Stop => Go::Stop,
        }
    };
    let is_stopped = || watch.word() == Word::Stop;
    let composed = compose_watched(model, &config, kernels, look, &is_stopped);
    let composed = composed.map_err(|it| match it {
        ModelError::Stopped => Ended::Stopped,
        other => Ended::Refused(refusal_of(&other)),
    })?;
    if watch.word() == Word::Stop {
        return Err(Ended::Stopped);
    }
    // What was kept is what this brief says, and comes again from it.
    config.brief.stop_after = composed.stopped_after.or(config.brief.stop_after);
    piece(model, &config, &composed, (request, material))
}

/// A piece as it is kept.
fn piece(
    model: &EventsModel,
    config: &Composing,
    composed: &Composed,
    (request, material): (&ComposeRequest, Option<&Material>),
) -> Result<Piece, Ended> {
    let mut score = composed.score.clone();
    dress(&mut score, config);
    Recipe::new(model, config, material.map(|it| it.prompt.clone())).write(&mut score);
    let midi = write_midi(&score).map_err(|it| Ended::Refused(Refusal::failed(it)))?;
    let named = request.name.clone();
    let birth = Birth {
        name: named.unwrap_or_else(|| format!("Irama {}", config.seed)),
        origin: origin(request),
        parent: request.material.clone(),
    };
    let song = Song {
        model: Some(request.model.clone()),
        seed: Some(config.seed),
        variation: Some(config.variation),
        nll_per_note: Some(composed.nll_per_note),
        copied: Some(crate::json::plain(&composed.copied)),
        removed_probability: Some(composed.removed_probability),
        ..song_of(&score, birth)
    };
    Ok(Piece { song, midi, heard_nll_per_note: composed.heard_nll_per_note })
}

fn origin(request: &ComposeRequest) -> Origin {
    match &request.material {
        None => Origin::Composed,
        Some(_) if request.brief.is_rewriting() => Origin::Refilled,
        Some(_) => Origin::Continued,
    }
}
