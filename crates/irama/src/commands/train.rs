//! `irama train`: learn from a collection.

use std::path::Path;

use irama_model::{
    ModelError,
    checkpoint::{recent_runs, run_folder},
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
    voice::{Voice, grouped, print_json},
};

/// Without a length, as often through the collection as the seed goes.
const N_EPOCHS: usize = 50;
/// With another length, epochs are no limit.
const ANY_EPOCHS: usize = 1_000_000_000;

pub(crate) fn run(args: &TrainArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let mut config = config_of(args)?;
    config.check()?;
    plan::check_writable(&args.output)?;
    if let Some(log) = &args.log {
        plan::check_writable(log)?;
    }
    signals::listen(voice.pick("saving… (again to quit at once)", "menyimpan…"), voice);
    if args.resume {
        config = resumed_config(args)?;
    } else if args.seed.is_none() {
        config.seed = seed_of_run(&args.output, &config).unwrap_or_else(clock::fresh_seed);
    }
    plan::check_memory(&config, voice)?;
    let gathered = gather::from_inputs(&args.inputs, &config, !args.no_cache, voice)?;
    let notes = &gathered.notes;
    let mut trainer = prepare(notes, &config, kernels, &args.output, voice)?;
    learn::say_network(&trainer, voice);
    say_plan(&trainer, voice);
    let desk = Desk {
        notes,
        sources: gathered.sources,
        model: &args.output,
        log: args.log.as_deref(),
        voice,
    };
    let learned = learn::learn(&mut trainer, &desk)?;
    learn::say_verdict(&learned, trainer.ended(), voice);
    let path = irama_corpus::display_name(&args.output);
    voice.say(&voice.pick(
        format!("wrote {path}; try: irama compose -m {path} -o song.mid"),
        format!("{path} ditulis; coba: irama compose -m {path} -o song.mid"),
    ));
    if args.json {
        print_json(&result(&trainer, &learned))?;
    }
    Ok(())
}

/// The settings that were typed, with the seed's for all others.
fn config_of(args: &TrainArgs) -> Result<ClassicConfig, Failure> {
    let typed = [
        args.minutes.is_some(),
        args.steps.is_some(),
        args.epochs.is_some(),
        args.batch.is_some(),
        args.window.is_some(),
        args.units.is_some(),
        args.dropout.is_some(),
        args.learning_rate.is_some(),
        args.split.is_some(),
        args.held_out.is_some(),
        args.patience.is_some(),
        args.seed.is_some(),
    ];
    if args.resume && typed.contains(&true) {
        return Err(Failure::usage(
            "--resume takes all settings from the run that was stopped; leave the others out",
        ));
    }
    let default = ClassicConfig::default();
    let is_bounded = args.minutes.is_some() || args.steps.is_some();
    Ok(ClassicConfig {
        window: args.window.unwrap_or(default.window),
        units: args.units.clone().unwrap_or(default.units),
        dropout: args.dropout.map_or(default.dropout, |it| it as f32),
        learning_rate: args.learning_rate.map_or(default.learning_rate, |it| it as f32),
        batch: args.batch.unwrap_or(default.batch),
        n_epochs: args.epochs.unwrap_or(if is_bounded { ANY_EPOCHS } else { N_EPOCHS }),
        n_steps: args.steps,
        minutes: args.minutes,
        split: match args.split {
            Some(SplitChoice::Windows) => SplitBy::Windows,
            Some(SplitChoice::Files) | None => SplitBy::Files,
        },
        held_out: args.held_out.unwrap_or(default.held_out),
        patience: args.patience.unwrap_or(default.patience),
        seed: args.seed.unwrap_or(default.seed),
        ..default
    })
}

/// The settings of the run that `--resume` asks for.
fn resumed_config(args: &TrainArgs) -> Result<ClassicConfig, Failure> {
    run_config(&args.output).ok_or_else(|| {
        Failure::usage(format!(
            "there is no run to resume beside {}: no usable state in {}; leave out --resume to \
             begin one",
            irama_corpus::display_name(&args.output),
            irama_corpus::display_name(&run_folder(&args.output))
        ))
    })
}

/// The seed of an unfinished run that is the same but for it: nobody asked for another.
pub(crate) fn seed_of_run(model: &Path, config: &ClassicConfig) -> Option<u64> {
    let run = run_config(model)?;
    let same = ClassicConfig { seed: run.seed, ..config.clone() };
    same.continues(&run).then_some(run.seed)
}

/// A run that goes on if one with these settings was stopped, or a new one with its steps planned.
pub(crate) fn prepare(
    notes: &Notes,
    config: &ClassicConfig,
    kernels: Kernels,
    model: &Path,
    voice: &Voice,
) -> Result<Trainer, Failure> {
    let fits = |run: &ClassicConfig| config.continues(run);
    let resumed = load_run(model, notes, kernels, fits, |it| voice.warn(&it));
    match resumed {
        Ok(Some(trainer)) => {
            let n = grouped(trainer.n_steps());
            voice.say(&voice.pick(
                format!("going on after {n} steps with the run that was stopped"),
                format!("melanjutkan setelah {n} langkah"),
            ));
            return Ok(trainer);
        }
        Ok(None) if !recent_runs(model).is_empty() => voice.warn(&voice.pick(
            "a run with other settings was stopped here; it is replaced",
            "ada latihan lain yang berhenti di sini; latihan itu diganti",
        )),
        Ok(None) => (),
        Err(error @ ModelError::OtherRun { .. }) => return Err(error.into()),
        Err(error) => return Err(error.into()),
    }
    let mut trainer = Trainer::new(notes, config.clone(), kernels)?;
    if let Some(minutes) = config.minutes {
        let n_steps = plan::steps_in(minutes, &trainer)?;
        trainer.plan_steps(n_steps);
        voice.say(&voice.pick(
            format!(
                "{minutes} minutes are {n_steps} steps here; --steps {n_steps} repeats this run"
            ),
            format!(
                "{minutes} menit adalah {n_steps} langkah di sini; --steps {n_steps} mengulang"
            ),
        ));
    }
    Ok(trainer)
}

pub(crate) fn say_plan(trainer: &Trainer, voice: &Voice) {
    let (train, held_out) = trainer.n_windows();
    let (per_epoch, seed) = (trainer.steps_per_epoch(), trainer.config().seed);
    let (train, held_out) = (grouped(train as u64), grouped(held_out as u64));
    let planned = grouped(trainer.planned_steps());
    voice.say(&voice.pick(
        format!(
            "{train} windows to learn from, {held_out} held out; {per_epoch} steps an epoch, at \
             most {planned} steps; seed {seed}"
        ),
        format!(
            "{train} jendela latihan, {held_out} disisihkan; {per_epoch} langkah per epoch, paling \
             banyak {planned} langkah; seed {seed}"
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
