//! What stays of real files comes out as it was, whatever they hold: overlaps, odd meters, pedals.

use std::{ops::ControlFlow, path::Path};

use irama_corpus::{CorpusConfig, Keep, read_corpus};
use irama_model::{
    ModelError,
    events::{Brief, Composing, Region, compose},
};
use irama_neural::Kernels;
use irama_score::Score;

use crate::{check::Promise, models::trained};

const ARCHIVES: [&str; 6] = [
    "pop909.zip",
    "mma_backing_tracks.zip",
    "groove.zip",
    "openscore_lieder.zip",
    "opengameart.zip",
    "freedoom.zip",
];
/// Files of each archive.
const N_FILES: usize = 12;

/// Some pieces of an archive, evenly spread; none if it is not there.
fn pieces(archive: &str) -> Vec<Score> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(archive);
    if !path.exists() {
        return Vec::new();
    }
    let config = CorpusConfig { keep: Keep::Scores, ..CorpusConfig::default() };
    let songs = read_corpus(&[path], &config, &|_| ControlFlow::Continue(())).unwrap().songs;
    let step = (songs.len() / N_FILES).max(1);
    songs.iter().step_by(step).take(N_FILES).filter_map(|it| it.score()).collect()
}

/// Refills two bars in the middle, of all parts or all but one.
fn keep(material: &Score, number: usize) -> Result<bool, String> {
    let first = material.n_bars() / 2 + 1;
    let bars = format!("{first}-{}", (first + 1).min(material.n_bars())).parse().ok();
    let named = material.parts.iter().map(|it| &it.name);
    let unique = named.clone().find(|name| {
        let is_taken = named.clone().filter(|it| it == name).count() > 1;
        !is_taken && !name.trim().is_empty() && name.trim() == *name
    });
    let lock = unique.filter(|_| number % 2 == 1 && material.parts.len() > 1);
    let lock = lock.map(|it| Region { bars: None, parts: Some(vec![it.clone()]) });
    let brief = Brief {
        fill: vec![Region { bars, parts: None }],
        lock: lock.into_iter().collect(),
        particles: Some(1),
        ..Brief::default()
    };
    let (model, seed) = (trained(), number as u64);
    let material = Some(material.clone());
    let config = Composing { brief, material, seed, ..Composing::default() };
    let composed = match compose(model, &config, Kernels::best(), |_| true) {
        Ok(composed) => composed,
        Err(ModelError::Brief(_)) => return Ok(false),
        Err(other) => return Err(other.to_string()),
    };
    let (brief, material) = (&config.brief, config.material.as_ref());
    Promise { brief, material, passages: &model.passages }.check(&composed)?;
    Ok(true)
}

#[test]
fn what_stays_of_real_files_comes_out_as_it_was() {
    for archive in ARCHIVES {
        let pieces = pieces(archive);
        let mut n_kept = 0;
        for (number, piece) in pieces.iter().enumerate() {
            match keep(piece, number) {
                Ok(is_composed) => n_kept += usize::from(is_composed),
                Err(it) => panic!("{archive}, piece {number} ({}): {it}", piece.name),
            }
        }
        assert!(n_kept * 10 >= pieces.len() * 9, "{archive}: {n_kept} of {}", pieces.len());
    }
}
