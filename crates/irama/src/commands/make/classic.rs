//! Making a piece with the classic model.

use irama_corpus::Keep;
use irama_model::{
    ModelError,
    checkpoint::Source,
    classic::{ClassicComposing, ClassicConfig, ClassicModel, Notes, SplitBy, run_config},
};
use irama_neural::Kernels;
use irama_score::{Tick, Velocity};
use serde_json::{Map, Value, json};

use super::{Paths, Piece, learn_and_compose, say_built_in, summary};
use crate::{
    args::MakeArgs,
    clock,
    commands::{compose::classic as composing, train::classic as training},
    failure::Failure,
    gather,
    runs::ClassicRun,
    start::Start,
    voice::{Voice, to_json},
};

/// The song: 32 bars of eighth notes at an easy pace.
const N_NOTES: usize = 32 * 8;
const DURATION: Tick = Tick(Tick::PER_QUARTER / 2);
const MICROS_PER_QUARTER: u32 = 750_000;

/// Learns and composes; returns the piece and the report.
pub(super) fn make(
    args: &MakeArgs,
    paths: &Paths,
    kernels: Kernels,
    voice: &Voice,
) -> Result<(Piece, Value), Failure> {
    let mut config = ClassicConfig {
        minutes: Some(args.minutes),
        n_epochs: training::ANY_EPOCHS,
        seed: args.seed.unwrap_or_default(),
        ..ClassicConfig::default()
    };
    if args.seed.is_none() {
        let seed = training::seed_of_run(run_config(&paths.model).as_ref(), &config);
        config.seed = seed.unwrap_or_else(clock::fresh_seed);
    }
    training::say_memory(&config, voice)?;
    let (notes, sources, corpus) = gather(args, &mut config, voice)?;
    let place = (paths.model.as_path(), Start::Any);
    let run = training::begin((notes, sources), &config, &kernels.into(), place, voice)?.alone();
    let composing =
        ClassicComposing { n_notes: N_NOTES, seed: config.seed, ..ClassicComposing::default() };
    let setting = composing::Setting {
        duration: DURATION,
        velocity: Velocity::clamped(80),
        micros_per_quarter: MICROS_PER_QUARTER,
        n_bars: None,
    };
    let compose = |_: &ClassicRun, model: &ClassicModel| {
        let score = composing::write(model, &composing, &setting, kernels, &paths.song, voice)?;
        Ok(Piece { score, seed: composing.seed, of_events: None, variations: Vec::new() })
    };
    learn_and_compose(run, paths, corpus, compose, own_report, voice)
}

/// What only the report on a classic model has.
fn own_report(_: &ClassicRun, model: &ClassicModel, _: &Piece) -> Map<String, Value> {
    let all = [
        ("settings", to_json(&model.config)),
        ("sources", json!(model.sources)),
        ("best", to_json(&model.best)),
        ("history", to_json(&model.history)),
    ];
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The notes to learn from, their sources, and what the report says about the files.
fn gather(
    args: &MakeArgs,
    config: &mut ClassicConfig,
    voice: &Voice,
) -> Result<(Notes, Vec<Source>, Value), Failure> {
    if args.inputs.is_empty() {
        say_built_in(voice);
        let (notes, source) = gather::classic::from_house(config);
        return Ok((notes, vec![source], Value::Null));
    }
    let corpus = gather::read_songs(&args.inputs, Keep::Scores, !args.no_cache, voice)?;
    gather::classic::check_pitches(&corpus.songs, voice)?;
    let mut notes = gather::classic::by_files(&corpus.songs, config);
    if notes.check(config).is_err() {
        config.split = SplitBy::Windows;
        notes = gather::classic::in_a_row(&corpus.songs);
        notes.check(config).map_err(|it| with_remedy(it, &notes))?;
        voice.say(&voice.pick(
            "too few songs to hold out whole ones; the last notes are held out to check with",
            "terlalu sedikit lagu untuk menyisihkan lagu utuh; not terakhir disisihkan untuk \
             menguji",
        ));
    }
    Ok((notes, gather::sources(&corpus.sources), summary(&corpus.report)))
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
