//! `irama train`: learn from a collection.

pub(crate) mod classic;
pub(crate) mod events;

use irama_model::classic as classic_model;
use irama_neural::Kernels;

use crate::{
    args::{ModelKind, TrainArgs},
    failure::Failure,
    learn::{self, Desk},
    plan,
    runs::Run,
    signals,
    voice::{Voice, print_json},
};

pub(crate) fn run(args: &TrainArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let kind = kind_of(args);
    match kind {
        ModelKind::Events => events::check(args, voice)?,
        ModelKind::Classic => classic::check(args, voice)?,
    }
    plan::check_model_name(&args.output, voice)?;
    let inputs = [args.inputs.as_slice(), args.from.as_slice()].concat();
    plan::check_output(&args.output, &inputs, voice)?;
    plan::check_kind(&args.output, b"IRAMA ", voice)?;
    if let Some(log) = &args.log {
        let others = [inputs.as_slice(), std::slice::from_ref(&args.output)].concat();
        plan::check_output(log, &others, voice)?;
        plan::check_kind(log, b"{", voice)?;
    }
    signals::listen(
        voice.pick("saving… (again to quit at once)", "menyimpan… (sekali lagi: langsung keluar)"),
        voice,
    );
    match kind {
        ModelKind::Events => finish(events::prepare(args, kernels, voice)?, args, voice),
        ModelKind::Classic => finish(classic::prepare(args, kernels, voice)?, args, voice),
    }
}

/// The kind that was typed, or else that of the run to resume.
fn kind_of(args: &TrainArgs) -> ModelKind {
    let is_classic = || args.resume && classic_model::run_config(&args.output).is_some();
    args.model.unwrap_or_else(|| if is_classic() { ModelKind::Classic } else { ModelKind::Events })
}

/// Learns, and tells what came of it.
fn finish(mut run: impl Run, args: &TrainArgs, voice: &Voice) -> Result<(), Failure> {
    run.plan(voice).iter().for_each(|it| voice.say(it));
    let desk =
        Desk { model: &args.output, log: args.log.as_deref(), save_every: args.save_every, voice };
    let (_, sitting) = learn::learn(&mut run, &desk)?;
    run.verdict(voice).iter().for_each(|it| voice.say(it));
    let path = irama_corpus::display_name(&args.output);
    voice.say(&voice.pick(
        format!("wrote {path}; try: irama compose -m {path} -o song.mid"),
        format!("{path} ditulis; coba: irama compose -m {path} -o lagu.mid"),
    ));
    if args.json {
        print_json(&run.result(&sitting))?;
    }
    Ok(())
}
