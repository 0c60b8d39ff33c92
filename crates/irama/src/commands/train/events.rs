//! Learning an events model.

use std::{path::Path, sync::Arc};

use irama_corpus::display_name;
use irama_model::{
    Engine, Model, ModelError,
    events::{
        EventsConfig, EventsModel, Origin, Pieces, Trainer, load_run, memory_estimate,
        music::MAX_STYLES, run_config, shards::Stored,
    },
};

use super::Means;
use crate::{
    args::{SplitChoice, TrainArgs},
    base,
    commands::compose::load,
    failure::Failure,
    gather::{
        self,
        collection::{Collection, Wanted},
    },
    lead::Part,
    plan,
    runs::EventsRun,
    start::{self, Settings, Start},
    together,
    voice::Voice,
};

/// How long to learn if nothing is said.
const MINUTES: f64 = 5.0;

/// Refuses settings that cannot work, before anything is read.
pub(super) fn check(args: &TrainArgs, voice: &Voice) -> Result<(), Failure> {
    if args.split == Some(SplitChoice::Windows) {
        return Err(Failure::usage(voice.pick(
            "--split windows is the seed's way and for classic models; the events model holds out \
             whole files: leave it out, or use --model classic",
            "--split windows hanya untuk model classic; model events menyisihkan berkas utuh: \
             hapus opsi itu, atau pakai --model classic",
        )));
    }
    for (name, is_zero) in
        [("number of steps", args.steps == Some(0)), ("number of epochs", args.epochs == Some(0))]
    {
        if is_zero {
            return Err(ModelError::Setting { name, value: "0".into(), wanted: "1 or more" }.into());
        }
    }
    Ok(typed(args, EventsConfig::for_rows(0), 1).check()?)
}

/// This rank's part in the run that was asked for, ready to learn.
pub(super) fn prepare(
    args: &TrainArgs,
    means: Means<'_>,
    voice: &Voice,
) -> Result<Part<EventsRun>, Failure> {
    let ranks = means.ranks;
    let found = together::from_first(ranks, || run_config(&args.output))?;
    let begun = beginning(args, found.is_some(), voice);
    let (base, (names, styles)) = together::settle(begun, ranks, voice)?;
    let wanted = Wanted {
        inputs: &args.inputs,
        styles: &styles,
        uses_cache: !args.no_cache,
        shards: args.shards.as_ref(),
    };
    let collection = Collection::read(&wanted, ranks, voice)?;
    let config = settings_of(args, (found, means.fresh_seed), &collection, base.as_ref(), voice);
    let material = config.and_then(|(config, start)| {
        let (pieces, n_held_out) = collection.pieces((config.seed, config.held_out), voice)?;
        let known = (collection.sources, names);
        // The first rank alone writes models.
        let origin = match ranks.is_first() {
            true => gather::events::origin(&pieces, config.seed, known, base.as_ref()),
            false => Origin::default(),
        };
        let weights = base.map(|it| it.weights);
        Ok((Material { pieces, n_held_out, origin, weights }, config, start))
    });
    let (material, config, start) = together::settle(material, ranks, voice)?;
    begin(material, &config, &means.engine(), (&args.output, start), voice)
}

/// What is learned from, its origin, and the weights to start from.
pub(crate) struct Material {
    pub(crate) pieces: Pieces<Stored>,
    /// How many pieces are held out; of many, some are checked with.
    pub(crate) n_held_out: usize,
    pub(crate) origin: Origin,
    pub(crate) weights: Option<Vec<f32>>,
}

/// The model to start from, and styles: what is settled before anything is read.
fn beginning(
    args: &TrainArgs,
    has_run: bool,
    voice: &Voice,
) -> Result<(Option<EventsModel>, Styles), Failure> {
    if args.resume && !has_run {
        return Err(start::nothing_to_resume(&args.output, voice));
    }
    let base = args.from.as_ref().map(|it| load_base(it, voice)).transpose()?;
    if let Some(base) = &base {
        check_units(args, base, voice)?;
    }
    Ok((base, styles_of(args, voice)?))
}

/// The settings of the run to go on with, or of a new one.
fn settings_of(
    args: &TrainArgs,
    (found, fresh_seed): (Option<EventsConfig>, u64),
    collection: &Collection,
    base: Option<&EventsModel>,
    voice: &Voice,
) -> Result<(EventsConfig, Start), Failure> {
    let (config, start) = match found.as_ref().filter(|_| args.resume) {
        Some(run) => (resumed_config(args, collection, run, base, voice)?, Start::GoOn),
        None => {
            let fresh = |seed| fresh_config(args, collection, base, seed);
            (seeded((args.seed, fresh_seed), found.as_ref(), fresh), Start::Any)
        }
    };
    say_memory(&config, voice)?;
    Ok((config, start))
}

