//! Learning a classic model.

use std::{path::Path, sync::Arc};

use irama_corpus::Keep;
use irama_model::{
    Engine,
    checkpoint::Source,
    classic::{ClassicConfig, Notes, SplitBy, Trainer, load_run, run_config},
};
use serde_json::Value;

use super::Means;
use crate::{
    args::{SplitChoice, TrainArgs},
    failure::Failure,
    gather,
    lead::Part,
    plan,
    runs::ClassicRun,
    start::{self, Settings, Start},
    together,
    voice::{Voice, to_json},
};

/// Without a length, as often through the collection as the seed goes.
const N_EPOCHS: usize = 50;
/// With another length, epochs are no limit.
pub(crate) const ANY_EPOCHS: usize = 1_000_000_000;

/// Refuses settings that cannot work, before anything is read.
pub(super) fn check(args: &TrainArgs, voice: &Voice) -> Result<(), Failure> {
    let (from, styles) = (args.from.is_some(), args.styles.is_some());
    let for_events = [("--from", from), ("--styles", styles), ("--shards", args.shards.is_some())];
    if let Some((name, _)) = for_events.into_iter().find(|it| it.1) {
        return Err(Failure::usage(voice.pick(
            format!("{name} is for events models, but --model is classic; leave one of them out"),
            format!(
                "{name} hanya untuk model events, tetapi --model adalah classic; hapus salah satunya"
            ),
        )));
    }
    Ok(typed(args, default_config(args)).check()?)
}

/// This rank's part in the run that was asked for, ready to learn.
pub(super) fn prepare(
    args: &TrainArgs,
    means: Means<'_>,
    voice: &Voice,
) -> Result<Part<ClassicRun>, Failure> {
    let found = together::from_first(means.ranks, || run_config(&args.output))?;
    let material = gathered(args, found, means.fresh_seed, voice);
    let (material, config, start) = together::settle(material, means.ranks, voice)?;
    begin(material, &config, &means.engine(), (&args.output, start), voice)
}

/// What is learned from, and its sources.
pub(crate) type Material = (Notes, Vec<Source>);

fn gathered(
    args: &TrainArgs,
    found: Option<ClassicConfig>,
    fresh_seed: u64,
    voice: &Voice,
) -> Result<(Material, ClassicConfig, Start), Failure> {
    let mut config = typed(args, default_config(args));
    if args.resume {
        config = resumed_config(args, found, voice)?;
    } else if args.seed.is_none() {
        config.seed = seed_of_run(found.as_ref(), &config).unwrap_or(fresh_seed);
    }
    say_memory(&config, voice)?;
    let keep = match config.split {
        SplitBy::Windows => Keep::Pitches,
        SplitBy::Files => Keep::Scores,
    };
    let corpus = gather::read_songs(&args.inputs, keep, !args.no_cache, voice)?;
    let notes = gather::classic::share_out(&corpus, &config, voice)?;
    let material = (notes, gather::sources(&corpus.sources));
    let start = if args.resume { Start::GoOn } else { Start::Any };
    Ok((material, config, start))
}

/// This rank's part in a run over these notes: the one that was stopped, or a new one.
pub(crate) fn begin(
    (notes, sources): Material,
    config: &ClassicConfig,
    engine: &Engine,
    (model, start): (&Path, Start),
    voice: &Voice,
) -> Result<Part<ClassicRun>, Failure> {
    let notes = Arc::new(notes);
    let run = |trainer| ClassicRun { trainer, notes: Arc::clone(&notes), sources: sources.clone() };
    let fits = |run: &ClassicConfig| config.continues(run);
    let found =
        load_run(model, &notes, engine.clone(), fits, |it| voice.warn(&voice.of_below(&it)));
    let anew = || Trainer::new(&notes, config.clone(), engine.clone()).map(run);
    let found = found.map(|it| it.map(run));
    start::prepare(found, anew, (model, start), &engine.ranks, voice)
}

/// Says how much memory learning takes; an error if there is not as much.
pub(crate) fn say_memory(config: &ClassicConfig, voice: &Voice) -> Result<(), Failure> {
    let estimate = |batch: usize, units: &[usize]| {
        let units = units.to_vec();
        irama_model::classic::memory_estimate(&ClassicConfig { batch, units, ..config.clone() })
    };
    voice.say(&plan::memory((config.batch, &config.units), estimate, voice)?);
    Ok(())
}

/// The seed's settings, without a limit of epochs if the length was given in another way.
fn default_config(args: &TrainArgs) -> ClassicConfig {
    let is_bounded = args.minutes.is_some() || args.steps.is_some();
    let n_epochs = if is_bounded { ANY_EPOCHS } else { N_EPOCHS };
    ClassicConfig { n_epochs, ..ClassicConfig::default() }
}

/// The settings that were typed, with those of `base` for all others.
fn typed(args: &TrainArgs, base: ClassicConfig) -> ClassicConfig {
    ClassicConfig {
        window: args.window.unwrap_or(base.window),
        units: args.units.clone().unwrap_or(base.units),
        dropout: args.dropout.map_or(base.dropout, |it| it as f32),
        learning_rate: args.learning_rate.map_or(base.learning_rate, |it| it as f32),
        batch: args.batch.unwrap_or(base.batch),
        n_epochs: args.epochs.unwrap_or(base.n_epochs),
        n_steps: args.steps.or(base.n_steps),
        minutes: args.minutes.or(base.minutes),
        split: args.split.map_or(base.split, |it| match it {
            SplitChoice::Windows => SplitBy::Windows,
            SplitChoice::Files => SplitBy::Files,
        }),
        held_out: args.held_out.unwrap_or(base.held_out),
        patience: args.patience.unwrap_or(base.patience),
        seed: args.seed.unwrap_or(base.seed),
        ..base
    }
}

/// The settings of the run that `--resume` asks for; an error if an option contradicts them.
fn resumed_config(
    args: &TrainArgs,
    found: Option<ClassicConfig>,
    voice: &Voice,
) -> Result<ClassicConfig, Failure> {
    let run = found.ok_or_else(|| start::nothing_to_resume(&args.output, voice))?;
    start::check_same(settings(&typed(args, run.clone())), settings(&run), voice)?;
    Ok(run)
}

/// Names and values as they are typed.
fn settings(config: &ClassicConfig) -> Settings {
    let fields = to_json(config);
    let fields = fields.as_object().cloned().unwrap_or_default();
    let name = |it: &str| it.trim_start_matches("n_").replace('_', "-");
    let value = |it: Value| it.to_string().replace(['[', ']', '"'], "");
    fields.into_iter().map(|(key, it)| (format!("--{}", name(&key)), value(it))).collect()
}

/// The seed of an unfinished run that is the same but for it: nobody asked for another.
pub(crate) fn seed_of_run(run: Option<&ClassicConfig>, config: &ClassicConfig) -> Option<u64> {
    let run = run?;
    // `make` settles on a split only after reading.
    let same = ClassicConfig { seed: run.seed, split: run.split, ..config.clone() };
    same.continues(run).then_some(run.seed)
}
