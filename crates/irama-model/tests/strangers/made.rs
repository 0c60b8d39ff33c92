//! Small models of both kinds, taken apart and put together otherwise.

use std::sync::Arc;

use irama_events::encode;
use irama_model::{
    Model,
    classic::{self, ClassicConfig, ClassicModel, Notes, SplitBy},
    events::{
        Band, EventsConfig, EventsModel, Origin, Pieces, Sizes, Trainer,
        music::{Music, Song},
    },
};
use irama_neural::Kernels;
use irama_score::{Note, Part, Pitch, Score, Tick, Velocity};
use serde_json::Value;

/// A model file in its parts.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// The header of the safetensors archive: where its tensors stand, and the document.
    pub(crate) header: Value,
    pub(crate) data: Vec<u8>,
}

impl Parts {
    pub(crate) fn of(model: &Model) -> Self {
        let bytes = model.to_safetensors();
        let len = u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
        let header = serde_json::from_slice(&bytes[8..8 + len]).unwrap();
        Self { header, data: bytes[8 + len..].to_vec() }
    }

    /// The settings, as JSON.
    pub(crate) fn document(&self) -> Value {
        serde_json::from_str(self.header["__metadata__"]["irama"].as_str().unwrap()).unwrap()
    }

    /// The same with other settings.
    pub(crate) fn with_text(&self, document: impl Into<String>) -> Self {
        let mut parts = self.clone();
        parts.header["__metadata__"]["irama"] = document.into().into();
        parts
    }

    /// The same with one setting changed.
    pub(crate) fn with(&self, place: &str, value: Value) -> Vec<u8> {
        let mut document = self.document();
        *document.pointer_mut(place).unwrap() = value;
        self.with_text(document.to_string()).file()
    }

    /// The same with one entry of a tensor's header changed.
    pub(crate) fn with_tensor(&self, name: &str, key: &str, value: Value) -> Vec<u8> {
        let mut parts = self.clone();
        parts.header[name][key] = value;
        parts.file()
    }

    /// The same with the first number of a tensor changed.
    pub(crate) fn with_number(&self, name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut parts = self.clone();
        let at = self.header[name]["data_offsets"][0].as_u64().unwrap() as usize;
        parts.data[at..at + bytes.len()].copy_from_slice(bytes);
        parts.file()
    }

    /// As a model file whose checksum is right.
    pub(crate) fn file(&self) -> Vec<u8> {
        file(self.header.to_string().as_bytes(), &self.data)
    }
}

/// A model file with this header and these tensors.
pub(crate) fn file(header: &[u8], data: &[u8]) -> Vec<u8> {
    sealed(&[&(header.len() as u64).to_le_bytes(), header, data].concat())
}

/// A model file with this archive.
pub(crate) fn sealed(archive: &[u8]) -> Vec<u8> {
    [b"IRAMA 1\n", blake3::hash(archive).as_bytes().as_slice(), archive].concat()
}

pub(crate) fn classic() -> Model {
    let train = (0..90).map(|it| Pitch::clamped(48 + it * it % 29)).collect();
    let config = ClassicConfig {
        window: 5,
        units: vec![4, 3],
        dense_units: 4,
        n_epochs: 1,
        split: SplitBy::Windows,
        ..ClassicConfig::default()
    };
    let notes = Notes { train, held_out: Vec::new() };
    let mut trainer = classic::Trainer::new(&notes, config, Kernels::best()).unwrap();
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    Model::Classic(ClassicModel::best_of(&trainer, Vec::new()).unwrap().into())
}

fn song(first: u8) -> Song {
    let note = |it: u64| Note {
        start: Tick(it * 240),
        pitch: Pitch::clamped(i32::from(first) + it as i32 * 5 % 12),
        duration: Tick(240),
        velocity: Velocity::clamped(80),
    };
    let part = Part { notes: (0..32).map(note).collect(), ..Part::default() };
    Song::new(encode(&Score { parts: vec![part], end: Tick(32 * 240), ..Score::default() }))
}

pub(crate) fn events() -> Model {
    let pieces = Pieces { train: vec![song(50), song(52)], held_out: vec![song(55)] };
    let config = EventsConfig {
        sizes: Sizes { embedding: 2, units: vec![2, 3], head_units: 2 },
        n_lanes: 2,
        window: 8,
        n_steps: 2,
        check_every: 1,
        ..EventsConfig::for_rows(1_000)
    };
    let mut trainer =
        Trainer::<Music>::new(Arc::new(pieces), config, None, Kernels::best()).unwrap();
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    let origin = Origin { bands: Band::of_all(&[song(50)]), ..Origin::default() };
    Model::Events(EventsModel::best_of(&trainer, origin).unwrap().into())
}