/// The names of all styles, and each input with the number of its style.
type Styles = (Vec<String>, Vec<(String, u8)>);

fn styles_of(args: &TrainArgs, voice: &Voice) -> Result<Styles, Failure> {
    let Some(typed) = &args.styles else { return Ok(Styles::default()) };
    let (n_styles, n_inputs) = (typed.len(), args.inputs.len());
    if n_styles != n_inputs {
        return Err(Failure::usage(voice.pick(
            format!("--styles names {n_styles} styles for {n_inputs} inputs; name one for each"),
            format!(
                "--styles menyebut {n_styles} gaya untuk {n_inputs} masukan; sebutkan satu untuk \
                 tiap masukan"
            ),
        )));
    }
    let mut styles = Styles::default();
    for (name, input) in typed.iter().map(|it| it.trim()).zip(&args.inputs) {
        let known = styles.0.iter().position(|it| it == name);
        let number = known.unwrap_or(styles.0.len());
        if known.is_none() {
            styles.0.push(name.to_owned());
        }
        styles.1.push((display_name(input), number.min(MAX_STYLES) as u8));
    }
    if styles.0.len() > MAX_STYLES || styles.0.iter().any(String::is_empty) {
        return Err(Failure::usage(voice.pick(
            format!("--styles takes 1 to {MAX_STYLES} names that are not empty"),
            format!("--styles menerima 1 sampai {MAX_STYLES} nama yang tidak kosong"),
        )));
    }
    Ok(styles)
}

/// This rank's part in a run over these pieces: the one that was stopped, or a new one from these
/// weights.
pub(crate) fn begin(
    Material { pieces, n_held_out, origin, weights }: Material,
    config: &EventsConfig,
    engine: &Engine,
    (model, start): (&Path, Start),
    voice: &Voice,
) -> Result<Part<EventsRun>, Failure> {
    let (pieces, origin) = (Arc::new(pieces), Arc::new(origin));
    let run = |trainer| EventsRun {
        trainer,
        pieces: Arc::clone(&pieces),
        n_held_out,
        origin: Arc::clone(&origin),
        last: crate::runs::LastFigures::default(),
        comparison: None,
    };
    let fits = |run: &EventsConfig| config.continues(run);
    let found =
        load_run(model, &pieces, engine.clone(), fits, |it| voice.warn(&voice.of_below(&it)));
    let anew =
        || Trainer::new(Arc::clone(&pieces), config.clone(), weights, engine.clone()).map(run);
    let found = found.map(|it| it.map(run));
    start::prepare(found, anew, (model, start), &engine.ranks, voice)
}

/// The settings with the seed that was asked for, or that of an unfinished run that is the same but
/// for it, or a fresh one.
pub(crate) fn seeded(
    (seed, fresh_seed): (Option<u64>, u64),
    run: Option<&EventsConfig>,
    config: impl Fn(u64) -> EventsConfig,
) -> EventsConfig {
    let same =
        || run.map(|it| config(it.seed)).filter(|it| run.is_some_and(|run| it.continues(run)));
    match seed {
        Some(seed) => config(seed),
        None => same().unwrap_or_else(|| config(fresh_seed)),
    }
}

/// Says how much memory learning takes; an error if there is not as much.
pub(crate) fn say_memory(config: &EventsConfig, voice: &Voice) -> Result<(), Failure> {
    let estimate = |n_lanes: usize, units: &[usize]| {
        let mut config = EventsConfig { n_lanes, ..config.clone() };
        config.sizes.units = units.to_vec();
        memory_estimate(&config)
    };
    voice.say(&plan::memory((config.n_lanes, &config.sizes.units), estimate, voice)?);
    Ok(())
}

/// The model to start from: the one in the box by its name, or a file.
pub(crate) fn load_base(path: &Path, voice: &Voice) -> Result<EventsModel, Failure> {
    let shown = display_name(path);
    if path.as_os_str() == base::NAME && !path.exists() {
        return Ok(base::load());
    }
    let Model::Events(base) = load(path, voice)? else {
        return Err(Failure::usage(voice.pick(
            format!(
                "{shown} is a classic model, and --from goes on from an events model; give one"
            ),
            format!("{shown} adalah model classic, padahal --from melanjutkan model events"),
        )));
    };
    Ok(*base)
}

