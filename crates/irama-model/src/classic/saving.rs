//! A classic model and a classic run as files.

use std::{fs, path::Path};

use irama_neural::{Adam, AdamConfig, Layout};
use irama_score::Pitch;
use serde::{Deserialize, Serialize};

use super::{
    ClassicConfig, Epoch, Network, Notes, Scale, Trainer,
    training::{Best, Counters, Optimiser, State},
};
use crate::{
    Engine, ModelError, Rollback,
    checkpoint::{
        Archive, Source, Tensor, identity_of, is_of_other_kind, json, parse, push_all, put_aside,
        recent_runs, shared, take_all, write_run,
    },
};

/// Held-out notes that a model carries, at most: what a composition may begin with.
const HELD_OUT_NOTES: usize = 1 << 16;
pub(crate) const MODEL_KIND: &str = "classic";
const RUN_KIND: &str = "classic run";

/// A model that can compose.
#[derive(Clone, Debug)]
pub struct ClassicModel {
    /// The settings that it learned with.
    pub config: ClassicConfig,
    /// How pitches become numbers.
    pub scale: Scale,
    /// The best epoch; its number is 0 if the model learned elsewhere, and then nothing is known of
    /// it.
    pub best: Epoch,
    /// The root of the mean squared error of the held-out windows, on the scale of 0 to 1.
    pub rms_error: f64,
    /// All epochs.
    pub history: Vec<Epoch>,
    /// What it learned from.
    pub sources: Vec<Source>,
    /// Held-out notes: what a composition may begin with.
    pub held_out: Vec<Pitch>,
    /// The trainable values.
    pub weights: Vec<f32>,
    /// The running statistics.
    pub statistics: Vec<f32>,
    /// What the optimiser remembered by then, for whoever goes on learning elsewhere.
    pub optimiser: Option<Optimiser>,
    pub(super) network: Network,
}

/// The JSON document of a model.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelDocument {
    kind: String,
    version: String,
    config: ClassicConfig,
    scale: Scale,
    best: Epoch,
    rms_error: f64,
    history: Vec<Epoch>,
    sources: Vec<Source>,
    #[serde(default)]
    optimiser: Option<Progress>,
}

/// The part of an [`Optimiser`] that is not tensors.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Progress {
    learning_rate: f32,
    n_steps: u64,
}

impl Progress {
    fn of(optimiser: &Optimiser) -> Self {
        Self { learning_rate: optimiser.learning_rate, n_steps: optimiser.n_steps }
    }

    /// Takes the tensors out of an archive, their names behind `prefix`.
    fn restored(self, archive: &mut Archive, prefix: &str, layout: &Layout) -> Restored {
        let Self { learning_rate, n_steps } = self;
        if !(learning_rate.is_finite() && learning_rate >= 0.0) {
            return Err(format!("its learning rate is {learning_rate}"));
        }
        Ok(Optimiser {
            learning_rate,
            n_steps,
            first: take_all(archive, &format!("{prefix}first/"), layout)?,
            second: take_all(archive, &format!("{prefix}second/"), layout)?,
        })
    }
}

type Restored = Result<Optimiser, String>;

/// The JSON document of a run.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunDocument {
    kind: String,
    version: String,
    config: ClassicConfig,
    notes_hash: String,
    counters: Counters,
    n_steps: u64,
    best: Option<(Epoch, f64, Progress)>,
}

impl ClassicModel {
    /// The best of a run so far; `None` before its first epoch.
    pub fn best_of(trainer: &Trainer, sources: Vec<Source>) -> Option<Self> {
        let Best { epoch, rms_error, weights, statistics, optimiser } = trainer.best()?.clone();
        Some(Self {
            config: trainer.config().clone(),
            scale: trainer.scale(),
            best: epoch,
            rms_error,
            history: trainer.history().to_vec(),
            sources,
            held_out: trainer.held_out_notes(HELD_OUT_NOTES).to_vec(),
            weights,
            statistics,
            optimiser: Some(optimiser),
            network: trainer.network().clone(),
        })
    }

