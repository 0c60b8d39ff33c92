//! An events model as a file, and what it knows of itself.

use std::{fs, path::Path};

use irama_events::Passages;
use serde::{Deserialize, Serialize};

use super::{
    EventsConfig,
    band::Band,
    memory::Memory,
    music::{MAX_STYLES, Music},
    network::Network,
    surprise::Surprise,
    training::Check,
};
use crate::{
    ModelError,
    checkpoint::{Archive, Source, Tensor, json, parse, push_all, push_all_halved, take_all},
};

pub(crate) const KIND: &str = "events";
/// Bands that a file may hold.
const MAX_BANDS: usize = 4_096;

/// A model that can compose.
#[derive(Clone, Debug)]
pub struct EventsModel {
    /// The settings that it learned with.
    pub config: EventsConfig,
    /// All checks.
    pub history: Vec<Check>,
    /// The index of the best in `history`.
    pub best: usize,
    /// The surprise of the held-out pieces with nothing given but bars and meters.
    pub bare: Option<Surprise>,
    /// The surprise of the Markov baseline at the same pieces, in nats per note.
    pub baseline: Option<f64>,
    /// What it learned from.
    pub sources: Vec<Source>,
    /// The names of the styles that it tells apart, if it does.
    pub styles: Vec<String>,
    /// Who played there.
    pub bands: Vec<Band>,
    /// The passages that were learned from, for the copy receipt.
    pub passages: Passages,
    /// The trainable values.
    pub weights: Vec<f32>,
    network: Network,
}

/// The JSON document of a model.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    kind: String,
    version: String,
    schema: Schema,
    config: EventsConfig,
    history: Vec<Check>,
    best: usize,
    bare: Option<Surprise>,
    baseline: Option<f64>,
    sources: Vec<Source>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    styles: Vec<String>,
    bands: Vec<Band>,
}

/// The fields and how much is told of each: a model of another schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Tokens that the input of a step may hold.
    pub n_input_tokens: usize,
    /// Names, values, tokens and channels of the fields.
    pub fields: Vec<(String, usize, usize, usize)>,
}

impl Schema {
    /// That of music in this version of the program.
    pub fn of_music() -> Self {
        let plan = Music::plan();
        let fields = plan.fields.iter();
        Self {
            n_input_tokens: plan.n_input_tokens,
            fields: fields
                .map(|it| (it.name.to_owned(), it.n_values, it.n_tokens, it.n_channels))
                .collect(),
        }
    }
}

/// What a model knows of its making, beside its weights.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// What it learned from.
    pub sources: Vec<Source>,
    /// The names of the styles that it tells apart, if it does.
    pub styles: Vec<String>,
    /// Who played there.
    pub bands: Vec<Band>,
    /// The passages that were learned from.
    pub passages: Passages,
    /// The surprise of the Markov baseline, in nats per note.
    pub baseline: Option<f64>,
}

impl EventsModel {
    /// The best of a run so far; `None` before its first check.
    pub fn best_of<M: Memory>(trainer: &super::Trainer<M>, origin: Origin) -> Option<Self> {
        let (check, weights) = trainer.best()?;
        let best = trainer.history().iter().position(|it| it.check == check.check)?;
        let Origin { sources, styles, bands, passages, baseline } = origin;
        Some(Self {
            config: trainer.config().clone(),
            history: trainer.history().to_vec(),
            best,
            bare: None,
            baseline,
            sources,
            styles,
            bands,
            passages,
            weights: weights.to_vec(),
            network: trainer.network().clone(),
        })
    }

    /// The layers.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The best check.
    pub fn best_check(&self) -> &Check {
        &self.history[self.best]
    }

    /// As the bytes of a model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.whole_archive().to_bytes()
    }

    /// As the bytes of a smaller model file: weights are rounded to 16 bits, so that its pieces are
    /// others.
    pub fn to_small_bytes(&self) -> Vec<u8> {
        self.archive(|archive| push_all_halved(archive, &self.network.layout, &self.weights))
            .to_bytes()
    }

    /// As a safetensors archive, for other tools.
    pub fn to_safetensors(&self) -> Vec<u8> {
        self.whole_archive().to_safetensors()
    }

    /// Reads the bytes of a model file. The reason if they are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        Archive::from_bytes(bytes).and_then(Self::from_archive)
    }

    /// Reads a safetensors archive that [`EventsModel::to_safetensors`] made. The reason if it is
    /// none.
    pub fn from_safetensors(bytes: &[u8]) -> Result<Self, String> {
        Archive::from_safetensors(bytes).and_then(Self::from_archive)
    }

    /// Reads a model file.
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        let bytes =
            fs::read(path).map_err(|source| ModelError::Read { path: path.to_owned(), source })?;
        let unusable = |reason| ModelError::Checkpoint { path: path.to_owned(), reason };
        Self::from_bytes(&bytes).map_err(unusable)
    }

    /// What tells its weights from others: 16 hexadecimal digits of their BLAKE3.
    pub fn fingerprint(&self) -> String {
        let bytes: Vec<u8> = self.weights.iter().flat_map(|it| it.to_le_bytes()).collect();
        blake3::hash(&bytes).to_hex()[..16].to_owned()
    }

    fn whole_archive(&self) -> Archive<'_> {
        self.archive(|archive| push_all(archive, "", &self.network.layout, &self.weights))
    }

    fn archive(&self, push_weights: impl FnOnce(&mut Archive<'_>)) -> Archive<'_> {
        let document = Document {
            kind: KIND.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            schema: Schema::of_music(),
            config: self.config.clone(),
            history: self.history.clone(),
            best: self.best,
            bare: self.bare.clone(),
            baseline: self.baseline,
            sources: self.sources.clone(),
            styles: self.styles.clone(),
            bands: self.bands.clone(),
        };
        let mut archive = Archive::new(json(&document));
        push_weights(&mut archive);
        archive.push("passages", Tensor::bytes(self.passages.to_bytes()));
        archive
    }

    pub(crate) fn from_archive(mut archive: Archive) -> Result<Self, String> {
        let document: Document = parse(&archive.document, KIND)?;
        let Document {
            schema, config, history, best, bare, baseline, sources, styles, bands, ..
        } = document;
        if schema != Schema::of_music() {
            return Err(
                "its schema is of another version of the program: what a note consists of \
                        has changed; learn it anew"
                    .into(),
            );
        }
        config.check().map_err(|it| it.to_string())?;
        if best >= history.len() {
            return Err(format!("its best check is number {best} of {}", history.len()));
        }
        if bands.is_empty() || bands.len() > MAX_BANDS {
            return Err(format!("it names {} bands", bands.len()));
        }
        let is_style = |it: &Band| it.style.is_none_or(|it| usize::from(it) < styles.len());
        if styles.len() > MAX_STYLES || !bands.iter().all(is_style) {
            return Err(format!("its bands have styles beside the {} that it names", styles.len()));
        }
        let network = Network::new(&Music::plan(), &config.sizes);
        let weights = take_all(&mut archive, "", &network.layout)?;
        let passages = archive.take_bytes("passages")?;
        let passages = Passages::from_bytes(&passages).ok_or("its passages are damaged")?;
        archive.finish()?;
        Ok(Self {
            config,
            history,
            best,
            bare,
            baseline,
            sources,
            styles,
            bands,
            passages,
            weights,
            network,
        })
    }
}
