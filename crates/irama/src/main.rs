//! Irama's command line: what was typed becomes what is meant, and one command runs.

mod args;
mod clock;
mod commands;
mod failure;
mod gather;
mod indonesian;
mod learn;
mod log;
mod plan;
mod signals;
mod voice;

use std::process::ExitCode;

use clap::Parser;

use crate::{
    args::{Cli, Command, Everywhere},
    failure::Failure,
    voice::Voice,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let voice = Voice::new(&cli.everywhere);
    match run(cli, &voice) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(&voice),
    }
}

fn run(cli: Cli, voice: &Voice) -> Result<(), Failure> {
    let kernels = plan::kernels(&cli.everywhere, voice)?;
    start_threads(&cli.everywhere)?;
    match cli.command {
        Command::Make(args) => commands::make::run(&args, kernels, voice),
        Command::Inspect(args) => commands::inspect::run(&args, voice),
        Command::Train(args) => commands::train::run(&args, kernels, voice),
        Command::Compose(args) => commands::compose::run(&args, kernels, voice),
        Command::Export(args) => commands::exchange::export(&args, voice),
        Command::Import(args) => commands::exchange::import(&args, voice),
        Command::Selftest(args) => commands::selftest::run(&args, kernels, voice),
        Command::Completions { shell } => commands::manual::completions(shell),
        Command::Man => commands::manual::man(),
    }
}

fn start_threads(everywhere: &Everywhere) -> Result<(), Failure> {
    let n_threads = everywhere.threads.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build_global()
        .map_err(|it| Failure::failed(anyhow::anyhow!("could not start {n_threads} threads: {it}")))
}
