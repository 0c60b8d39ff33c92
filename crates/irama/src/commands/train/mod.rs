//! `irama train`: learn from a collection.

pub(crate) mod classic;
pub(crate) mod events;

use irama_model::{Engine, classic as classic_model};
use irama_neural::Kernels;
use irama_ranks::Ranks;

use crate::{
    args::{ModelKind, TrainArgs},
    clock,
    failure::Failure,
    lead::{Part, follow},
    learn::{self, Desk},
    plan,
    runs::Run,
    signals, together,
    voice::{Voice, print_json},
};

/// What learning works with, and the seed if nobody asks for one: the same on all ranks.
#[derive(Clone, Copy)]
pub(crate) struct Means<'a> {
    pub(crate) kernels: Kernels,
    pub(crate) ranks: &'a Ranks,
    pub(crate) fresh_seed: u64,
}

impl Means<'_> {
    pub(crate) fn engine(&self) -> Engine {
        Engine { kernels: self.kernels, ranks: self.ranks.clone() }
    }
}

pub(crate) fn run(
    args: &TrainArgs,
    kernels: Kernels,
    ranks: &Ranks,
    voice: &Voice,
) -> Result<(), Failure> {
    together::agree(&format!("{args:?}"), ranks, voice)?;
    let is_classic = together::from_first(ranks, || kind_of(args) == ModelKind::Classic)?;
    let kind = if is_classic { ModelKind::Classic } else { ModelKind::Events };
    together::settle(check(args, kind, ranks, voice), ranks, voice)?;
    signals::listen(promise(ranks, voice), voice);
    let fresh_seed = together::from_first(ranks, clock::fresh_seed)?;
    let means = Means { kernels, ranks, fresh_seed };
    match kind {
        ModelKind::Events => take_part(events::prepare(args, means, voice)?, args, ranks, voice),
        ModelKind::Classic => take_part(classic::prepare(args, means, voice)?, args, ranks, voice),
    }
}

/// What is said at the first signal.
fn promise(ranks: &Ranks, voice: &Voice) -> String {
    if ranks.is_alone() {
        return voice
            .pick("saving… (again to quit at once)", "menyimpan… (sekali lagi: langsung keluar)");
    }
    voice.pick(
        "saving… (if a rank is gone, the run goes on from where it was saved last)",
        "menyimpan… (bila ada rank yang hilang, latihan berlanjut dari simpanan terakhir)",
    )
}

/// Refuses what cannot work, before anything is read.
fn check(args: &TrainArgs, kind: ModelKind, ranks: &Ranks, voice: &Voice) -> Result<(), Failure> {
    match kind {
        ModelKind::Events => events::check(args, voice)?,
        ModelKind::Classic => classic::check(args, voice)?,
    }
    plan::check_model_name(&args.output, voice)?;
    // The first rank alone writes.
    if !ranks.is_first() {
        return Ok(());
    }
    let inputs = [args.inputs.as_slice(), args.from.as_slice()].concat();
    plan::check_output(&args.output, &inputs, voice)?;
    plan::check_kind(&args.output, b"IRAMA ", voice)?;
    if let Some(log) = &args.log {
        let others = [inputs.as_slice(), std::slice::from_ref(&args.output)].concat();
        plan::check_output(log, &others, voice)?;
        plan::check_kind(log, b"{", voice)?;
    }
    Ok(())
}

/// The kind that was typed, or else that of the run to resume.
fn kind_of(args: &TrainArgs) -> ModelKind {
    let is_classic = || args.resume && classic_model::run_config(&args.output).is_some();
    args.model.unwrap_or_else(|| if is_classic() { ModelKind::Classic } else { ModelKind::Events })
}

/// Leads the run to its end, or follows.
fn take_part(
    part: Part<impl Run>,
    args: &TrainArgs,
    ranks: &Ranks,
    voice: &Voice,
) -> Result<(), Failure> {
    match part {
        Part::Lead(run) => finish(run, args, voice),
        Part::Follow(run) => follow(run, ranks, &args.output, voice),
    }
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
