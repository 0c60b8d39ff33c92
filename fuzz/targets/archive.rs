//! Any bytes as an archive: every file in it is accounted for.

#![no_main]

use std::ops::ControlFlow;

use irama_corpus::{CorpusConfig, read_corpus};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    std::fs::write(&path, bytes).unwrap();
    let config = CorpusConfig { cache: None, ..CorpusConfig::default() };
    let _ = read_corpus(&[path], &config, &|_| ControlFlow::Continue(()));
});
