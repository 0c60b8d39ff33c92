//! Composing with an events model, and the MIDI files that come of it.

use std::path::{Path, PathBuf};

use irama_model::{
    checkpoint::write_atomically,
    events::{Brief, Composed, Composing, EventsModel, Prompt, Recipe, compose, dress, explain},
};
use irama_neural::Kernels;
use irama_score::{Score, write_midi};
use serde_json::json;

use super::{OfEvents, Piece, Variation, brief::brief_of, like};
use crate::{args::ComposeArgs, clock, failure::Failure, gather, signals, voice::Voice};

/// What is to be composed, and the file that it goes on from.
pub(crate) struct Task {
    pub(crate) config: Composing,
    pub(crate) prompt: Option<Prompt>,
}

/// Composes and writes what was asked for.
pub(super) fn run(
    model: &EventsModel,
    args: &ComposeArgs,
    kernels: Kernels,
    voice: &Voice,
) -> Result<Piece, Failure> {
    let task = match &args.events.like {
        Some(song) => like::task(song, model, args, voice)?,
        None => task_of(args, voice)?,
    };
    let n = args.events.variations.unwrap_or(1);
    let paths: Vec<PathBuf> = (1..=n).map(|it| numbered(&args.output, it)).collect();
    for path in &paths[1..] {
        crate::plan::check_output(path, &[] as &[&Path], voice)?;
    }
    let mut pieces = Vec::new();
    for variation in 0..n {
        // A piece that is repeated keeps its number.
        let number = task.config.variation + variation;
        let config = Composing { variation: number, ..task.config.clone() };
        let composed = composed(model, &config, kernels, voice)?;
        pieces.push((Task { config, prompt: task.prompt.clone() }, composed));
    }
    pieces.sort_by(|a, b| a.1.heard_nll_per_note.total_cmp(&b.1.heard_nll_per_note));
    let mut scores = Vec::new();
    for ((task, composed), path) in pieces.iter().zip(&paths) {
        scores.push(write(model, task, composed, path)?);
    }
    let (first, composed) = &pieces[0];
    if let Some(path) = &args.events.explain {
        let notes = explain(model, &first.config, composed, kernels)?;
        let text = serde_json::to_string_pretty(&json!({ "notes": notes }));
        write_atomically(path, format!("{}\n", text.map_err(Failure::failed)?).as_bytes())?;
    }
    let mut piece = piece(scores.swap_remove(0), first.config.seed, composed);
    if n > 1 {
        piece.variations = variations(&pieces, &paths);
    }
    Ok(piece)
}

/// Composes and writes one piece.
pub(crate) fn make(
    model: &EventsModel,
    config: Composing,
    kernels: Kernels,
    path: &Path,
    voice: &Voice,
) -> Result<Piece, Failure> {
    let composed = composed(model, &config, kernels, voice)?;
    let task = Task { config, prompt: None };
    let score = write(model, &task, &composed, path)?;
    Ok(piece(score, task.config.seed, &composed))
}

/// Composes; a signal stops it, and then nothing is written.
fn composed(
    model: &EventsModel,
    config: &Composing,
    kernels: Kernels,
    voice: &Voice,
) -> Result<Composed, Failure> {
    let bar_voice = voice.with_bar("composing", None, &voice.pick("bars", "birama"));
    let composed = compose(model, config, kernels, |done| {
        bar_voice.advance(done);
        !signals::is_stopped()
    });
    bar_voice.bar().finish_and_clear();
    Ok(composed?)
}

/// Writes a piece with its recipe; returns it as it was written.
fn write(
    model: &EventsModel,
    task: &Task,
    composed: &Composed,
    path: &Path,
) -> Result<Score, Failure> {
    let mut score = composed.score.clone();
    dress(&mut score, &task.config);
    Recipe::new(model, &task.config, task.prompt.clone()).write(&mut score);
    let bytes = write_midi(&score).map_err(Failure::failed)?;
    write_atomically(path, &bytes)?;
    Ok(score)
}

fn piece(score: Score, seed: u64, composed: &Composed) -> Piece {
    let of_events = OfEvents {
        nll_per_note: composed.nll_per_note,
        heard_nll_per_note: composed.heard_nll_per_note,
        removed_probability: composed.removed_probability,
        is_bound: composed.is_bound,
        n_particles: composed.n_particles,
        effective_sample_size: composed.effective_sample_size,
        copied: composed.copied,
    };
    Piece { score, seed, of_events: Some(of_events), variations: Vec::new() }
}

/// What is told of several pieces, the best first.
fn variations(pieces: &[(Task, Composed)], paths: &[PathBuf]) -> Vec<Variation> {
    let distances = |own: &Composed| pieces.iter().map(|it| own.distance(&it.1)).collect();
    let told = pieces.iter().zip(paths).map(|((task, composed), path)| Variation {
        path: irama_corpus::display_name(path),
        variation: task.config.variation,
        notes: composed.score.n_notes(),
        nll_per_note: composed.nll_per_note,
        removed_probability: composed.removed_probability,
        copied: composed.copied,
        distances: distances(composed),
    });
    told.collect()
}

/// `song.mid` as `song-2.mid`; the first keeps its name.
fn numbered(path: &Path, number: u64) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}

fn task_of(args: &ComposeArgs, voice: &Voice) -> Result<Task, Failure> {
    let mut brief = brief_of(args, voice)?;
    if args.model.is_none() {
        brief.copy_limit.get_or_insert(Brief::COPY_LIMIT);
    }
    let seed = args.seed.unwrap_or_else(clock::fresh_seed);
    let (material, prompt) = args.prompt.as_ref().map(|it| read(it, voice)).transpose()?.unzip();
    let config = Composing { brief, material: material.flatten(), seed, ..Composing::default() };
    Ok(Task { config, prompt })
}

/// A piece to go on from, and what tells its file from others.
pub(super) fn read(path: &PathBuf, voice: &Voice) -> Result<(Option<Score>, Prompt), Failure> {
    let song = gather::read_prompt(path, voice)?;
    let name = Path::new(path.file_name().unwrap_or_default());
    let hash = song.hash.iter().map(|it| format!("{it:02x}")).collect();
    Ok((song.score(), Prompt { name: irama_corpus::display_name(name), hash }))
}
