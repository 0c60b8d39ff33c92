//! A run of the events model as files, so that it can go on where it was.

use std::{fs, path::Path, sync::Arc};

use irama_neural::{Adam, LstmTrace, Sequence};
use serde::{Deserialize, Serialize};

use super::{
    EventsConfig,
    lanes::Place,
    memory::Kept,
    model::Schema,
    training::{Counters, Pieces, State, Trainer},
};
use crate::{
    Engine, ModelError, Rollback,
    checkpoint::{
        Archive, Tensor, identity_of, is_of_other_kind, json, parse, push_all, put_aside,
        recent_runs, shared, take_all, write_run,
    },
};

const KIND: &str = "events run";

/// The JSON document of a run.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    kind: String,
    version: String,
    schema: Schema,
    config: EventsConfig,
    pieces_hash: String,
    counters: Counters,
    n_steps: u64,
    places: Vec<Option<Place>>,
    n_taken: u64,
}

/// Saves a run beside `model`, so that [`load_run`] can go on with it. All ranks save together; the
/// first one writes.
pub fn save_run<M: Kept>(trainer: &Trainer<M>, model: &Path) -> Result<(), ModelError> {
    let lanes = trainer.lane_states();
    if !trainer.ranks().is_first() {
        return Ok(());
    }
    let state = trainer.state();
    let (places, n_taken) = trainer.lanes().places();
    let document = Document {
        kind: KIND.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        schema: Schema::of_music(),
        config: trainer.config().clone(),
        pieces_hash: hash_of::<M>(trainer.pieces()),
        counters: state.counters.clone(),
        n_steps: state.adam.n_steps,
        places: places.to_vec(),
        n_taken,
    };
    let layout = &trainer.network().layout;
    let mut archive = Archive::new(json(&document));
    push_all(&mut archive, "", layout, &state.weights);
    push_all(&mut archive, "first/", layout, &state.adam.first);
    push_all(&mut archive, "second/", layout, &state.adam.second);
    push_all(&mut archive, "average/", layout, &state.adam.average);
    push_all(&mut archive, "best/", layout, &state.best);
    // Before the first step no lane has a past, whatever a step that was not taken left.
    let has_past = state.adam.n_steps > 0;
    let n_units = trainer.config().sizes.units.iter();
    for (it, (states, n_units)) in lanes.iter().zip(n_units).enumerate().filter(|_| has_past) {
        for (name, values) in ["hidden", "cells"].into_iter().zip(states) {
            let shape = [trainer.config().n_lanes, *n_units];
            archive.push(format!("lanes/{it}/{name}"), Tensor::floats(&shape, values));
        }
    }
    write_run(model, state.adam.n_steps, &archive.to_bytes())
}

/// What tells a run from runs of other settings, pieces or states.
pub fn identity<M: Kept>(trainer: &Trainer<M>) -> String {
    let State { weights, adam, counters, .. } = trainer.state();
    let settings = json(&(trainer.config(), counters, adam.n_steps));
    identity_of([&settings, &hash_of::<M>(trainer.pieces())], [weights, &adam.second])
}

/// The settings of a model's newest usable run, if there is one.
pub fn run_config(model: &Path) -> Option<EventsConfig> {
    recent_runs(model).iter().find_map(|path| {
        let bytes = fs::read(path).ok()?;
        let archive = Archive::from_bytes(&bytes).ok()?;
        Some(parse::<Document>(&archive.document, KIND).ok()?.config)
    })
}

/// Restores the newest usable state of a model's run; `None` if there is no state.
///
/// `fits` decides on the settings whether to go on with it. States that are damaged get the ending
/// `.bad`, and `warn` is told of each. Where there are several ranks the first one reads for all, and
/// they may be more or fewer than those that saved.
pub fn load_run<M: Kept>(
    model: &Path,
    pieces: &Arc<Pieces<M::Piece>>,
    engine: impl Into<Engine>,
    fits: impl Fn(&EventsConfig) -> bool,
    warn: impl FnMut(String),
) -> Result<Option<Trainer<M>>, ModelError> {
    let engine = engine.into();
    let unusable = |reason| ModelError::Checkpoint { path: model.to_owned(), reason };
    shared(
        &engine.ranks,
        || newest_run(model, pieces, &engine, fits, warn),
        |bytes| {
            let mut archive = Archive::from_bytes(bytes).map_err(unusable)?;
            let document = parse::<Document>(&archive.document, KIND).map_err(unusable)?;
            check_pieces::<M>(&document, pieces)?;
            let config = document.config.clone();
            let mut trainer = Trainer::new(Arc::clone(pieces), config, None, engine.clone())?;
            restore(&mut trainer, document, &mut archive).map_err(unusable)?;
            Ok(trainer)
        },
    )
}

