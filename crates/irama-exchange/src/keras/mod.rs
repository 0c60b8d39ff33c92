//! Files of Keras 3, `.keras`: an archive with `config.json`, which says what the layers are, and
//! `model.weights.h5`, which holds their values and those of the optimiser.

mod archive;
mod config;
mod layers;
mod names;
mod plain;
mod tensors;

use std::path::Path;

use irama_model::{
    checkpoint::Source,
    classic::{ClassicModel, Learned, Network, Scale},
};

use crate::{ExchangeError, read, unusable};

/// Reads a file of Keras 3 with the classic network, whatever its sizes.
///
/// Such a file does not say which pitches its 0 and 1 are: `scale` does.
pub fn read_keras(path: &Path, scale: Scale) -> Result<ClassicModel, ExchangeError> {
    let name = path.display().to_string();
    from_keras(read(path)?, scale, name).map_err(|reason| unusable(path, reason))
}

/// The same from the bytes of a file called `name`. The reason if they hold no such network.
pub fn from_keras(bytes: Vec<u8>, scale: Scale, name: String) -> Result<ClassicModel, String> {
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let archive = archive::Archive::new(bytes)?;
    let described = layers::read(&archive.config()?)?;
    let network = Network::new(&described.config);
    let values = tensors::read(archive.into_weights()?, &network, &described)?;
    Ok(Learned {
        config: described.config,
        scale,
        source: Source { path: name, licence: None, hash, notes: 0 },
        weights: values.weights,
        statistics: values.statistics,
        optimiser: values.optimiser,
    }
    .into())
}

/// A classic model as the bytes of a file that Keras 3 loads, its optimiser included.
pub fn write_keras(model: &ClassicModel) -> Result<Vec<u8>, ExchangeError> {
    let rate = model.optimiser.as_ref().map_or(model.config.learning_rate, |it| it.learning_rate);
    let files = [
        (archive::METADATA, config::metadata().into_bytes()),
        (archive::CONFIG, config::written(&model.config, rate).into_bytes()),
        (archive::WEIGHTS, tensors::written(model)),
    ];
    archive::write(&files).ok_or(ExchangeError::TooLarge)
}
