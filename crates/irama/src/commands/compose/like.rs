//! `--like SONG.mid`: a piece once more, by the recipe in its file.

use std::path::Path;

use irama_model::events::{Composing, EventsModel, Prompt, Recipe};
use irama_score::Score;

use super::events::{Task, read};
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
    let prompt = recipe.prompt.as_ref();
    let material = prompt.map(|it| material(it, song, args, voice)).transpose()?.flatten();
    let Recipe { seed, variation, brief, prompt, .. } = recipe;
    let config = Composing { brief, material, seed, variation, ..Composing::default() };
    Ok(Task { config, prompt })
}

/// The piece that a song goes on from: where `--prompt` says, a file or the folder that it is in, else
/// beside the song or in the current folder.
fn material(
    wanted: &Prompt,
    song: &Path,
    args: &ComposeArgs,
    voice: &Voice,
) -> Result<Option<Score>, Failure> {
    let name = &wanted.name;
    let places = match &args.prompt {
        Some(path) if path.is_dir() => vec![path.join(name)],
        Some(path) => vec![path.clone()],
        None => vec![song.with_file_name(name), name.into()],
    };
    let is_named = args.prompt.as_ref().is_some_and(|it| !it.is_dir());
    let mut is_there = false;
    for path in places.iter().filter(|it| is_named || it.exists()) {
        let (score, found) = read(path, voice)?;
        if found.hash == wanted.hash {
            return Ok(score);
        }
        is_there = true;
    }
    let shown = irama_corpus::display_name(song);
    Err(Failure::usage(match is_there {
        true => voice.pick(
            format!("{shown} goes on from another file than this {name}; give that with --prompt"),
            format!("{shown} melanjutkan berkas lain, bukan {name} ini; berikan dengan --prompt"),
        ),
        false => voice.pick(
            format!(
                "{shown} goes on from {name}, which is not there; say with --prompt where it is"
            ),
            format!("{shown} melanjutkan {name}, yang tidak ada; tunjukkan dengan --prompt"),
        ),
    }))
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
        format!("{shown} digubah dengan {}; pakai yang itu", indonesian.join(", dan ")),
    )))
}