/// A run and the bytes of its state.
type Found<M> = (Trainer<M>, Vec<u8>);

fn newest_run<M: Kept>(
    model: &Path,
    pieces: &Arc<Pieces<M::Piece>>,
    engine: &Engine,
    fits: impl Fn(&EventsConfig) -> bool,
    mut warn: impl FnMut(String),
) -> Result<Option<Found<M>>, ModelError> {
    for path in recent_runs(model) {
        let bytes =
            fs::read(&path).map_err(|source| ModelError::Read { path: path.clone(), source })?;
        let archive = Archive::from_bytes(&bytes);
        if archive.as_ref().is_ok_and(|it| is_of_other_kind(&it.document, KIND)) {
            return Ok(None);
        }
        let document = archive.and_then(|it| Ok((parse::<Document>(&it.document, KIND)?, it)));
        let (document, mut archive) = match document {
            Ok(both) => both,
            Err(reason) => {
                warn(put_aside(&path, &reason));
                continue;
            }
        };
        if !fits(&document.config) {
            return Ok(None);
        }
        check_pieces::<M>(&document, pieces)?;
        let config = document.config.clone();
        let mut trainer = Trainer::new(Arc::clone(pieces), config, None, engine.clone())?;
        match restore(&mut trainer, document, &mut archive) {
            Ok(()) => return Ok(Some((trainer, bytes))),
            Err(reason) => warn(put_aside(&path, &reason)),
        }
    }
    Ok(None)
}

fn check_pieces<M: Kept>(document: &Document, pieces: &Pieces<M::Piece>) -> Result<(), ModelError> {
    if document.schema == Schema::of_music() && document.pieces_hash == hash_of::<M>(pieces) {
        return Ok(());
    }
    let reason = "the files or the program have changed since it began; give the same files, or \
                  begin anew with another -o";
    Err(ModelError::OtherRun { reason: reason.into() })
}

fn restore<M: Kept>(
    trainer: &mut Trainer<M>,
    document: Document,
    archive: &mut Archive,
) -> Result<(), String> {
    let layout = trainer.network().layout.clone();
    let mut state = trainer.state().clone();
    state.weights = take_all(archive, "", &layout)?;
    state.adam = Adam {
        config: state.adam.config,
        first: take_all(archive, "first/", &layout)?,
        second: take_all(archive, "second/", &layout)?,
        average: take_all(archive, "average/", &layout)?,
        n_steps: document.n_steps,
        n_forgotten: Rollback::n_forgotten(document.counters.rollback),
    };
    state.best = take_all(archive, "best/", &layout)?;
    state.counters = document.counters;
    let counters = &state.counters;
    if counters.best.is_some_and(|it| it >= counters.history.len()) {
        return Err(format!("its best check is none of {}", counters.history.len()));
    }
    let n_lanes = document.config.n_lanes;
    let own = trainer.ranks().rows(n_lanes);
    let mut traces = Vec::new();
    for (it, n_units) in document.config.sizes.units.iter().enumerate() {
        let mut trace = LstmTrace::default();
        if document.n_steps > 0 {
            let mut take = |name: &str| {
                let name = format!("lanes/{it}/{name}");
                let all = archive.take_floats(&name, &[n_lanes, *n_units])?;
                let own = own.start * n_units..own.end * n_units;
                Ok::<_, String>(sequence(&all[own], *n_units))
            };
            trace.hidden_before = take("hidden")?;
            trace.cells_before = take("cells")?;
        }
        traces.push(trace);
    }
    archive.finish()?;
    if !trainer.restore(state, traces, &document.places, document.n_taken) {
        return Err("its lanes are in no piece".into());
    }
    Ok(())
}

fn sequence(values: &[f32], width: usize) -> Sequence {
    let mut sequence = Sequence::new(values.len() / width.max(1), 1, width);
    for (row, values) in values.chunks_exact(width).enumerate() {
        sequence.at_mut(row, 0).copy_from_slice(values);
    }
    sequence
}

fn hash_of<M: Kept>(pieces: &Pieces<M::Piece>) -> String {
    let mut hasher = blake3::Hasher::new();
    for side in [&pieces.train, &pieces.held_out] {
        hasher.update(&(side.len() as u64).to_le_bytes());
        for piece in side {
            hasher.update(&(M::n_rows(piece) as u64).to_le_bytes());
            M::add_to(piece, &mut hasher);
        }
    }
    hasher.finalize().to_hex().to_string()
}