/// Refuses other units than those of the model to start from.
fn check_units(args: &TrainArgs, base: &EventsModel, voice: &Voice) -> Result<(), Failure> {
    let has = &base.config.sizes.units;
    let Some(units) = args.units.as_ref().filter(|it| *it != has) else { return Ok(()) };
    let shown = args.from.as_ref().map(|it| display_name(it)).unwrap_or_default();
    let [units, has] =
        [units, has].map(|it| it.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
    Err(Failure::usage(voice.pick(
        format!("--units is {units}, but {shown} has {has}, which stays; leave --units out"),
        format!("--units adalah {units}, tetapi {shown} punya {has}; hapus --units"),
    )))
}

/// The settings of a run that begins with the weights of another model. The learning rate is that of
/// any run: a lower one would leave it too near to where it begins.
pub(crate) fn going_on_from(base: &EventsModel, config: EventsConfig) -> EventsConfig {
    EventsConfig { sizes: base.config.sizes.clone(), base: Some(base.fingerprint()), ..config }
}

/// The settings of a run that begins.
fn fresh_config(
    args: &TrainArgs,
    collection: &Collection,
    base: Option<&EventsModel>,
    seed: u64,
) -> EventsConfig {
    let share = args.held_out.unwrap_or(EventsConfig::for_rows(0).held_out);
    let n_rows = collection.n_train_rows(seed, share);
    let mut config = EventsConfig { seed, ..EventsConfig::for_rows(n_rows) };
    if let Some(base) = base {
        config = going_on_from(base, config);
    }
    if args.steps.is_none() && args.epochs.is_none() {
        config.minutes = Some(MINUTES);
    }
    typed(args, config, n_rows)
}

/// The settings of the run that `--resume` asks for; an error if an option contradicts them.
fn resumed_config(
    args: &TrainArgs,
    collection: &Collection,
    run: &EventsConfig,
    base: Option<&EventsModel>,
    voice: &Voice,
) -> Result<EventsConfig, Failure> {
    if run.base.is_some() && base.is_none() {
        return Err(Failure::usage(voice.pick(
            "the run to resume started from another model; name it again with --from",
            "latihan yang dilanjutkan berawal dari model lain; sebutkan lagi dengan --from",
        )));
    }
    let n_rows = collection.n_train_rows(run.seed, run.held_out);
    let asked = EventsConfig { base: base.map(EventsModel::fingerprint), ..run.clone() };
    let asked = typed(args, asked, n_rows);
    start::check_same(settings(&asked), settings(run), voice)?;
    Ok(run.clone())
}

/// The settings that were typed, with those of `base` for all others.
fn typed(args: &TrainArgs, base: EventsConfig, n_rows: usize) -> EventsConfig {
    let mut config = EventsConfig {
        n_lanes: args.batch.unwrap_or(base.n_lanes),
        window: args.window.unwrap_or(base.window),
        learning_rate: args.learning_rate.map_or(base.learning_rate, |it| it as f32),
        minutes: args.minutes.or(base.minutes),
        patience: args.patience.unwrap_or(base.patience),
        held_out: args.held_out.unwrap_or(base.held_out),
        seed: args.seed.unwrap_or(base.seed),
        ..base
    };
    config.dropouts.layers = args.dropout.map_or(config.dropouts.layers, |it| it as f32);
    if let Some(units) = args.units.as_ref().filter(|it| **it != config.sizes.units) {
        config.sizes.embedding = units.first().copied().unwrap_or(0);
        config.sizes.units.clone_from(units);
    }
    let per_step = (config.n_lanes * config.window).max(1) as u64;
    let in_epochs = |it: usize| (it as u64).saturating_mul(n_rows as u64).div_ceil(per_step);
    match args.steps.or(args.epochs.map(in_epochs)) {
        Some(n_steps) => config.with_steps(n_steps),
        None => config,
    }
}

/// Names and values as they are typed.
fn settings(config: &EventsConfig) -> Settings {
    let units: Vec<String> = config.sizes.units.iter().map(ToString::to_string).collect();
    let or_none = |it: Option<String>| it.unwrap_or_else(|| "none".into());
    let all = [
        ("--from", or_none(config.base.clone())),
        ("--units", units.join(",")),
        ("--batch", config.n_lanes.to_string()),
        ("--window", config.window.to_string()),
        ("--dropout", config.dropouts.layers.to_string()),
        ("--learning-rate", config.learning_rate.to_string()),
        ("--patience", config.patience.to_string()),
        ("--held-out", config.held_out.to_string()),
        ("--minutes", or_none(config.minutes.map(|it| it.to_string()))),
        ("--steps", config.n_steps.to_string()),
        ("--seed", config.seed.to_string()),
    ];
    all.map(|(name, value)| (name.to_owned(), value)).to_vec()
}
