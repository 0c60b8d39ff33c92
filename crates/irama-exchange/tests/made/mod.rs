//! Files of Keras taken apart, and others put together.

#![allow(dead_code, reason = "each test needs a part of it")]

use std::io::{Cursor, Read, Write};

use irama_exchange::from_keras;
use irama_model::classic::{ClassicModel, Scale};
use serde_json::Value;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

pub(crate) const CONFIG: &str = "config.json";
pub(crate) const WEIGHTS: &str = "model.weights.h5";
pub(crate) const SCALE: Scale = Scale { lowest: 36, highest: 84 };
/// Made by `fixtures/make.py` with Keras 3.15.1.
pub(crate) const NOTEBOOK: &[u8] = include_bytes!("../fixtures/notebook.keras");

/// Reads the bytes of a file.
pub(crate) fn read(bytes: Vec<u8>) -> Result<ClassicModel, String> {
    from_keras(bytes, SCALE, "a.keras".into())
}

/// A file's entry, as another reader of archives has it.
pub(crate) fn entry(archive: &[u8], name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// The description of the notebook's network.
pub(crate) fn config() -> Value {
    serde_json::from_slice(&entry(NOTEBOOK, CONFIG)).unwrap()
}

/// An archive of these files, packed or not.
pub(crate) fn pack(files: &[(&str, &[u8])], is_packed: bool) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let method = if is_packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, data) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(data).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A file with this description and these weights.
pub(crate) fn keras(config: &[u8], weights: &[u8]) -> Vec<u8> {
    pack(&[("metadata.json", b"{}"), (CONFIG, config), (WEIGHTS, weights)], false)
}
