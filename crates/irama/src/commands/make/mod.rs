//! `irama make`: the whole way, from a collection to a new piece.

mod classic;
mod events;
mod outputs;

use std::{
    fs,
    path::{Path, PathBuf},
};

use irama_corpus::{Report, Status, display_name};
use irama_model::{checkpoint::write_atomically, events::EventsConfig};
use irama_neural::Kernels;
use serde_json::{Map, Value, json};

use self::outputs::Outputs;
use super::compose::{self, Piece};
use crate::{
    args::{MakeArgs, ModelKind},
    failure::Failure,
    learn::{self, Desk},
    plan,
    runs::Run,
    signals,
    voice::{Voice, counted, grouped, print_json},
};

/// What is written, beside the model.
struct Paths {
    model: PathBuf,
    song: PathBuf,
    report: PathBuf,
}

pub(crate) fn run(args: &MakeArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let made = make_folder(&args.output, voice)?;
    let result = make(args, kernels, voice);
    if result.is_err() {
        // Only folders that are still empty go; whatever was written stays.
        made.iter().for_each(|it| drop(fs::remove_dir(it)));
    }
    result
}

/// Makes a folder; returns those that were not there, the innermost first.
fn make_folder(folder: &Path, voice: &Voice) -> Result<Vec<PathBuf>, Failure> {
    let is_new = |it: &&Path| !it.as_os_str().is_empty() && !it.exists();
    let made = folder.ancestors().take_while(is_new).map(Path::to_owned).collect();
    let shown = display_name(folder);
    fs::create_dir_all(folder).map_err(|it| {
        Failure::usage(voice.pick(
            format!("the folder {shown} cannot be made ({it}); choose another -o"),
            format!("folder {shown} tidak bisa dibuat ({}); pilih -o lain", voice.of_below(&it)),
        ))
    })?;
    Ok(made)
}

fn make(args: &MakeArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    // The limits are the same for both kinds.
    EventsConfig { minutes: Some(args.minutes), ..EventsConfig::for_rows(0) }.check()?;
    if args.from.is_some() && (args.model == ModelKind::Classic || args.inputs.is_empty()) {
        return Err(Failure::usage(voice.pick(
            "--from is for events models that learn from files of yours; leave it out, or name files",
            "--from hanya untuk model events yang belajar dari berkas Anda; hapus, atau sebutkan berkas",
        )));
    }
    let in_folder = |it: &str| args.output.join(it);
    let paths = Paths {
        model: in_folder("model.irama"),
        song: in_folder("song.mid"),
        report: in_folder("report.json"),
    };
    let outputs = Outputs::new(&args.output);
    for path in [&paths.model, &paths.song, &paths.report].into_iter().chain(outputs.all()) {
        plan::check_output(path, &args.inputs, voice)?;
    }
    if paths.song.exists() {
        say_replaced(&args.output, voice);
    }
    signals::listen(
        voice.pick("saving… (again to quit at once)", "menyimpan… (sekali lagi: langsung keluar)"),
        voice,
    );
    let (piece, report) = match args.model {
        ModelKind::Events => events::make(args, &paths, kernels, voice)?,
        ModelKind::Classic => classic::make(args, &paths, kernels, voice)?,
    };
    let text = serde_json::to_string_pretty(&report).map_err(Failure::failed)?;
    write_atomically(&paths.report, format!("{text}\n").as_bytes())?;
    outputs.write((&piece.score, &report), args, voice)?;
    say_written(&args.output, piece.score.n_notes() as u64, piece.score.n_bars(), voice);
    if args.json {
        print_json(&report)?;
    }
    Ok(())
}

/// Learns and composes; returns the piece and what the report says of both. `kinds_own` adds what
/// only one kind of model has to say.
fn learn_and_compose<R: Run>(
    mut run: R,
    paths: &Paths,
    corpus: Value,
    compose: impl FnOnce(&R, &R::Model) -> Result<Piece, Failure>,
    kinds_own: impl FnOnce(&R, &R::Model, &Piece) -> Map<String, Value>,
    voice: &Voice,
) -> Result<(Piece, Value), Failure> {
    run.plan(voice).iter().for_each(|it| voice.say(it));
    let desk = Desk { model: &paths.model, log: None, save_every: None, voice };
    let (model, sitting) = learn::learn(&mut run, &desk)?;
    run.verdict(voice).iter().for_each(|it| voice.say(it));
    let piece = compose(&run, &model)?;
    let mut report = kinds_own(&run, &model, &piece);
    let training = run.result(&sitting);
    for (name, value) in [
        ("version", json!(env!("CARGO_PKG_VERSION"))),
        ("seed", training["seed"].clone()),
        ("corpus", corpus),
        ("training", training),
        ("song", compose::facts(&piece)),
    ] {
        report.insert(name.into(), value);
    }
    Ok((piece, Value::Object(report)))
}

/// Says that an earlier song will go.
fn say_replaced(folder: &Path, voice: &Voice) {
    let shown = display_name(folder);
    voice.say(&voice.pick(
        format!("{shown} holds an earlier song, which the new one will replace; -o keeps it"),
        format!(
            "{shown} berisi lagu sebelumnya, yang akan diganti; pakai -o lain untuk menyimpannya"
        ),
    ));
}

/// Says that nothing was named, and what is learned from then.
fn say_built_in(voice: &Voice) {
    voice.say(&voice.pick(
        "learning from the built-in loops; name a folder or zip of MIDI files to use yours",
        "belajar dari loop bawaan; sebutkan folder atau zip berkas MIDI untuk memakai milik Anda",
    ));
}

/// What became of the files: counts, and those that were dropped.
fn summary(report: &Report) -> Value {
    let dropped = report.files.iter().filter(|it| it.status == Status::Dropped);
    let kept = report.files.iter().filter(|it| it.status != Status::Dropped);
    let repaired = kept.filter(|it| !it.repairs.is_empty());
    json!({
        "files_found": report.files_found,
        "files_kept": report.files_kept,
        "files_dropped": report.files_dropped,
        "duplicates": report.duplicates,
        "notes": report.notes,
        "notes_kept": report.notes_kept,
        "bars": report.bars,
        "dropped": dropped
            .map(|it| json!({ "path": it.path, "reason": it.reason }))
            .collect::<Vec<_>>(),
        "repaired": repaired
            .map(|it| {
                let repairs: Vec<_> = it.repairs.iter().map(|it| it.what.as_str()).collect();
                json!({ "path": it.path, "repairs": repairs })
            })
            .collect::<Vec<_>>(),
    })
}

fn say_written(folder: &Path, n_notes: u64, n_bars: u64, voice: &Voice) {
    let folder = display_name(folder);
    voice.say(&voice.pick(
        format!(
            "wrote {folder}/song.mid ({}, {}), song.wav, model.irama and report.html, which tells \
             all; more songs: irama compose -m {folder}/model.irama -o song2.mid",
            counted(n_notes, "note"),
            counted(n_bars, "bar")
        ),
        format!(
            "{folder}/song.mid ditulis ({} not, {} birama), juga song.wav, model.irama dan \
             report.html dengan semua keterangan; lagu lain: irama compose -m \
             {folder}/model.irama -o lagu2.mid",
            grouped(n_notes),
            grouped(n_bars)
        ),
    ));
}
