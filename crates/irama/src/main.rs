//! Irama's command line: what was typed becomes what is meant, and one command runs.

mod args;
mod base;
mod baseline;
mod clock;
mod commands;
mod failure;
mod gather;
mod indonesian;
mod language;
mod lead;
mod learn;
mod log;
mod outfile;
mod plan;
mod progress;
mod receipt;
mod report;
mod runs;
mod signals;
mod start;
mod terminal_roll;
mod together;
mod voice;

use std::{io::Write, process::ExitCode};

use clap::{
    CommandFactory, FromArgMatches, error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
};
use irama_ranks::Ranks;

use crate::{
    args::{Cli, Command, Everywhere, Lang},
    failure::Failure,
    voice::Voice,
};

fn main() -> ExitCode {
    let lang = language::of_this_run();
    let cli = match typed(lang) {
        Ok(cli) => cli,
        Err(error) => return misuse(&error, lang),
    };
    let voice = Voice::new(&cli.everywhere, lang);
    let ranks = match together::join(&voice) {
        Ok(ranks) => ranks,
        Err(failure) => return failure.tell(&voice),
    };
    let voice = voice.of_rank(&ranks);
    let code = match run(cli, &ranks, &voice) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(&voice),
    };
    // The others may come as far now.
    drop(ranks);
    code
}

/// What was typed; its help is in the user's language.
fn typed(lang: Lang) -> Result<Cli, clap::Error> {
    let command = match lang {
        Lang::En => Cli::command(),
        Lang::Id => indonesian::help::translated(Cli::command()),
    };
    Cli::from_arg_matches(&command.try_get_matches()?)
}

/// Prints the help that was asked for, or what is wrong with the arguments, on one line.
fn misuse(error: &clap::Error, lang: Lang) -> ExitCode {
    let is_help = !error.use_stderr() || error.kind() == DisplayHelpOnMissingArgumentOrSubcommand;
    // The strength is told of whether or not the rest of the arguments can be read.
    let strength = || detached_strength().map(|it| in_language(&it, lang));
    // Nobody is left to be told if writing fails.
    let _ = match (is_help, lang) {
        (true, Lang::En) => error.print(),
        (true, Lang::Id) => {
            let text = indonesian::help_text(&error.render().ansi().to_string());
            match error.use_stderr() {
                true => write!(anstream::stderr(), "{text}"),
                false => write!(anstream::stdout(), "{text}"),
            }
        }
        (false, _) => {
            let told = strength().unwrap_or_else(|| on_one_line(&error.render().to_string(), lang));
            writeln!(anstream::stderr(), "{told}")
        }
    };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// What to say where a strength stands apart from its `--lofi`, which may do without one.
fn detached_strength() -> Option<String> {
    let args: Vec<String> = std::env::args_os().filter_map(|it| it.into_string().ok()).collect();
    let is_strength = |it: &str| it.starts_with(|it: char| it.is_ascii_digit()) || it.contains(':');
    let pair = args.windows(2).find(|it| it[0] == "--lofi" && is_strength(&it[1]))?;
    Some(format!(
        "error: the strength {0:?} stands apart from --lofi; join them with an equals sign: \
         --lofi={0}",
        pair[1]
    ))
}

fn in_language(english: &str, lang: Lang) -> String {
    match lang {
        Lang::En => english.to_owned(),
        Lang::Id => indonesian::said(english),
    }
}

/// What clap says, without the usage and with all of the cause and the remedy on one line.
fn on_one_line(text: &str, lang: Lang) -> String {
    let is_cause = |it: &&str| !it.starts_with("Usage:") && !it.starts_with("For more information");
    let mut line = String::new();
    for part in text.lines().map(str::trim).take_while(is_cause).filter(|it| !it.is_empty()) {
        line.push_str(match line.as_str() {
            "" => "",
            so_far if so_far.ends_with(':') || part.starts_with('[') => " ",
            _ => "; ",
        });
        line.push_str(&in_language(part, lang));
    }
    line + "; " + &in_language("--help tells more", lang)
}

fn run(cli: Cli, ranks: &Ranks, voice: &Voice) -> Result<(), Failure> {
    if !ranks.is_alone() && !matches!(cli.command, Command::Train(_)) {
        return Err(together::only_training(ranks, voice));
    }
    let kernels = plan::kernels(&cli.everywhere, voice)?;
    start_threads(&cli.everywhere)?;
    if cli.everywhere.stop_with_stdin {
        signals::stop_with_stdin();
    }
    match cli.command {
        Command::Make(args) => commands::make::run(&args, kernels, voice),
        Command::Inspect(args) => commands::inspect::run(&args, voice),
        Command::Train(args) => commands::train::run(&args, kernels, ranks, voice),
        Command::Compose(args) => commands::compose::run(&args, kernels, voice),
        Command::Render(args) => commands::render::run(&args, voice),
        Command::Play(args) => commands::play::run(&args, kernels, voice),
        Command::Judge(args) => commands::judge::run(&args, voice),
        Command::Studio(args) => commands::studio::run(&args, kernels, voice),
        Command::Export(args) => commands::exchange::export(&args, voice),
        Command::Import(args) => commands::exchange::import(&args, voice),
        Command::Selftest(args) => commands::selftest::run(&args, kernels, voice),
        Command::Completions { shell } => commands::manual::completions(shell),
        Command::Man { out } => commands::manual::man(out.as_deref(), voice),
    }
}

fn start_threads(everywhere: &Everywhere) -> Result<(), Failure> {
    let n_threads = everywhere.threads.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build_global()
        .map_err(|it| Failure::failed(anyhow::anyhow!("could not start {n_threads} threads: {it}")))
}