    /// The layers.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// As the bytes of a model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.archive().to_bytes()
    }

    /// As a safetensors archive, for other tools: kernels are (inputs, units), gates in the order
    /// input, forget, cell, output.
    pub fn to_safetensors(&self) -> Vec<u8> {
        self.archive().to_safetensors()
    }

    /// Reads the bytes of a model file. The reason if they are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        Archive::from_bytes(bytes).and_then(Self::from_archive)
    }

    /// Reads a safetensors archive that [`ClassicModel::to_safetensors`] made. The reason if it is
    /// none.
    pub fn from_safetensors(bytes: &[u8]) -> Result<Self, String> {
        Archive::from_safetensors(bytes).and_then(Self::from_archive)
    }

    /// Reads a model file.
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        Self::from_bytes(&read(path)?).map_err(|it| unusable(path, it))
    }

    /// Reads a file with a safetensors archive that [`ClassicModel::to_safetensors`] made.
    pub fn load_safetensors(path: &Path) -> Result<Self, ModelError> {
        Self::from_safetensors(&read(path)?).map_err(|it| unusable(path, it))
    }

    fn archive(&self) -> Archive<'_> {
        let document = ModelDocument {
            kind: MODEL_KIND.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            config: self.config.clone(),
            scale: self.scale,
            best: self.best,
            rms_error: self.rms_error,
            history: self.history.clone(),
            sources: self.sources.clone(),
            optimiser: self.optimiser.as_ref().map(Progress::of),
        };
        let mut archive = Archive::new(json(&document));
        push_all(&mut archive, "", &self.network.weights, &self.weights);
        push_all(&mut archive, "", &self.network.statistics, &self.statistics);
        if let Some(optimiser) = &self.optimiser {
            push_moments(&mut archive, "", &self.network.weights, optimiser);
        }
        let held_out = self.held_out.iter().map(|it| it.number()).collect();
        archive.push("held_out", Tensor::bytes(held_out));
        archive
    }

    pub(crate) fn from_archive(mut archive: Archive) -> Result<Self, String> {
        let document: ModelDocument = parse(&archive.document, MODEL_KIND)?;
        let ModelDocument { config, scale, best, rms_error, history, sources, optimiser, .. } =
            document;
        config.check().map_err(|it| it.to_string())?;
        if scale.lowest >= scale.highest || scale.highest > 127 {
            return Err(format!("its pitches go from {} to {}", scale.lowest, scale.highest));
        }
        let network = Network::new(&config);
        let weights = take_all(&mut archive, "", &network.weights)?;
        let statistics = take_all(&mut archive, "", &network.statistics)?;
        let optimiser = match optimiser {
            None => None,
            Some(it) => Some(it.restored(&mut archive, "", &network.weights)?),
        };
        if !(rms_error.is_finite() && rms_error >= 0.0) {
            return Err(format!("its error is {rms_error}"));
        }
        let held_out = archive.take_bytes("held_out")?;
        let held_out: Option<Vec<Pitch>> = held_out.into_iter().map(Pitch::new).collect();
        let held_out = held_out.ok_or("a held-out pitch is above 127")?;
        if held_out.len() < config.window {
            return Err(format!(
                "it holds {} notes to begin with, but its window is {}",
                held_out.len(),
                config.window
            ));
        }
        archive.finish()?;
        Ok(Self {
            config,
            scale,
            best,
            rms_error,
            history,
            sources,
            held_out,
            weights,
            statistics,
            optimiser,
            network,
        })
    }
}

/// Saves a run beside `model`, so that [`load_run`] can go on with it. Of several ranks the first one
/// writes.
pub fn save_run(trainer: &Trainer, notes: &Notes, model: &Path) -> Result<(), ModelError> {
    if !trainer.ranks().is_first() {
        return Ok(());
    }
    let State { weights, statistics, adam, best, counters } = trainer.state();
    let document = RunDocument {
        kind: RUN_KIND.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        config: trainer.config().clone(),
        notes_hash: hash_of(notes),
        counters: counters.clone(),
        n_steps: adam.n_steps,
        best: best.as_ref().map(|it| (it.epoch, it.rms_error, Progress::of(&it.optimiser))),
    };
    let (of_weights, of_statistics) = (&trainer.network().weights, &trainer.network().statistics);
    let mut archive = Archive::new(json(&document));
    push_all(&mut archive, "", of_weights, weights);
    push_all(&mut archive, "", of_statistics, statistics);
    push_all(&mut archive, "first/", of_weights, &adam.first);
    push_all(&mut archive, "second/", of_weights, &adam.second);
    if let Some(best) = best {
        push_all(&mut archive, "best/", of_weights, &best.weights);
        push_all(&mut archive, "best/", of_statistics, &best.statistics);
        push_moments(&mut archive, "best/", of_weights, &best.optimiser);
    }
    write_run(model, adam.n_steps, &archive.to_bytes())
}

/// What tells a run from runs of other settings, notes or states.
pub fn identity(trainer: &Trainer, notes: &Notes) -> String {
    let State { weights, adam, counters, .. } = trainer.state();
    let settings = json(&(trainer.config(), counters, adam.n_steps));
    identity_of([&settings, &hash_of(notes)], [weights, &adam.second])
}

/// The settings of a model's newest usable run, if there is one.
pub fn run_config(model: &Path) -> Option<ClassicConfig> {
    recent_runs(model).iter().find_map(|path| {
        let bytes = fs::read(path).ok()?;
        let archive = Archive::from_bytes(&bytes).ok()?;
        Some(parse::<RunDocument>(&archive.document, RUN_KIND).ok()?.config)
    })
}

