//! `--like SONG.mid`: a piece once more, by the recipe in its file.

use std::path::Path;

use irama_model::events::{Composing, EventsModel};

use super::{
    events::{Task, read},
    recipe::{Prompt, Recipe},
};
use crate::{args::ComposeArgs, failure::Failure, gather, voice::Voice};

/// The task that the recipe of a song says. An error that names what differs from when it was
/// composed.
pub(super) fn task(
    song: &Path,
    model: &EventsModel,
    args: &ComposeArgs,
    voice: &Voice,
) -> Result<Task, Failure> {
    let shown = irama_corpus::display_name(song);
    let score = gather::read_file(song, voice)?.score;
    let recipe = Recipe::of(&score).ok_or_else(|| {
        Failure::usage(voice.pick(
            format!("{shown} has no recipe of Irama in it; give a file that `irama compose` wrote"),
            format!("{shown} tidak memuat resep Irama; berikan berkas buatan `irama compose`"),
        ))
    })?;
    check(&recipe, model, &shown, voice)?;
    let beside = |it: &Prompt| song.with_file_name(&it.name);
    let path = args.prompt.clone().or_else(|| recipe.prompt.as_ref().map(beside));
    let read = match (&recipe.prompt, path) {
        (Some(wanted), Some(path)) => Some((wanted, read(&path, voice)?)),
        _ => None,
    };
    if let Some((wanted, (_, found))) = &read
        && wanted.hash != found.hash
    {
        let name = &wanted.name;
        return Err(Failure::usage(voice.pick(
            format!("{shown} goes on from another file than this {name}; give that with --prompt"),
            format!("{shown} melanjutkan berkas lain, bukan {name} ini; berikan dengan --prompt"),
        )));
    }
    let material = read.and_then(|it| it.1.0);
    let Recipe { seed, variation, brief, prompt, .. } = recipe;
    let config = Composing { brief, material, seed, variation, ..Composing::default() };
    Ok(Task { config, prompt })
}

/// An error that says which of model and version differ.
fn check(recipe: &Recipe, model: &EventsModel, shown: &str, voice: &Voice) -> Result<(), Failure> {
    let (version, fingerprint) = (env!("CARGO_PKG_VERSION"), model.fingerprint());
    let mut english = Vec::new();
    let mut indonesian = Vec::new();
    if recipe.model != fingerprint {
        english.push(format!("the model {}, but this is {fingerprint}", recipe.model));
        indonesian.push(format!("model {}, padahal ini {fingerprint}", recipe.model));
    }
    if recipe.version != version {
        english.push(format!("version {} of the program, but this is {version}", recipe.version));
        indonesian.push(format!("program versi {}, padahal ini {version}", recipe.version));
    }
    if english.is_empty() {
        return Ok(());
    }
    Err(Failure::usage(voice.pick(
        format!("{shown} was composed with {}; use those", english.join(", and with ")),
        format!("{shown} dikomposisi dengan {}; pakai yang itu", indonesian.join(", dan ")),
    )))
}
