//! `irama train`: learn from a collection.

use std::path::Path;

use irama_corpus::Keep;
use irama_model::{
    ModelError,
    checkpoint::{recent_runs, remove_runs, run_folder},
    classic::{ClassicConfig, Notes, SplitBy, Trainer, load_run, run_config},
};
use irama_neural::Kernels;
use serde_json::{Value, json};

use crate::{
    args::{SplitChoice, TrainArgs},
    clock,
    failure::Failure,
    gather,
    learn::{self, Desk, Learned},
    plan, signals,
    voice::{Voice, counted, grouped, print_json, to_json},
};

/// Without a length, as often through the collection as the seed goes.
const N_EPOCHS: usize = 50;
/// With another length, epochs are no limit.
const ANY_EPOCHS: usize = 1_000_000_000;

pub(crate) fn run(args: &TrainArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let mut config = typed(args, default_config(args));
    config.check()?;
    plan::check_model_name(&args.output, voice)?;
    plan::check_output(&args.output, &args.inputs, voice)?;
    plan::check_kind(&args.output, b"IRAMA ", voice)?;
    if let Some(log) = &args.log {
        let others = [&args.inputs[..], std::slice::from_ref(&args.output)].concat();
        plan::check_output(log, &others, voice)?;
        plan::check_kind(log, b"{", voice)?;
    }
    signals::listen(
        voice.pick("saving… (again to quit at once)", "menyimpan… (sekali lagi: langsung keluar)"),
        voice,
    );
    if args.resume {
        config = resumed_config(args, voice)?;
    } else if args.seed.is_none() {
        config.seed = seed_of_run(&args.output, &config).unwrap_or_else(clock::fresh_seed);
    }
    let memory = plan::memory(&config, voice)?;
    let keep = match config.split {
        SplitBy::Windows => Keep::Pitches,
        SplitBy::Files => Keep::Scores,
    };
    let corpus = gather::read_songs(&args.inputs, keep, !args.no_cache, voice)?;
    let notes = gather::share_out(&corpus, &config, voice)?;
    let start = if args.resume { Start::GoOn } else { Start::Any };
    let mut trainer = prepare(&notes, &config, kernels, (&args.output, start), voice)?;
    say_plan(&trainer, &memory, voice);
    let sources = gather::sources(&corpus);
    let log = args.log.as_deref();
    let desk = Desk { notes: &notes, sources, model: &args.output, log, voice };
    let learned = learn::learn(&mut trainer, &desk)?;
    learn::say_verdict(&learned, trainer.ended(), voice);
    let path = irama_corpus::display_name(&args.output);
    voice.say(&voice.pick(
        format!("wrote {path}; try: irama compose -m {path} -o song.mid"),
        format!("{path} ditulis; coba: irama compose -m {path} -o lagu.mid"),
    ));
    if args.json {
        print_json(&result(&trainer, &learned))?;
    }
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
fn resumed_config(args: &TrainArgs, voice: &Voice) -> Result<ClassicConfig, Failure> {
    let run = run_config(&args.output).ok_or_else(|| nothing_to_resume(&args.output, voice))?;
    let asked = typed(args, run.clone());
    let differing = settings(&asked).into_iter().zip(settings(&run)).find(|(a, b)| a != b);
    let Some(((name, asked), (_, saved))) = differing else { return Ok(run) };
    Err(Failure::usage(voice.pick(
        format!(
            "the run to resume has {name} {saved}, not {asked}; leave that option out, or leave \
             out --resume to begin anew"
        ),
        format!(
            "latihan yang dilanjutkan memakai {name} {saved}, bukan {asked}; hapus opsi itu, atau \
             hapus --resume untuk mulai dari awal"
        ),
    )))
}

/// Names and values as they are typed.
fn settings(config: &ClassicConfig) -> Vec<(String, String)> {
    let fields = to_json(config);
    let fields = fields.as_object().cloned().unwrap_or_default();
    let name = |it: &str| it.trim_start_matches("n_").replace('_', "-");
    let value = |it: Value| it.to_string().replace(['[', ']', '"'], "");
    fields.into_iter().map(|(key, it)| (format!("--{}", name(&key)), value(it))).collect()
}

fn nothing_to_resume(model: &Path, voice: &Voice) -> Failure {
    let (model, folder) =
        (irama_corpus::display_name(model), irama_corpus::display_name(&run_folder(model)));
    Failure::usage(voice.pick(
        format!(
            "there is no run of {model} to resume: {folder} has no usable state; leave out \
             --resume to begin one"
        ),
        format!(
            "tidak ada latihan {model} untuk dilanjutkan: {folder} tidak punya keadaan yang bisa \
             dipakai; hapus --resume untuk mulai"
        ),
    ))
}

/// The seed of an unfinished run that is the same but for it: nobody asked for another.
pub(crate) fn seed_of_run(model: &Path, config: &ClassicConfig) -> Option<u64> {
    let run = run_config(model)?;
    // `make` settles on a split only after reading.
    let same = ClassicConfig { seed: run.seed, split: run.split, ..config.clone() };
    same.continues(&run).then_some(run.seed)
}

/// How a run may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// By going on with the run that was stopped, or else anew.
    Any,
    /// By going on alone.
    GoOn,
}