/// Restores the newest usable state of a model's run; `None` if there is no state.
///
/// `fits` decides on the settings whether to go on with it. States that are damaged get the ending
/// `.bad`, and `warn` is told of each. Where there are several ranks the first one reads for all, and
/// they may be more or fewer than those that saved.
pub fn load_run(
    model: &Path,
    notes: &Notes,
    engine: impl Into<Engine>,
    fits: impl Fn(&ClassicConfig) -> bool,
    warn: impl FnMut(String),
) -> Result<Option<Trainer>, ModelError> {
    let engine = engine.into();
    let unusable = |reason| ModelError::Checkpoint { path: model.to_owned(), reason };
    shared(
        &engine.ranks,
        || newest_run(model, notes, &engine, fits, warn),
        |bytes| {
            let mut archive = Archive::from_bytes(bytes).map_err(unusable)?;
            let document = parse::<RunDocument>(&archive.document, RUN_KIND).map_err(unusable)?;
            check_notes(&document, notes)?;
            let mut trainer = Trainer::new(notes, document.config.clone(), engine.clone())?;
            restore(&mut trainer, document, &mut archive).map_err(unusable)?;
            Ok(trainer)
        },
    )
}

/// A run and the bytes of its state.
type Found = (Trainer, Vec<u8>);

fn newest_run(
    model: &Path,
    notes: &Notes,
    engine: &Engine,
    fits: impl Fn(&ClassicConfig) -> bool,
    mut warn: impl FnMut(String),
) -> Result<Option<Found>, ModelError> {
    for path in recent_runs(model) {
        let bytes = read(&path)?;
        let archive = Archive::from_bytes(&bytes);
        if archive.as_ref().is_ok_and(|it| is_of_other_kind(&it.document, RUN_KIND)) {
            return Ok(None);
        }
        let document =
            archive.and_then(|it| Ok((parse::<RunDocument>(&it.document, RUN_KIND)?, it)));
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
        check_notes(&document, notes)?;
        let mut trainer = Trainer::new(notes, document.config.clone(), engine.clone())?;
        match restore(&mut trainer, document, &mut archive) {
            Ok(()) => return Ok(Some((trainer, bytes))),
            Err(reason) => warn(put_aside(&path, &reason)),
        }
    }
    Ok(None)
}

fn check_notes(document: &RunDocument, notes: &Notes) -> Result<(), ModelError> {
    if document.notes_hash == hash_of(notes) {
        return Ok(());
    }
    let reason = "the files have changed since it began; give the same files, or begin anew with \
                  another -o";
    Err(ModelError::OtherRun { reason: reason.into() })
}

fn restore(
    trainer: &mut Trainer,
    document: RunDocument,
    archive: &mut Archive,
) -> Result<(), String> {
    let network = trainer.network();
    let (of_weights, of_statistics) = (&network.weights, &network.statistics);
    let best = match document.best {
        None => None,
        Some((epoch, rms_error, progress)) => Some(Best {
            epoch,
            rms_error,
            weights: take_all(archive, "best/", of_weights)?,
            statistics: take_all(archive, "best/", of_statistics)?,
            optimiser: progress.restored(archive, "best/", of_weights)?,
        }),
    };
    let state = State {
        weights: take_all(archive, "", of_weights)?,
        statistics: take_all(archive, "", of_statistics)?,
        adam: Adam {
            config: AdamConfig::default(),
            first: take_all(archive, "first/", of_weights)?,
            second: take_all(archive, "second/", of_weights)?,
            average: Vec::new(),
            n_steps: document.n_steps,
            n_forgotten: Rollback::n_forgotten(document.counters.rollback),
        },
        best,
        counters: document.counters,
    };
    archive.finish()?;
    if state.counters.n_learned > trainer.n_windows().0 {
        return Err(format!("it counts {} windows", state.counters.n_learned));
    }
    trainer.set_state(state);
    Ok(())
}

fn push_moments(archive: &mut Archive, prefix: &str, layout: &Layout, optimiser: &Optimiser) {
    push_all(archive, &format!("{prefix}first/"), layout, &optimiser.first);
    push_all(archive, &format!("{prefix}second/"), layout, &optimiser.second);
}

fn hash_of(notes: &Notes) -> String {
    let mut hasher = blake3::Hasher::new();
    for side in [&notes.train, &notes.held_out] {
        hasher.update(&(side.len() as u64).to_le_bytes());
        hasher.update(&side.iter().map(|it| it.number()).collect::<Vec<u8>>());
    }
    hasher.finalize().to_hex().to_string()
}

fn read(path: &Path) -> Result<Vec<u8>, ModelError> {
    fs::read(path).map_err(|source| ModelError::Read { path: path.to_owned(), source })
}

fn unusable(path: &Path, reason: String) -> ModelError {
    ModelError::Checkpoint { path: path.to_owned(), reason }
}
