//! `irama make`: the whole way, from a collection to a new piece.

use std::{
    fs,
    path::{Path, PathBuf},
};

use irama_corpus::{Keep, Report, Status, display_name};
use irama_model::{
    ModelError,
    checkpoint::{Source, write_atomically},
    classic::{ClassicComposing, ClassicConfig, Notes, SplitBy},
};
use irama_neural::Kernels;
use irama_score::{Tick, Velocity};
use serde_json::{Value, json};

use super::{compose, train};
use crate::{
    args::MakeArgs,
    clock,
    failure::Failure,
    gather,
    learn::{self, Desk},
    plan, signals,
    voice::{Voice, counted, grouped, print_json, to_json},
};

/// The song: 32 bars of eighth notes at an easy pace.
const N_NOTES: usize = 32 * 8;
const DURATION: Tick = Tick(Tick::PER_QUARTER / 2);
const MICROS_PER_QUARTER: u32 = 750_000;
/// Epochs are no limit: minutes are.
const ANY_EPOCHS: usize = 1_000_000_000;

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
            format!("folder {shown} tidak bisa dibuat ({it}); pilih -o lain"),
        ))
    })?;
    Ok(made)
}

fn make(args: &MakeArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let mut config = ClassicConfig {
        minutes: Some(args.minutes),
        n_epochs: ANY_EPOCHS,
        seed: args.seed.unwrap_or_default(),
        ..ClassicConfig::default()
    };
    config.check()?;
    let paths = ["model.irama", "song.mid", "report.json"].map(|it| args.output.join(it));
    for path in &paths {
        plan::check_output(path, &args.inputs, voice)?;
    }
    let [model_path, song_path, report_path] = &paths;
    signals::listen(
        voice.pick("saving… (again to quit at once)", "menyimpan… (sekali lagi: langsung keluar)"),
        voice,
    );
    if args.seed.is_none() {
        config.seed = train::seed_of_run(model_path, &config).unwrap_or_else(clock::fresh_seed);
    }
    let memory = plan::memory(&config, voice)?;
    let (notes, sources, corpus) = gather(args, &mut config, voice)?;
    let place = (model_path.as_path(), train::Start::Any);
    let mut trainer = train::prepare(&notes, &config, kernels, place, voice)?;
    train::say_plan(&trainer, &memory, voice);
    let desk = Desk { notes: &notes, sources, model: model_path, log: None, voice };
    let learned = learn::learn(&mut trainer, &desk)?;
    learn::say_verdict(&learned, trainer.ended(), voice);
    let composing =
        ClassicComposing { n_notes: N_NOTES, seed: config.seed, ..ClassicComposing::default() };
    let setting = compose::Setting {
        duration: DURATION,
        velocity: Velocity::clamped(80),
        micros_per_quarter: MICROS_PER_QUARTER,
        n_bars: None,
    };
    let score = compose::write(&learned.model, &composing, &setting, kernels, song_path, voice)?;
    let report = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "seed": config.seed,
        "settings": to_json(&learned.model.config),
        "sources": learned.model.sources,
        "corpus": corpus,
        "training": train::result(&trainer, &learned),
        "best": to_json(&learned.model.best),
        "history": to_json(&learned.model.history),
        "song": compose::facts(&score, config.seed),
    });
    let text = serde_json::to_string_pretty(&report).map_err(Failure::failed)?;
    write_atomically(report_path, format!("{text}\n").as_bytes())?;
    say_written(&args.output, score.n_notes() as u64, score.n_bars(), voice);
    if args.json {
        print_json(&report)?;
    }
    Ok(())
}

/// The notes to learn from, their sources, and what the report says about the files.
fn gather(
    args: &MakeArgs,
    config: &mut ClassicConfig,
    voice: &Voice,
) -> Result<(Notes, Vec<Source>, Value), Failure> {
    if args.inputs.is_empty() {
        voice.say(&voice.pick(
            "learning from the built-in loops; name a folder or zip of MIDI files to use yours",
            "belajar dari loop bawaan; sebutkan folder atau zip berkas MIDI untuk memakai milik \
             Anda",
        ));
        let (notes, source) = gather::from_house(config);
        return Ok((notes, vec![source], Value::Null));
    }
    let corpus = gather::read_songs(&args.inputs, Keep::Scores, !args.no_cache, voice)?;
    gather::check_pitches(&corpus.songs, voice)?;
    let mut notes = gather::by_files(&corpus.songs, config);
    if notes.check(config).is_err() {
        config.split = SplitBy::Windows;
        notes = gather::in_a_row(&corpus.songs);
        notes.check(config).map_err(|it| with_remedy(it, &notes))?;
        voice.say(&voice.pick(
            "too few songs to hold out whole ones; the last notes are held out to check with",
            "terlalu sedikit lagu untuk menyisihkan lagu utuh; not terakhir disisihkan untuk \
             menguji",
        ));
    }
    Ok((notes, gather::sources(&corpus), summary(&corpus.report)))
}

/// The error with a remedy that this command has.
fn with_remedy(error: ModelError, notes: &Notes) -> ModelError {
    let ModelError::TooFewNotes { window, what, has, .. } = error else { return error };
    let n = notes.train.len();
    let remedy = match n {
        0..4 => "add files".to_owned(),
        _ => format!("add files, or use `irama train` with --window {}", (n - 2).min(16)),
    };
    ModelError::TooFewNotes { window, what, has, remedy }
}

/// What became of the files: counts, and those that were dropped.
fn summary(report: &Report) -> Value {
    let dropped = report.files.iter().filter(|it| it.status == Status::Dropped);
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
    })
}

fn say_written(folder: &Path, n_notes: u64, n_bars: u64, voice: &Voice) {
    let folder = display_name(folder);
    voice.say(&voice.pick(
        format!(
            "wrote {folder}/song.mid ({}, {}), {folder}/model.irama and {folder}/report.json; more \
             songs: irama compose -m {folder}/model.irama -o song2.mid",
            counted(n_notes, "note"),
            counted(n_bars, "bar")
        ),
        format!(
            "{folder}/song.mid ditulis ({} not, {} birama), juga {folder}/model.irama dan \
             {folder}/report.json; lagu lain: irama compose -m {folder}/model.irama -o lagu2.mid",
            grouped(n_notes),
            grouped(n_bars)
        ),
    ));
}