/// A run that goes on if one with these settings was stopped, or a new one with its steps planned.
pub(crate) fn prepare(
    notes: &Notes,
    config: &ClassicConfig,
    kernels: Kernels,
    (model, start): (&Path, Start),
    voice: &Voice,
) -> Result<Trainer, Failure> {
    let fits = |run: &ClassicConfig| config.continues(run);
    match load_run(model, notes, kernels, fits, |it| voice.warn(&it)) {
        Ok(Some(trainer)) => {
            let n = counted(trainer.n_steps(), "step");
            voice.say(&voice.pick(
                format!("going on after {n} with the run that was stopped"),
                format!("melanjutkan setelah {} langkah", grouped(trainer.n_steps())),
            ));
            return Ok(trainer);
        }
        Ok(None) if start == Start::GoOn => return Err(nothing_to_resume(model, voice)),
        Err(ModelError::OtherRun { .. }) if start == Start::Any => (),
        Ok(None) => (),
        Err(error) => return Err(error.into()),
    }
    let mut trainer = Trainer::new(notes, config.clone(), kernels)?;
    if !recent_runs(model).is_empty() {
        voice.warn(&voice.pick(
            "a run with other settings or files was stopped here; it is replaced",
            "ada latihan lain yang berhenti di sini; latihan itu diganti",
        ));
        // States are kept by their number of steps: old ones would pass for newer ones.
        remove_runs(model)?;
    }
    if let Some(minutes) = config.minutes {
        let n = plan::steps_in(minutes, &trainer)?;
        trainer.plan_steps(n);
        voice.say(&voice.pick(
            format!("{minutes} min. of learning are {n} steps here; --steps {n} repeats this run"),
            format!("{minutes} menit belajar adalah {n} langkah di sini; --steps {n} mengulangnya"),
        ));
    }
    Ok(trainer)
}

/// Says what is going to happen: the network, the memory, the windows and the steps.
pub(crate) fn say_plan(trainer: &Trainer, memory: &str, voice: &Voice) {
    learn::say_network(trainer, voice);
    voice.say(memory);
    let (train, held_out) = trainer.n_windows();
    let (per_epoch, seed) = (trainer.steps_per_epoch() as u64, trainer.config().seed);
    let (train, held_out) = (train as u64, grouped(held_out as u64));
    let planned = trainer.planned_steps();
    voice.say(&voice.pick(
        format!(
            "{} to learn from, {held_out} held out; {} an epoch, at most {}; seed {seed}",
            counted(train, "window"),
            counted(per_epoch, "step"),
            counted(planned, "step")
        ),
        format!(
            "{} jendela latihan, {held_out} disisihkan; {} langkah per epoch, paling banyak {} \
             langkah; seed {seed}",
            grouped(train),
            grouped(per_epoch),
            grouped(planned)
        ),
    ));
}

/// The fields that scripts read.
pub(crate) fn result(trainer: &Trainer, learned: &Learned) -> Value {
    let (n_parameters, n_trainable) = trainer.n_parameters();
    let (n_train, n_held_out) = trainer.n_windows();
    let (model, config) = (&learned.model, trainer.config());
    // Each step of a window is a note that the network has read.
    let n_read = learned.n_steps as f64 * (config.batch.min(n_train) * config.window) as f64;
    json!({
        "kind": "classic",
        "parameters": n_parameters,
        "trainable_parameters": n_trainable,
        "notes": trainer.n_notes(),
        "train_windows": n_train,
        "held_out_windows": n_held_out,
        "epochs": trainer.history().len(),
        "best_epoch": model.best.epoch,
        "best_loss": model.best.val_loss,
        "best_mae": model.best.val_mae,
        "seconds": learned.seconds,
        "notes_per_second": n_read / learned.seconds.max(1e-9),
        "steps": trainer.n_steps(),
        "minutes": config.minutes,
        "seed": config.seed,
        "ended": trainer.ended(),
    })
}
